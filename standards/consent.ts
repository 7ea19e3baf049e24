import { AbiCoder, keccak256, TypedDataEncoder } from "ethers";
import type { ConsentId, Hex } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";

/** A use that is denied whatever the terms permit. A criterion that is zero or empty fits everything. */
export type DenyRule = {
  readonly actor: Hex;
  readonly purposes: bigint;
  readonly dataClasses: number;
  /** Fits data at least that confidential. */
  readonly minConfidentiality: number;
  /** ISO 3166-1 alpha-2. */
  readonly jurisdiction: string;
};

/** What a patient agrees to. Meanings of the masks: consentCodes.ts. Never enters a transaction. */
export type ConsentTerms = {
  /** Random handle of the patient at this custodian; derived from nothing. */
  readonly subject: Hex;
  readonly custodian: Hex;
  readonly grantee: Hex;
  readonly purposes: bigint;
  readonly duo: bigint;
  readonly dataClasses: number;
  readonly maxConfidentiality: number;
  /** Unix seconds of chain time. */
  readonly start: number;
  /** Period in which the data came to be, unix seconds. `dataTo` zero: no end. */
  readonly dataFrom: number;
  readonly dataTo: number;
  readonly obligations: number;
  /** CURIEs like "MONDO:0005015"; needed for DUO DS, else empty. */
  readonly diseases: readonly string[];
  /** ISO 3166-1 alpha-2 codes of where the data may be used; empty: anywhere. */
  readonly jurisdictions: readonly string[];
  readonly denials: readonly DenyRule[];
  /** Line of policy documents, and hash of the text of the version that was agreed to. */
  readonly policy: Hex;
  readonly policyHash: Hex;
  readonly policyMajor: number;
  readonly policyMinor: number;
  /** 32 CSPRNG bytes: hides the terms and makes the consent id a nonce. */
  readonly salt: Hex;
};

/** The document that the patient's wallet shows in full and signs. */
export type ConsentGrant = {
  readonly signer: Hex;
  readonly terms: ConsentTerms;
  readonly issuedAt: number;
  /** Last second of liveness. */
  readonly end: number;
  /** Last second at which the grant may be brought to the chain. */
  readonly deadline: number;
};

/** What of a grant enters a transaction. */
export type GrantHeader = {
  readonly signer: Hex;
  readonly termsHash: Hex;
  readonly issuedAt: number;
  readonly end: number;
  readonly deadline: number;
};

type TypedFields = Record<string, { name: string; type: string }[]>;

const TERMS_FIELDS = [
  { name: "subject", type: "bytes32" },
  { name: "custodian", type: "address" },
  { name: "grantee", type: "address" },
  { name: "purposes", type: "uint64" },
  { name: "duo", type: "uint64" },
  { name: "dataClasses", type: "uint32" },
  { name: "maxConfidentiality", type: "uint8" },
  { name: "start", type: "uint40" },
  { name: "dataFrom", type: "uint40" },
  { name: "dataTo", type: "uint40" },
  { name: "obligations", type: "uint32" },
  { name: "diseases", type: "string[]" },
  { name: "jurisdictions", type: "string[]" },
  { name: "denials", type: "DenyRule[]" },
  { name: "policy", type: "bytes32" },
  { name: "policyHash", type: "bytes32" },
  { name: "policyMajor", type: "uint16" },
  { name: "policyMinor", type: "uint16" },
  { name: "salt", type: "bytes32" },
];

const DENY_RULE_FIELDS = [
  { name: "actor", type: "address" },
  { name: "purposes", type: "uint64" },
  { name: "dataClasses", type: "uint32" },
  { name: "minConfidentiality", type: "uint8" },
  { name: "jurisdiction", type: "string" },
];

export const CONSENT_GRANT_TYPES: TypedFields = {
  ConsentGrant: [
    { name: "signer", type: "address" },
    { name: "terms", type: "ConsentTerms" },
    { name: "issuedAt", type: "uint40" },
    { name: "end", type: "uint40" },
    { name: "deadline", type: "uint40" },
  ],
  ConsentTerms: TERMS_FIELDS,
  DenyRule: DENY_RULE_FIELDS,
};

export const CONSENT_REVOKE_TYPES: TypedFields = {
  ConsentRevoke: [{ name: "consentId", type: "bytes32" }],
};

export const CONSENT_REVOKE_ALL_TYPES: TypedFields = {
  ConsentRevokeAll: [
    { name: "signer", type: "address" },
    { name: "issuedUpTo", type: "uint40" },
  ],
};

const GRANT_TYPEHASH = keccak256(
  new TextEncoder().encode(TypedDataEncoder.from(CONSENT_GRANT_TYPES).encodeType("ConsentGrant")),
);

/** EIP-712 domain of the consent registry. */
export const consentRegistryDomain = (chainId: number, registry: Hex): Eip712Domain => ({
  name: "ConsentRegistry",
  version: "1",
  chainId,
  verifyingContract: registry,
});

/** Struct hash of the salted terms: all that the chain learns of them. */
export const termsHash = (terms: ConsentTerms): Hex =>
  TypedDataEncoder.hashStruct(
    "ConsentTerms",
    { ConsentTerms: TERMS_FIELDS, DenyRule: DENY_RULE_FIELDS },
    terms,
  ) as Hex;

/** What of a grant enters a transaction. */
export const headerOf = (grant: ConsentGrant): GrantHeader => ({
  signer: grant.signer,
  termsHash: termsHash(grant.terms),
  issuedAt: grant.issuedAt,
  end: grant.end,
  deadline: grant.deadline,
});

/** Struct hash of a grant, from its header alone. */
export const consentIdOfHeader = (header: GrantHeader): ConsentId =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "address", "bytes32", "uint40", "uint40", "uint40"],
      [GRANT_TYPEHASH, header.signer, header.termsHash, header.issuedAt, header.end, header.deadline],
    ),
  ) as ConsentId;

/** The id of a consent: the struct hash of its grant. */
export const consentId = (grant: ConsentGrant): ConsentId => consentIdOfHeader(headerOf(grant));

/** The digest a patient signs to grant. */
export const grantDigest = (domain: Eip712Domain, grant: ConsentGrant): Hex =>
  TypedDataEncoder.hash(domain, CONSENT_GRANT_TYPES, grant) as Hex;

// What researchers show of themselves: EIP-712 documents of issuers that governance trusts, see IResearchTrust. They never
// enter a transaction.
import { Signature, TypedDataEncoder } from "ethers";
import { DUO_CREDENTIALS, maskOf, permits } from "./consentCodes.ts";
import type { Hex } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";
import { isSignedBy } from "./signatures.ts";

/** What an issuer signs. */
export type ResearchCredential = {
  readonly holder: Hex;
  /** The DUO code it answers: RS, IRB, GS, US, PS or IS. */
  readonly duoCode: number;
  /** What the issuer states: hash of the approval, project or institution. */
  readonly value: Hex;
  /** Unix seconds of chain time. */
  readonly assertedAt: number;
  readonly expiresAt: number;
};

/** A credential as it is shown. */
export type ShownCredential = ResearchCredential & { readonly issuer: Hex; readonly signature: Hex };

/** Seconds within which what is permitted is used; the contract's TTL. */
export const CREDENTIAL_TTL = 3_600;
/** Seconds for which a statement is believed; the contract's MAX_AGE. */
export const CREDENTIAL_MAX_AGE = 365 * 86_400;
/** Codes that credentials answer. */
export const CREDENTIAL_CODES = maskOf(DUO_CREDENTIALS);

export const CREDENTIAL_TYPES: Record<string, { name: string; type: string }[]> = {
  ResearchCredential: [
    { name: "holder", type: "address" },
    { name: "duoCode", type: "uint8" },
    { name: "value", type: "bytes32" },
    { name: "assertedAt", type: "uint40" },
    { name: "expiresAt", type: "uint40" },
  ],
};

/** EIP-712 domain of the contract that knows the issuers. */
export const researchTrustDomain = (chainId: number, trust: Hex): Eip712Domain => ({
  name: "ResearchTrust",
  version: "1",
  chainId,
  verifyingContract: trust,
});

const statementOf = ({ holder, duoCode, value, assertedAt, expiresAt }: ResearchCredential) => ({
  holder,
  duoCode,
  value,
  assertedAt,
  expiresAt,
});

/** The digest an issuer signs. */
export const credentialDigest = (domain: Eip712Domain, credential: ResearchCredential): Hex =>
  TypedDataEncoder.hash(domain, CREDENTIAL_TYPES, statementOf(credential)) as Hex;

/** What signs typed data: an ethers signer, a wallet, a remote key. */
export type TypedDataSigner = {
  readonly getAddress: () => Promise<string>;
  readonly signTypedData: (
    domain: Eip712Domain,
    types: typeof CREDENTIAL_TYPES,
    value: Record<string, unknown>,
  ) => Promise<string>;
};

/** Has the issuer sign. */
export const signCredential = async (
  issuer: TypedDataSigner,
  domain: Eip712Domain,
  credential: ResearchCredential,
): Promise<ShownCredential> => {
  const signature = await issuer.signTypedData(domain, CREDENTIAL_TYPES, statementOf(credential));
  return {
    ...statementOf(credential),
    issuer: (await issuer.getAddress()) as Hex,
    signature: Signature.from(signature).compactSerialized as Hex,
  };
};

/**
 * Whether a credential's dates let it count: asserted in the past, and now + ttl < min(expiry, assertion + greatest age),
 * the rule of GA4GH Passport 1.2.
 */
export const isTimely = (
  { assertedAt, expiresAt }: Pick<ResearchCredential, "assertedAt" | "expiresAt">,
  now: number,
): boolean =>
  assertedAt <= now && now + CREDENTIAL_TTL < Math.min(expiresAt, assertedAt + CREDENTIAL_MAX_AGE);

/** Whether the issuer's own key signed. Smart wallets as issuers are known to the contract alone. */
export const isSignedByIssuer = (domain: Eip712Domain, credential: ShownCredential): boolean => {
  try {
    return isSignedBy(credential.issuer, credentialDigest(domain, credential), credential.signature);
  } catch {
    return false;
  }
};

/** Mask of the DUO codes for which the holder shows a credential that counts now, by the rule of the contract. */
export const credentialCodes = (
  domain: Eip712Domain,
  codesOf: (issuer: Hex) => bigint,
  holder: Hex,
  shown: readonly ShownCredential[],
  now: number,
): bigint =>
  maskOf(
    shown
      .filter(
        (credential) =>
          credential.holder.toLowerCase() === holder.toLowerCase() &&
          permits(codesOf(credential.issuer), credential.duoCode) &&
          isTimely(credential, now) &&
          isSignedByIssuer(domain, credential),
      )
      .map(({ duoCode }) => duoCode),
  );

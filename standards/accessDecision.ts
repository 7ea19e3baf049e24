import { TypedDataEncoder, type TypedDataField } from "ethers";
import { type AccessRequest, requestHash } from "./accessRequest.ts";
import { DENY_REASONS, type Decision, type DenyReason } from "./consentDecision.ts";
import type { ConsentId, Hex, RequestId } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";
import { isSignedBy, recoverSigner } from "./signatures.ts";

/** What a node or a custodian decided and signs, under the domain of the consent registry. Never enters a transaction. */
export type AccessDecision = {
  readonly consentId: ConsentId;
  /** Struct hash of the AccessRequest; of an ended consent's denial the request's id, see `endedDecisionOf`. */
  readonly requestHash: Hex;
  readonly permitted: boolean;
  /** Index in DENY_REASONS; zero if permitted. */
  readonly reason: number;
  readonly duoCode: number;
  readonly obligations: number;
  readonly duoObligations: bigint;
  /** Unix seconds of chain time. */
  readonly decidedAt: number;
};

/** That data changed hands under a consent. Custodian and data user both sign it, under the same domain. */
export type AccessReceipt = {
  readonly consentId: ConsentId;
  readonly decisionHash: Hex;
  readonly requestHash: Hex;
  readonly permitted: boolean;
  readonly recordCount: number;
  /** Unix seconds of chain time. */
  readonly time: number;
  /** 32 CSPRNG bytes: what is anchored says nothing without it. */
  readonly salt: Hex;
};

export const ACCESS_DECISION_TYPES: Record<string, TypedDataField[]> = {
  AccessDecision: [
    { name: "consentId", type: "bytes32" },
    { name: "requestHash", type: "bytes32" },
    { name: "permitted", type: "bool" },
    { name: "reason", type: "uint8" },
    { name: "duoCode", type: "uint8" },
    { name: "obligations", type: "uint32" },
    { name: "duoObligations", type: "uint64" },
    { name: "decidedAt", type: "uint40" },
  ],
};

export const ACCESS_RECEIPT_TYPES: Record<string, TypedDataField[]> = {
  AccessReceipt: [
    { name: "consentId", type: "bytes32" },
    { name: "decisionHash", type: "bytes32" },
    { name: "requestHash", type: "bytes32" },
    { name: "permitted", type: "bool" },
    { name: "recordCount", type: "uint32" },
    { name: "time", type: "uint40" },
    { name: "salt", type: "bytes32" },
  ],
};

/** The document that says what was decided about a request. */
export const accessDecisionOf = (
  consentId: ConsentId,
  request: AccessRequest,
  decision: Decision,
  decidedAt: number,
): AccessDecision => ({
  consentId,
  requestHash: requestHash(request),
  permitted: decision.permitted,
  reason: decision.permitted ? 0 : DENY_REASONS.indexOf(decision.reason),
  duoCode: decision.permitted ? 0 : (decision.duoCode ?? 0),
  obligations: decision.permitted ? decision.obligations : 0,
  duoObligations: decision.permitted ? decision.duoObligations : 0n,
  decidedAt,
});

/**
 * The document that says that a request is denied because its consent has ended. It is public, so it must not name what
 * only the record tells, and the struct hash of the whole request would be open to guessing. In its place stands the
 * request's id, which is on the chain: the denial is good for this request alone. No struct hash equals an id.
 */
export const endedDecisionOf = (
  consentId: ConsentId,
  requestId: RequestId,
  reason: DenyReason,
  decidedAt: number,
): AccessDecision => ({
  consentId,
  requestHash: requestId,
  permitted: false,
  reason: DENY_REASONS.indexOf(reason),
  duoCode: 0,
  obligations: 0,
  duoObligations: 0n,
  decidedAt,
});

/** EIP-712 struct hash of a decision; ConsentDecisions.decide returns the same. */
export const decisionHash = (decision: AccessDecision): Hex =>
  TypedDataEncoder.hashStruct("AccessDecision", ACCESS_DECISION_TYPES, decision) as Hex;

/** EIP-712 struct hash of a receipt: the commitment that a custodian anchors, as leaf of its RecordRegistry receipts. */
export const receiptHash = (receipt: AccessReceipt): Hex =>
  TypedDataEncoder.hashStruct("AccessReceipt", ACCESS_RECEIPT_TYPES, receipt) as Hex;

/** Whoever signs typed data: a wallet. */
export type TypedDataSigner = {
  readonly signTypedData: (
    domain: Eip712Domain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ) => Promise<string>;
};

export const signDecision = async (
  signer: TypedDataSigner,
  domain: Eip712Domain,
  decision: AccessDecision,
): Promise<Hex> => (await signer.signTypedData(domain, ACCESS_DECISION_TYPES, decision)) as Hex;

export const signReceipt = async (
  signer: TypedDataSigner,
  domain: Eip712Domain,
  receipt: AccessReceipt,
): Promise<Hex> => (await signer.signTypedData(domain, ACCESS_RECEIPT_TYPES, receipt)) as Hex;

/** Who signed a decision, or undefined if nobody's key gives that signature. */
export const signerOfDecision = (
  domain: Eip712Domain,
  decision: AccessDecision,
  signature: Hex,
): Hex | undefined =>
  recoverSigner(TypedDataEncoder.hash(domain, ACCESS_DECISION_TYPES, decision), signature);

/** A receipt with the signatures of both sides. */
export type SignedReceipt = {
  readonly receipt: AccessReceipt;
  readonly bySource: Hex;
  readonly byUser: Hex;
};

/** Whether custodian and data user both signed. Accounts, not smart wallets: those answer for themselves on chain. */
export const isSignedByBoth = (
  domain: Eip712Domain,
  { receipt, bySource, byUser }: SignedReceipt,
  parties: { readonly custodian: Hex; readonly user: Hex },
): boolean => {
  const digest = TypedDataEncoder.hash(domain, ACCESS_RECEIPT_TYPES, receipt);
  return isSignedBy(parties.custodian, digest, bySource) && isSignedBy(parties.user, digest, byUser);
};

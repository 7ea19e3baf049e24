import {
  decisionHash,
  isSignedByBoth,
  receiptHash,
  signerOfDecision,
} from "../../standards/accessDecision.ts";
import { requestHash } from "../../standards/accessRequest.ts";
import { isAnchored } from "../../standards/anchorTree.ts";
import { consentRegistryDomain } from "../../standards/consent.ts";
import type { Hex } from "../../standards/hex.ts";
import { isSignedByActor, MOST_SECONDS_AHEAD } from "../vault/keyRequest.ts";
import type { RecordId } from "../vault/vaultTypes.ts";
import type { AccountedAccess, Accounting } from "./accounting.ts";

/** What does not fit in an access, the first that is found. */
export type AccessFault =
  | "TIME_OUT_OF_RANGE"
  | "REQUEST_HASH"
  | "KEY_REQUEST_MISSING"
  | "KEY_REQUEST_SIGNATURE"
  | "KEY_REQUEST_TIME"
  | "DECISION_SIGNATURE"
  | "RECEIPT_MISSING"
  | "RECEIPT_OF_ANOTHER"
  | "RECEIPT_SIGNATURE"
  | "ANCHOR_UNACKNOWLEDGED"
  | "ANCHOR_UNKNOWN"
  | "ANCHOR_PROOF";

/** Roots of receipts as the chain has them: from the ReceiptsAnchored events, kept beside the accounting. */
export type KnownRoots = ReadonlyMap<Hex, { readonly root: Hex; readonly count: number }>;

/** What an access of an accounting is held against. */
export type AccessFrame = Omit<Accounting, "kind" | "accesses" | "signature"> & {
  readonly roots: KnownRoots;
};

/** What of an access does not fit; undefined if all does. */
export const faultOfAccess = (access: AccountedAccess, frame: AccessFrame): AccessFault | undefined =>
  faultOfDecision(access, frame) ?? faultOfReceipt(access, frame) ?? faultOfAnchor(access, frame);

const faultOfDecision = (
  { request, recordIds, asked, decision, signature }: AccountedAccess,
  { custodian, chainId, consentRegistry, recordRegistry, since, until }: AccessFrame,
): AccessFault | undefined => {
  if (decision.decidedAt < since || decision.decidedAt > until) return "TIME_OUT_OF_RANGE";
  if (requestHash(request) !== decision.requestHash) return "REQUEST_HASH";
  if (asked === undefined) return "KEY_REQUEST_MISSING";
  const keyRequest = { ...asked, request, recordIds: recordIds as readonly RecordId[] };
  if (!isSignedByActor({ chainId, recordRegistry, custodian }, keyRequest, asked.signature)) {
    return "KEY_REQUEST_SIGNATURE";
  }
  if (!isInTime(decision.decidedAt, asked.deadline)) return "KEY_REQUEST_TIME";
  const domain = consentRegistryDomain(chainId, consentRegistry);
  const signer = signerOfDecision(domain, decision, signature);
  return signer?.toLowerCase() === custodian.toLowerCase() ? undefined : "DECISION_SIGNATURE";
};

/** The blocks that pass between taking a request and deciding it. */
const GRACE_SECONDS = 600;

/** The data user's deadline keeps the custodian from dating a decision to another day. */
const isInTime = (decidedAt: number, deadline: number): boolean =>
  decidedAt <= deadline + GRACE_SECONDS && decidedAt >= deadline - MOST_SECONDS_AHEAD;

const faultOfReceipt = (
  { request, recordIds, decision, receipt }: AccountedAccess,
  { custodian, chainId, consentRegistry }: AccessFrame,
): AccessFault | undefined => {
  if (receipt === undefined) return decision.permitted ? "RECEIPT_MISSING" : undefined;
  const { receipt: stated, bySource, byUser } = receipt;
  const fits =
    decision.permitted &&
    stated.permitted &&
    stated.decisionHash === decisionHash(decision) &&
    stated.requestHash === decision.requestHash &&
    stated.consentId === decision.consentId &&
    stated.time === decision.decidedAt &&
    stated.recordCount === recordIds.length;
  if (!fits) return "RECEIPT_OF_ANOTHER";
  const domain = consentRegistryDomain(chainId, consentRegistry);
  const parties = { custodian, user: byUser === undefined ? custodian : request.actor };
  return isSignedByBoth(domain, { receipt: stated, bySource, byUser: byUser ?? bySource }, parties)
    ? undefined
    : "RECEIPT_SIGNATURE";
};

const faultOfAnchor = ({ receipt }: AccountedAccess, { roots }: AccessFrame): AccessFault | undefined => {
  if (receipt?.anchor === undefined) return undefined;
  // Only what both sides signed is ever anchored.
  if (receipt.byUser === undefined) return "ANCHOR_UNACKNOWLEDGED";
  const { anchorId, root, count, index, proof } = receipt.anchor;
  const known = roots.get(anchorId);
  if (known === undefined) return "ANCHOR_UNKNOWN";
  const isKnown = known.root.toLowerCase() === root.toLowerCase() && known.count === count;
  return isKnown && isAnchored(known, index, receiptHash(receipt.receipt), proof)
    ? undefined
    : "ANCHOR_PROOF";
};

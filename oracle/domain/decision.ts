import type { AccessDecision } from "../../standards/accessDecision.ts";
import { DENY_REASONS, type DenyReason } from "../../standards/consentDecision.ts";
import { type ConsentStanding, ConsentState } from "../../standards/consentStanding.ts";
import type { Hex } from "../../standards/hex.ts";

/** What this node decided about a request, with its signature. */
export type SignedDecision = {
  readonly decision: AccessDecision;
  readonly signature: Hex;
  /** keccak256 of what a reader has to show; undefined if the decision says no more than the chain does. */
  readonly reader: Hex | undefined;
};

/** Reasons that may come after a permit: the consent has ended, or stands still, since. */
const ENDING: readonly DenyReason[] = [
  "NO_CONSENT",
  "UNDER_DISPUTE",
  "NOT_ACTIVE",
  "EPOCH",
  "EXPIRED",
  "POLICY_VERSION",
];

/** What is to be done with a decision, beside what was decided before. */
export type Ruling = "sign" | "keep" | "contradicts";

/**
 * One decision for ever; after a permit one denial may follow, if the consent has ended since. Deciding the same again
 * keeps what was signed.
 */
export const ruleOn = (before: readonly AccessDecision[], next: AccessDecision): Ruling => {
  if (before.some(({ permitted }) => permitted === next.permitted)) {
    return next.permitted && before.some(({ permitted }) => !permitted) ? "contradicts" : "keep";
  }
  if (before.length === 0) return "sign";
  if (next.permitted) return "contradicts";
  return ENDING.some((reason) => DENY_REASONS.indexOf(reason) === next.reason) ? "sign" : "contradicts";
};

/** Why a consent is not live at a chain time, as far as the chain tells without its terms; undefined if it is live. */
export const endOf = (standing: ConsentStanding, at: number): DenyReason | undefined => {
  if (standing.state === ConsentState.None) return "NO_CONSENT";
  if (standing.underDispute) return "UNDER_DISPUTE";
  if (standing.state !== ConsentState.Active) return "NOT_ACTIVE";
  if (standing.revokedByEpoch) return "EPOCH";
  return at > standing.end ? "EXPIRED" : undefined;
};

import { keccak256, TypedDataEncoder } from "ethers";
import {
  ACCESS_DECISION_TYPES,
  type AccessDecision,
  accessDecisionOf,
  endedDecisionOf,
} from "../../standards/accessDecision.ts";
import { type AccessRequest, NO_RESEARCH } from "../../standards/accessRequest.ts";
import { consentId, consentRegistryDomain } from "../../standards/consent.ts";
import { Purpose } from "../../standards/consentCodes.ts";
import { DENY_REASONS, type Decision, type DenyReason, decide } from "../../standards/consentDecision.ts";
import { decisionReaderKey } from "../../standards/decisionReader.ts";
import type { Hex } from "../../standards/hex.ts";
import { RefusalReason } from "../../standards/inference.ts";
import type { PersonalRecord } from "../../standards/record.ts";
import { endOf } from "../domain/decision.ts";
import type { Duty } from "../domain/duty.ts";
import { signerFor } from "../domain/signer.ts";
import type { PipelineDeps, StepResult } from "./deps.ts";
import { refuse, wait } from "./deps.ts";
import { RefusalError } from "./errors.ts";

/** What deciding needs. */
export type DecideDeps = Pick<PipelineDeps, "chain" | "store" | "keys" | "rules" | "log">;

/**
 * Holds an opened record's terms against the request, at the latest and at the final block, and signs what follows.
 * Permitted: true. False: permitted now, and not yet in a final block. Denied: throws `RefusalError`.
 */
export const decideAccess = async (
  deps: DecideDeps,
  duty: Duty,
  record: PersonalRecord,
): Promise<boolean> => {
  const asked = askedOf(deps, duty, record);
  const { timestamp } = await deps.chain.head();
  const latest = await decideAt(deps, duty, record, asked, timestamp, "latest");
  if (latest.permitted) {
    const final = await decideAt(deps, duty, record, asked, timestamp, "final");
    if (!final.permitted) return false;
  }
  const decision = accessDecisionOf(duty.request.consentId, asked, latest, timestamp);
  await signDecision(deps, duty, decision, decisionReaderKey(record.consent.terms.salt, duty.id));
  if (latest.permitted) return true;
  throw new RefusalError(await refusalFor(deps, duty), latest.reason);
};

/** The use that a request for inference is: of this record, here, by whoever pays. */
export const askedOf = (
  { rules }: { readonly rules: Pick<DecideDeps["rules"], "jurisdiction"> },
  { id, requester }: Pick<Duty, "id" | "requester">,
  record: PersonalRecord,
): AccessRequest => ({
  id,
  actor: requester,
  purpose: Purpose.AI_INFER,
  dataClass: record.dataClass,
  confidentiality: record.confidentiality,
  // A record that does not say when its data came to be may be of any time.
  dataFrom: record.dataPeriod?.from ?? 0,
  dataTo: record.dataPeriod?.to ?? 0,
  jurisdiction: rules.jurisdiction,
  use: NO_RESEARCH,
});

/** What follows from a record's terms at a block; nothing is signed. */
export const decideAt = async (
  { chain }: Pick<DecideDeps, "chain">,
  { request }: Pick<Duty, "request">,
  { consent }: PersonalRecord,
  asked: AccessRequest,
  decidedAt: number,
  block: "latest" | "final",
): Promise<Decision> => {
  // A record under other terms than those that the request names has no consent at all.
  if (consentId(consent) !== request.consentId.toLowerCase()) {
    return { permitted: false, policyChanged: false, reason: "NO_CONSENT" };
  }
  const standing = await chain.standingOf(request.consentId, block);
  const policy = await chain.policyStandingOf(consent.terms, block);
  return decide(consent, asked, { standing, policy, credentials: 0n, diseaseCovered: false, decidedAt });
};

/** A consent that ended meanwhile is refused as ended, which every member can see for itself. */
const refusalFor = async ({ chain }: DecideDeps, { request }: Duty) => {
  const { live } = await chain.livenessOf(request.consentId, "latest");
  return live ? RefusalReason.ConsentDoesNotPermit : RefusalReason.NoLiveConsent;
};

/**
 * Signs that a consent has ended, and refuses; looks again later if it is live after all. Nothing of the record is known
 * here, so nothing of it is named.
 */
export const refuseEnded = async (
  deps: DecideDeps & Pick<PipelineDeps, "clock">,
  duty: Duty,
): Promise<StepResult> => {
  if (!(await denyEnded(deps, duty))) return wait(deps.rules.retryMs, "CONSENT_LIVE_AGAIN");
  return refuse(RefusalReason.NoLiveConsent, deps.clock.now());
};

/** Signs the denial alone: for a member that signs another's refusal. False, and nothing signed, if the consent is live. */
export const denyEnded = async (deps: DecideDeps, duty: Duty): Promise<boolean> => {
  const standing = await deps.chain.standingOf(duty.request.consentId, "latest");
  const { timestamp: decidedAt } = await deps.chain.head();
  const reason = endOf(standing, decidedAt);
  if (reason === undefined) return false;
  await signDecision(
    deps,
    duty,
    endedDecisionOf(duty.request.consentId, duty.id, reason, decidedAt),
    undefined,
  );
  return true;
};

const signDecision = async (
  { chain, store, keys, rules, log }: DecideDeps,
  { id }: Duty,
  decision: AccessDecision,
  readerKey: Hex | undefined,
): Promise<void> => {
  const domain = consentRegistryDomain(rules.chainId, rules.consents);
  const preimage = TypedDataEncoder.encode(domain, ACCESS_DECISION_TYPES, decision) as Hex;
  const reader = readerKey === undefined ? undefined : (keccak256(readerKey) as Hex);
  // With one key there is nothing to choose; during a rotation it is the one that the committee lists.
  const signer = keys.next === undefined ? keys : (signerFor(keys, await chain.committee()) ?? keys);
  await store.releaseDecision(id, { decision, reader }, () => signer.sign(preimage));
  const reason: DenyReason | "NONE" = DENY_REASONS[decision.reason] ?? "NONE";
  log.info({ msg: "Access decided", requestId: id, permitted: decision.permitted, reason });
};

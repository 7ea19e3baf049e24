import type { SignedRefusal } from "../../standards/inference.ts";
import { RefusalReason, RequestStatus } from "../../standards/inference.ts";
import { bitOf, bitOfSigner, type Committee } from "../domain/committee.ts";
import { type Duty, isPersonal, isTraced } from "../domain/duty.ts";
import type { Objection, ObjectionCode, PeerAnswer, Proposal, SingleProposal } from "../domain/ports.ts";
import { signerFor } from "../domain/signer.ts";
import { codeOf, describeError } from "../shared/errors.ts";
import { isRetryable } from "../shared/retry.ts";
import { countersignBatch } from "./batch/countersignBatch.ts";
import { checkConsent } from "./checkConsent.ts";
import { denyEnded } from "./decideAccess.ts";
import type { PipelineDeps } from "./deps.ts";
import { configOf, digestOf, requestOf, signerOf, signStatement, withTrace } from "./statements.ts";
import { maySignUnder, nearbyOutput } from "./tolerance.ts";

const no = (code: ObjectionCode, retryable = false): Objection => ({ code, retryable });

/** Signs a leader's proposal if this node would have said the very same, else says why not. */
export const countersign = async (deps: PipelineDeps, proposal: Proposal): Promise<PeerAnswer> => {
  if (proposal.kind === "batch") return countersignBatch(deps, proposal);
  const committee = await deps.chain.committeeOf(configOf(proposal));
  const objection = await objectionTo(deps, committee, proposal);
  const duty = await deps.store.duty(requestOf(proposal));
  const traceCommitment = duty?.traceCommitment;
  const signer = committee && signerFor(deps.keys, committee);
  deps.metrics.proposals.inc({ outcome: objection?.code ?? "SIGNED" });
  if (objection !== undefined) return { signed: false, objection };
  if (signer === undefined) return { signed: false, objection: no("CANNOT_SIGN", true) };
  try {
    const adopted = duty === undefined ? undefined : nearbyOutput(deps, duty, proposal);
    const signature = await signStatement(deps, withTrace(proposal, traceCommitment), { adopted, signer });
    if (proposal.kind === "refusal" || traceCommitment === undefined) return { signed: true, signature };
    return { signed: true, signature, traceCommitment };
  } catch (error) {
    if (codeOf(error) === "WOULD_EQUIVOCATE") return { signed: false, objection: no("WOULD_EQUIVOCATE") };
    if (!isRetryable(error)) throw error;
    deps.log.warn({ msg: "A proposal cannot be signed now", ...describeError(error) });
    return { signed: false, objection: no("CANNOT_SIGN", true) };
  }
};

/** Who asks, then whether we decided the same, and only then what the chain says. */
const objectionTo = async (
  deps: PipelineDeps,
  committee: Committee | undefined,
  proposal: SingleProposal,
): Promise<Objection | undefined> => {
  const { chain, keys, rules, store } = deps;
  if (committee === undefined || bitOf(committee, keys.operator) === undefined)
    return no("UNKNOWN_COMMITTEE");
  const signer = signerOf(digestOf(rules, proposal), proposal.signature);
  if (signer === undefined || bitOfSigner(committee, signer) === undefined) return no("UNKNOWN_SIGNER");
  const duty = await store.duty(requestOf(proposal));
  if (duty === undefined) {
    deps.lookUp?.(requestOf(proposal), signer);
    return no("NOT_READY", true);
  }
  if (["settled", "proposed", "lapsed", "unserved"].includes(duty.state)) return no("NOT_PENDING");
  if ((await chain.statusOf(duty.id)) !== RequestStatus.Pending) return no("NOT_PENDING");
  // The consent is asked about last: nothing but the store is awaited between that and signing.
  return proposal.kind === "answer"
    ? objectionToAnswer(deps, committee, duty, proposal)
    : objectionToRefusal(deps, duty, proposal.refusal);
};

const objectionToAnswer = async (
  deps: PipelineDeps,
  committee: Committee,
  duty: Duty,
  proposal: Extract<Proposal, { kind: "answer" }>,
): Promise<Objection | undefined> => {
  const { chain, rules, log, metrics } = deps;
  const { report, traceCommitment } = proposal;
  if (isTraced(duty.request) !== (traceCommitment !== undefined)) return no("OTHER_FORM");
  if (duty.state === "halted" || duty.refusal !== undefined) return no("OTHER_DECISION");
  if (duty.outputHash === undefined) return no("NOT_READY", true);
  if (!maySignUnder(deps, duty, committee)) return no("QUORUMS_MAY_DIFFER");
  const isNear = nearbyOutput(deps, duty, proposal) !== undefined;
  if (duty.outputHash !== report.outputHash && !isNear) {
    metrics.mismatches.inc();
    log.warn({ msg: "A leader proposes another output", requestId: duty.id, proposed: report.outputHash });
    return no("OTHER_OUTPUT");
  }
  const { number } = await chain.head();
  if (Math.abs(number - report.observedBlock) > rules.maxBlockDistance) return no("STALE_BLOCK", true);
  const consent = await checkConsent(chain, duty);
  if (consent.kind === "unsettled") return no("CONSENT_DIFFERS", true);
  if (consent.kind === "ended" || consent.version !== report.consentVersion) return no("CONSENT_DIFFERS");
  return undefined;
};

/** That a consent has ended anybody can see on chain; every other reason must have been found here too. */
const objectionToRefusal = async (
  deps: PipelineDeps,
  duty: Duty,
  { reason }: SignedRefusal,
): Promise<Objection | undefined> => {
  if (reason === RefusalReason.NoLiveConsent) {
    if (!isPersonal(duty.request)) return no("OTHER_DECISION");
    const { live } = await deps.chain.livenessOf(duty.request.consentId, "latest");
    if (live || !(await denyEnded(deps, duty))) return no("OTHER_DECISION");
    return undefined;
  }
  if (duty.refusal === reason) return undefined;
  const undecided = duty.refusal === undefined && duty.outputHash === undefined;
  return no(undecided ? "NOT_READY" : "OTHER_DECISION", undecided);
};

import { outputHashOf, RequestStatus } from "../../standards/inference.ts";
import { type Duty, isPersonal, needsProof, type ProposedAnswer } from "../domain/duty.ts";
import { defend } from "./defend.ts";
import { type PipelineDeps, type StepResult, wait } from "./deps.ts";
import { rankIn } from "./turn.ts";

/** How many retry intervals lie between two looks at the chain's clock. */
const LOOK_FACTOR = 10;
/** How long a node rests that will not finalise what it knows to be wrong. */
const WRONG_ANSWER_MS = 60_000;

/**
 * proposed: once its window is over, makes the answer final when this node's turn comes; the settling event ends the
 * duty. An answer that differs from this node's own is left to be challenged; one that is ours and challenged is defended.
 */
export const finalise = async (deps: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const { chain, clock, rules, store, submitter, log } = deps;
  if (duty.proposal === undefined) throw new TypeError("A proposed duty has no proposal.");
  const { output } = duty.proposal;
  // What was proved here is ours, whatever was worked out since: who signed it is slashed if nobody defends it.
  const isProven = needsProof(duty.request) && (await store.proofOf(duty.id, output)) !== undefined;
  if (!isProven && differs(duty, duty.proposal)) return leaveAlone(deps, duty);
  if (needsProof(duty.request) && (await chain.statusOf(duty.id)) === RequestStatus.Disputed) {
    return defend(deps, duty, duty.proposal);
  }
  const remaining = duty.proposal.finalAt - (deps.seenHead()?.timestamp ?? 0);
  if (remaining >= 0)
    return wait(Math.min((remaining + 1) * 1_000, rules.retryMs * LOOK_FACTOR), "WINDOW_OPEN");
  if ((await chain.statusOf(duty.id)) !== RequestStatus.Proposed) {
    return wait(rules.retryMs, "WAITING_FOR_CONFIRMATIONS");
  }
  if (duty.readyAt === undefined) await store.touch(duty.id, { readyAt: clock.now() });
  const myTurnAt = (duty.readyAt ?? clock.now()) + (await rankIn(deps, duty)) * rules.backoffMs;
  if (clock.now() < myTurnAt) return wait(myTurnAt - clock.now(), "NOT_MY_TURN");

  const submission = await submitter.finalise(duty);
  if (submission.kind !== "mined") return wait(rules.retryMs * LOOK_FACTOR, submission.error);
  deps.metrics.finalised.inc();
  log.info({ msg: "Answer made final", requestId: duty.id, txHash: submission.hash });
  return wait(rules.retryMs, "WAITING_FOR_CONFIRMATIONS");
};

const differs = ({ request, outputHash }: Duty, { output }: ProposedAnswer): boolean =>
  outputHash !== undefined && outputHash !== (isPersonal(request) ? output : outputHashOf(output));

const leaveAlone = ({ log, metrics }: PipelineDeps, duty: Duty): StepResult => {
  if (duty.lastError !== "OTHER_OUTPUT") {
    metrics.mismatches.inc();
    log.error({ msg: "A proposed answer differs from ours: challenge it", requestId: duty.id });
  }
  return wait(WRONG_ANSWER_MS, "OTHER_OUTPUT");
};

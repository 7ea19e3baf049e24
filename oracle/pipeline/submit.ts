import { RequestStatus } from "../../standards/inference.ts";
import type { Duty } from "../domain/duty.ts";
import type { Submission } from "../domain/ports.ts";
import { checkConsent } from "./checkConsent.ts";
import { refuseEnded } from "./decideAccess.ts";
import { type PipelineDeps, type StepResult, wait } from "./deps.ts";
import { isOverdue } from "./lapse.ts";

/** How many retry intervals pass before other signatures are gathered after a rejection. */
const REJECTION_FACTOR = 5;
/** How many pass before the price of gas is looked at again. */
const POSTPONED_FACTOR = 5;

/** signed > submitted: brings the statement to the chain and stays until it is mined or rejected. */
export const submit = async (deps: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const { chain, rules, store, log } = deps;
  if ((await chain.statusOf(duty.id)) !== RequestStatus.Pending) return wait(rules.retryMs, "NOT_PENDING");
  if (duty.statement?.kind === "answer" && (await checkConsent(chain, duty)).kind === "ended") {
    return refuseEnded(deps, duty);
  }
  const startedAt = deps.clock.now();
  const submission = await deps.submitter.submit(duty, async () => {
    await store.move(duty.id, "signed", "submitted", {});
    deps.park?.(duty.id);
  });
  if (submission.kind === "postponed") return wait(rules.retryMs * POSTPONED_FACTOR, submission.error);
  if (submission.kind === "rejected") return afterRejection(deps, duty, submission);
  countSubmission(deps, duty);
  log.info({
    msg: duty.statement?.kind === "refusal" ? "Refusal submitted" : "Report submitted",
    requestId: duty.id,
    txHash: submission.hash,
    gasUsed: Number(submission.gasUsed),
    durationMs: deps.clock.now() - startedAt,
  });
  return wait(rules.retryMs, "WAITING_FOR_CONFIRMATIONS");
};

const countSubmission = ({ metrics }: PipelineDeps, { statement }: Duty): void => {
  if (statement?.kind === "refusal") metrics.refusals.inc({ reason: String(statement.reason) });
  else metrics.answers.inc();
};

/** Whatever was rejected is not sent again as it is: the committee, its block or the consent may be others by now. */
const afterRejection = async (
  deps: PipelineDeps,
  duty: Duty,
  { error: lastError }: Extract<Submission, { kind: "rejected" }>,
): Promise<StepResult> => {
  const { rules, log, store, clock } = deps;
  if (lastError === "InferenceOracle_NotPending") return wait(rules.retryMs, lastError);
  if (lastError === "InferenceOracle_DeadlinePassed") {
    if (!isOverdue(deps, duty)) return wait(rules.retryMs * REJECTION_FACTOR, lastError);
    return { kind: "move", to: "lapsed", changes: { lastError } };
  }
  log.warn({ msg: "Submission rejected", requestId: duty.id, reason: lastError });
  if ((await store.duty(duty.id))?.state === "submitted")
    return { kind: "move", to: "signed", changes: { lastError } };
  const nextAttemptAt = clock.now() + rules.retryMs * REJECTION_FACTOR;
  const to = duty.refusal === undefined ? "computed" : "refusing";
  return { kind: "move", to, changes: { lastError, nextAttemptAt } };
};

/** submitted: waits for the settling event; if the chain lost the transaction, submits again. */
export const confirm = async ({ chain, rules, submitter }: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const { statement } = duty;
  // Asked first: what is mined between the two questions is then seen to be settled.
  const isUnderWay = statement?.kind === "batch" && (await submitter.isUnderWay(statement.key));
  if ((await chain.statusOf(duty.id)) !== RequestStatus.Pending) {
    return wait(rules.retryMs, "WAITING_FOR_CONFIRMATIONS");
  }
  if (isUnderWay) return wait(rules.retryMs, "BATCH_UNDER_WAY");
  if (statement?.kind === "batch") {
    return { kind: "move", to: "computed", changes: { statement: undefined, lastError: "BATCH_LOST" } };
  }
  return { kind: "move", to: "signed", changes: {} };
};

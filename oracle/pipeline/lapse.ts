import { RequestStatus } from "../../standards/inference.ts";
import { bitOf, rankOf } from "../domain/committee.ts";
import type { Duty } from "../domain/duty.ts";
import { type PipelineDeps, type StepResult, wait } from "./deps.ts";

/** Whether the deadline has passed in chain time, so that no answer is taken any more. */
export const isOverdue = ({ seenHead }: Pick<PipelineDeps, "seenHead">, { request }: Duty): boolean =>
  (seenHead()?.timestamp ?? 0) > request.deadline;

/** active > lapsed: if the operator wants the keeper's reward, expires the request when its rank comes. */
export const lapse = async (deps: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const { chain, clock, rules, submitter, log } = deps;
  const lapsed: StepResult = { kind: "move", to: "lapsed", changes: {} };
  if (!rules.expireOverdue) return lapsed;
  const committee = await chain.committee();
  const bit = bitOf(committee, deps.keys.operator);
  if (bit === undefined || (await chain.statusOf(duty.id)) !== RequestStatus.Pending) return lapsed;
  const myTurnAfter = rankOf(duty.id, bit, committee.members.length) * rules.backoffMs;
  if (duty.lastError !== "OVERDUE") {
    await deps.store.touch(duty.id, { lastError: "OVERDUE", readyAt: clock.now() });
    return wait(myTurnAfter, "OVERDUE");
  }
  const submission = await submitter.expire(duty);
  if (submission.kind === "mined")
    log.info({ msg: "Request expired", requestId: duty.id, txHash: submission.hash });
  return lapsed;
};

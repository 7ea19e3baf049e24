import { RequestStatus } from "../../standards/inference.ts";
import { bitOf, rankOf } from "../domain/committee.ts";
import type { Duty } from "../domain/duty.ts";
import { type PipelineDeps, type StepResult, wait } from "./deps.ts";

/** How far this machine's clock may be behind the chain's: what the chain says beyond that is not acted on. */
const TOLERANCE_SECONDS = 60;

/** What the chain says, but no more than this machine's clock bears out. */
const agreedTime = ({ seenHead, clock }: Pick<PipelineDeps, "seenHead" | "clock">): number =>
  Math.min(seenHead()?.timestamp ?? 0, Math.floor(clock.now() / 1_000) + TOLERANCE_SECONDS);

/**
 * Whether the deadline has passed, so that no answer is taken any more. What lapses lapses for good: an RPC node that names
 * a time in the future must not bring that about.
 */
export const isOverdue = (
  deps: Pick<PipelineDeps, "seenHead" | "isChainOpen" | "clock">,
  { request }: Duty,
): boolean => deps.isChainOpen?.() !== false && agreedTime(deps) > request.deadline;

/** Whether it is so late in chain time: a time that this machine's clock does not bear out is asked for once more. */
export const isAsLateAs = async (
  deps: Pick<PipelineDeps, "seenHead" | "clock" | "chain">,
  time: number,
): Promise<boolean> => {
  if (agreedTime(deps) >= time) return true;
  return (deps.seenHead()?.timestamp ?? 0) >= time && (await deps.chain.head()).timestamp >= time;
};

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

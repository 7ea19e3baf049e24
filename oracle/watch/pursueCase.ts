import type { Hex } from "../../standards/hex.ts";
import { type Case, type CaseChanges, type CaseState, Finding } from "../domain/watch.ts";
import type { WatchDeps } from "./deps.ts";

/** How many retry intervals pass after a rejection. */
const REJECTION_FACTOR = 5;

/** What the court will never say anything else about. */
const HOPELESS: readonly string[] = [
  "DisputeCourt_AlreadyJudged",
  "DisputeCourt_AnswerIsRight",
  "DisputeCourt_TraceIsRight",
  "DisputeCourt_SameOutput",
  "DisputeCourt_OtherInput",
  "DisputeCourt_OtherNetwork",
  "DisputeCourt_PublicReexecutionForbidden",
  "DisputeCourt_UnknownConfig",
];

type Next = { readonly to: CaseState; readonly changes?: CaseChanges; readonly inMs?: number };

/** Takes a case one step on. Every step finds out by itself what an earlier one, or a crash, has left. */
export const pursueCase = async (deps: WatchDeps, found: Case): Promise<void> => {
  const { to, changes, inMs } = await STEPS[found.state](deps, found);
  const nextAttemptAt = inMs === undefined ? 0 : deps.clock.now() + inMs;
  await deps.store.moveCase(found.key, found.state, to, {
    attempts: found.attempts + 1,
    nextAttemptAt,
    ...changes,
  });
};

/** found > committing: the secret is on disk before anything that it protects leaves. */
const prepare: Step = async (deps, { key, accusation }) => {
  const { isJudged, isProposed } = await deps.court.standing(accusation);
  if (!isJudged) return { to: "committing", changes: { secret: deps.randomWord() } };
  if (!isProposed || accusation.finding !== Finding.WrongOutput) {
    return { to: "moot", changes: { lastError: "DisputeCourt_AlreadyJudged" } };
  }
  // Its signers were convicted, yet it was put on chain after that: take it back.
  const submission = await deps.court.reveal(key, accusation, undefined);
  if (submission.kind === "mined") return { to: "won" };
  return { to: "found", changes: { lastError: submission.error }, inMs: pause(deps) };
};

/** committing > committed. */
const commit: Step = async (deps, found) => {
  const secret = secretOf(found);
  if ((await deps.court.committedIn(found.accusation, secret)) !== undefined) return { to: "committed" };
  const submission = await deps.court.commit(found.key, found.accusation, secret);
  if (submission.kind === "mined") {
    deps.log.info({
      msg: "Finding committed",
      requestId: found.accusation.requestId,
      txHash: submission.hash,
    });
    return { to: "committed" };
  }
  if (submission.error === "DisputeCourt_AlreadyCommitted") return { to: "committed" };
  return { to: "committing", changes: { lastError: submission.error }, inMs: pause(deps) };
};

/** committed > won or moot: in a later block than the commitment, or the court would not hear it. */
const reveal: Step = async (deps, found) => {
  const { accusation, key } = found;
  const block = await deps.court.committedIn(accusation, secretOf(found));
  if (block === undefined) return afterUse(deps, found);
  if ((await deps.chain.head()).number <= block) return { to: "committed", inMs: deps.rules.retryMs };
  const submission = await deps.court.reveal(key, accusation, secretOf(found));
  if (submission.kind !== "mined") return afterRejection(deps, submission.error);
  deps.metrics.challenges.inc({ finding: String(accusation.finding) });
  return afterUse(deps, found);
};

/** A commitment that is gone was used, by a transaction of this watcher, or lost with its block. */
const afterUse = async ({ court, log, metrics }: WatchDeps, { accusation }: Case): Promise<Next> => {
  const ruling = await court.rulingOn(accusation);
  if (ruling === undefined) return { to: "found", changes: { secret: undefined } };
  const { finding, requestId } = accusation;
  metrics.won.inc({ finding: String(finding) });
  log.info({ msg: "Challenge won", requestId, finding, ...ruling });
  return { to: "won" };
};

const afterRejection = (deps: WatchDeps, lastError: string): Next => {
  if (HOPELESS.includes(lastError)) {
    deps.log.warn({ msg: "Nothing is left to challenge", reason: lastError });
    return { to: "moot", changes: { lastError } };
  }
  if (lastError === "DisputeCourt_CommitmentExpired") {
    return { to: "found", changes: { lastError, secret: undefined } };
  }
  deps.log.warn({ msg: "Challenge rejected", reason: lastError });
  return { to: "committed", changes: { lastError }, inMs: pause(deps) };
};

const pause = ({ rules }: WatchDeps): number => rules.retryMs * REJECTION_FACTOR;

const secretOf = ({ secret }: Case): Hex => {
  if (secret === undefined) throw new TypeError("A case beyond its finding has a secret.");
  return secret;
};

type Step = (deps: WatchDeps, found: Case) => Promise<Next>;
const done: Step = async (_, { state }) => ({ to: state });
const STEPS: Record<CaseState, Step> = {
  found: prepare,
  committing: commit,
  committed: reveal,
  won: done,
  moot: done,
};

import type { RequestId } from "../../../standards/hex.ts";
import type { BatchRules } from "../../domain/batch.ts";
import type { Duty } from "../../domain/duty.ts";
import type { BatchSubmission } from "../../domain/ports.ts";
import { describeError } from "../../shared/errors.ts";
import { type Batcher, type PipelineDeps, type StepResult, wait } from "../deps.ts";
import { BatchChangedError } from "../errors.ts";
import { type Agreed, gatherBatch } from "./gatherBatch.ts";

/** How many retry intervals pass before the price of gas is looked at again. */
const POSTPONED_FACTOR = 5;

type Joined = {
  readonly duty: Duty;
  readonly end: (result: StepResult | undefined) => void;
};

/** Whoever joins waits a moment for others. A batch that fails sinks nobody: each of its answers goes alone then. */
export const createBatcher = (rules: BatchRules): Batcher => {
  let waiting: Joined[] = [];

  const flush = async (deps: PipelineDeps): Promise<void> => {
    const joined = waiting;
    waiting = [];
    const results = await bringTogether(deps, rules, joined).catch((error): Results => {
      const level = deps.signal.aborted ? "debug" : "warn";
      deps.log[level]({ msg: "Answers could not be brought together", ...describeError(error) });
      return new Map();
    });
    for (const { duty, end } of joined) end(results.get(duty.id));
  };

  return {
    join: (deps, duty) =>
      new Promise((end) => {
        waiting.push({ duty, end });
        if (waiting.length >= rules.max) void flush(deps);
        else if (waiting.length === 1) {
          const [first] = waiting;
          void deps.clock.wait(rules.lingerMs, deps.signal).then(() => {
            // It may have gone with a full batch meanwhile.
            if (first !== undefined && waiting.includes(first)) void flush(deps);
          });
        }
      }),
  };
};

type Results = ReadonlyMap<RequestId, StepResult>;

const bringTogether = async (
  deps: PipelineDeps,
  { from }: BatchRules,
  joined: readonly Joined[],
): Promise<Results> => {
  if (joined.length < from || deps.signal.aborted) return new Map();
  const agreed = await gatherBatch(
    deps,
    joined.map(({ duty }) => duty),
    from,
  );
  if (agreed === undefined) return new Map();
  const ids = new Set(agreed.members.map(({ requestId }) => requestId));
  const duties = joined.map(({ duty }) => duty).filter(({ id }) => ids.has(id));
  return submitTogether(deps, duties, agreed);
};

/**
 * All members are moved at once before anything is sent: whatever stops this process after that, the batch's own
 * transaction is waited for, and they go anew only when it is not under way.
 */
const submitTogether = async (
  deps: PipelineDeps,
  duties: readonly Duty[],
  { batch, members, attestation }: Agreed,
): Promise<Results> => {
  const { store, submitter } = deps;
  const key = batch.root as RequestId;
  const { configDigest, observedBlock } = batch;
  const answers = members.map(({ requestId, outputHash, consentVersion }) => {
    const { requester, request, output } = duties.find(({ id }) => id === requestId) as Duty;
    if (output === undefined) throw new TypeError("A computed duty has no output.");
    return { requester, request, requestId, consentVersion, output, outputHash };
  });
  const statement = { kind: "batch", key } as const;
  const startedAt = deps.clock.now();
  let sent = false;
  const submission = await submitter
    .submitBatch(key, { answers, configDigest, observedBlock, attestation }, async () => {
      const ids = duties.map(({ id }) => id);
      if (!(await store.moveAll(ids, "computed", "submitted", { statement }))) throw new BatchChangedError();
      sent = true;
      for (const id of ids) deps.park?.(id);
    })
    .catch((error) => {
      if (!sent) throw error;
      // It may be on its way all the same: the step after submission looks after it.
      deps.log.warn({ msg: "A batch may be sent, but is not known to be mined", ...describeError(error) });
      return undefined;
    });
  if (submission === undefined) return new Map(duties.map(({ id }) => [id, stay(deps)]));
  tell(deps, submission, duties.length, startedAt);
  return new Map(duties.flatMap(({ id }) => resultOf(deps, submission, sent, id)));
};

const stay = ({ rules }: PipelineDeps): StepResult => wait(rules.retryMs, "WAITING_FOR_CONFIRMATIONS");

const tell = (
  { log, metrics, clock }: PipelineDeps,
  submission: BatchSubmission,
  size: number,
  startedAt: number,
): void => {
  if (submission.kind !== "mined") {
    log.warn({ msg: "Batch not taken", answers: size, reason: submission.error });
    return;
  }
  const { settled, hash, gasUsed } = submission;
  metrics.batches.inc();
  metrics.batchAnswers.inc(settled.length);
  metrics.answers.inc(settled.length);
  const durationMs = clock.now() - startedAt;
  const fields = {
    answers: size,
    settled: settled.length,
    txHash: hash,
    gasUsed: Number(gasUsed),
    durationMs,
  };
  log.info({ msg: "Batch submitted", ...fields });
};

/** An answer that the contract skipped, and every one of a batch that reverted, goes alone. */
const resultOf = (
  deps: PipelineDeps,
  submission: BatchSubmission,
  sent: boolean,
  id: RequestId,
): [RequestId, StepResult][] => {
  if (submission.kind === "mined" && submission.settled.includes(id)) return [[id, stay(deps)]];
  if (submission.kind === "postponed")
    return [[id, wait(deps.rules.retryMs * POSTPONED_FACTOR, submission.error)]];
  if (!sent) return [];
  // Why it was not mined here is not known: it may be on its way.
  if (submission.kind === "rejected" && submission.error === "NOT_MINED") return [[id, stay(deps)]];
  const lastError = submission.kind === "mined" ? "SKIPPED" : submission.error;
  return [[id, { kind: "move", to: "computed", changes: { lastError, statement: undefined } }]];
};

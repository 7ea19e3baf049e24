import type { Clock } from "../../shared/clock.ts";
import { describeError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import { delayOf } from "../../shared/retry.ts";
import { ExecutorMismatchError } from "../errors.ts";
import type { Engine, StartEngine } from "./engine.ts";
import { InferenceAbortedError, InferenceUnavailableError, WorkerLostError } from "./errors.ts";
import { type Ask, type Queue, settle } from "./queue.ts";

/** Why an engine was replaced. */
export type LossReason = WorkerLostError["reason"] | "mismatch";

/** What all slots tell of themselves. */
export type Board = {
  ready: number;
  /** Nobody is ready, and the last start failed: whoever asks hears so at once. */
  down: boolean;
  mismatches: number;
  losses: number;
  /** The TensorFlow.js backend of the engine that started last. */
  backend: string;
};

export type SlotEvents = {
  readonly onBatch: (rows: number, seconds: number) => void;
  readonly onMismatch: (rows: number) => void;
  readonly onLoss: (reason: LossReason) => void;
  readonly onReady: () => void;
};

export type SlotDeps = {
  readonly queue: Queue;
  readonly start: StartEngine;
  readonly outputs: (model: number) => number;
  readonly board: Board;
  readonly events: SlotEvents;
  /** Longest time for one batch. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/** Workers that an input may be lost with before its asker hears of it. */
const MOST_TRIES = 2;
const RESTART_RULE = { attempts: Number.POSITIVE_INFINITY, firstDelayMs: 250, maxDelayMs: 30_000 };

/** One place for an engine: serves batches, puts another engine in when one is lost, until the signal aborts. */
export const runSlot = async (first: Engine, deps: SlotDeps): Promise<void> => {
  const { board, log, signal, events } = deps;
  let engine: Engine | undefined = first;
  // The first loss is made good at once; engines that are lost without having answered anything, ever later.
  let fruitless = -1;
  while (engine !== undefined) {
    board.ready++;
    board.down = false;
    board.backend = engine.backend;
    events.onReady();
    const served = await serve(engine, deps);
    board.ready--;
    await engine.stop();
    if (served.lost === undefined || signal.aborted) return;
    board.losses++;
    events.onLoss(served.lost);
    log.error({ msg: "Inference worker lost", reason: served.lost, ready: board.ready });
    fruitless = served.batches > 0 ? 0 : fruitless + 1;
    engine = await restart(deps, fruitless);
  }
};

const restart = async (deps: SlotDeps, fruitless: number): Promise<Engine | undefined> => {
  const { start, board, queue, clock, random, log, signal } = deps;
  for (let n = fruitless; !signal.aborted; n++) {
    if (n > 0) await clock.wait(delayOf(n - 1, RESTART_RULE, random), signal);
    if (signal.aborted) break;
    try {
      const engine = await start();
      log.info({ msg: "Inference worker started", backend: engine.backend });
      return engine;
    } catch (error) {
      log.error({ msg: "Inference worker does not start", ...describeError(error) });
      if (board.ready > 0) continue;
      board.down = true;
      queue.rejectAll(new InferenceUnavailableError("none starts", error));
    }
  }
  return undefined;
};

type Served = { readonly batches: number; readonly lost: LossReason | undefined };

const serve = async (engine: Engine, deps: SlotDeps): Promise<Served> => {
  const until = AbortSignal.any([deps.signal, engine.lost]);
  for (let batches = 0; ; batches++) {
    const batch = await deps.queue.take(until);
    if (batch === undefined) return { batches, lost: deps.signal.aborted ? undefined : "ended" };
    const lost = await answer(engine, batch, deps).finally(() => deps.queue.done());
    if (lost !== undefined || deps.signal.aborted) return { batches, lost };
  }
};

/** Answers a batch: all of it, or none. Says why the engine can stay no longer, if so. */
const answer = async (
  engine: Engine,
  batch: readonly Ask[],
  deps: SlotDeps,
): Promise<LossReason | undefined> => {
  const { board, events, clock } = deps;
  const startedAt = clock.now();
  try {
    const scores = await run(engine, batch, deps);
    events.onBatch(batch.length, (clock.now() - startedAt) / 1_000);
    const width = scores.length / batch.length;
    batch.forEach((ask, row) => {
      settle(ask, () => ask.resolve(scores.slice(row * width, (row + 1) * width)));
    });
    scores.fill(0);
    return undefined;
  } catch (error) {
    if (error instanceof WorkerLostError) {
      tryAgain(batch, error, deps);
      return error.reason;
    }
    for (const ask of batch) settle(ask, () => ask.reject(error));
    if (!(error instanceof ExecutorMismatchError)) return undefined;
    board.mismatches++;
    events.onMismatch(batch.length);
    deps.log.error({ msg: "Executors differ; nothing of the batch leaves", ...describeError(error) });
    return "mismatch";
  }
};

const run = async (engine: Engine, batch: readonly Ask[], deps: SlotDeps): Promise<Int32Array> => {
  const { outputs, timeoutMs, clock, signal } = deps;
  const [{ model }] = batch as [Ask];
  const over = new AbortController();
  const end = (): void => over.abort();
  signal.addEventListener("abort", end, { once: true });
  const late = clock.wait(timeoutMs, over.signal).then(() => {
    throw signal.aborted ? new InferenceAbortedError() : new WorkerLostError("timeout");
  });
  late.catch(() => undefined);
  try {
    const job = { model, rows: batch.length, values: packAsks(batch) };
    const scores = await Promise.race([engine.run(job), late]);
    if (scores.length !== batch.length * outputs(model)) throw new WorkerLostError("nonsense");
    return scores;
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
};

const packAsks = (batch: readonly Ask[]): Int32Array => {
  const width = (batch[0] as Ask).x.length;
  const values = new Int32Array(batch.length * width);
  for (let row = 0; row < batch.length; row++) values.set((batch[row] as Ask).x, row * width);
  return values;
};

const tryAgain = (batch: readonly Ask[], error: WorkerLostError, { queue }: SlotDeps): void => {
  for (const ask of batch) ask.lost++;
  const spent = batch.filter(({ lost }) => lost >= MOST_TRIES);
  for (const ask of spent)
    settle(ask, () => ask.reject(new InferenceUnavailableError("workers were lost over it", error)));
  queue.putBack(batch.filter(({ lost }) => lost < MOST_TRIES));
};

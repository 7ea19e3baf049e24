import type { Clock } from "../../shared/clock.ts";
import { InferenceAbortedError, InferenceBusyError } from "./errors.ts";

/** One input on its way to its scores. */
export type Ask = {
  readonly model: number;
  readonly x: Int32Array;
  readonly resolve: (scores: Int32Array) => void;
  readonly reject: (error: unknown) => void;
  readonly since: number;
  /** How often it was lost with a worker. A second try goes alone, so that it cannot pull others down again. */
  lost: number;
  settled: boolean;
};

export type QueueRules = {
  /** Most inputs that wait. */
  readonly maxQueued: number;
  /** Most inputs in one batch of a model. */
  readonly maxRows: (model: number) => number;
  /** How long an input may wait for company while another batch is under way. It never waits when nothing is. */
  readonly maxWaitMs: number;
};

/** Inputs in the order in which they came, handed out in batches of one model. */
export type Queue = {
  readonly size: () => number;
  readonly push: (model: number, x: Int32Array, signal?: AbortSignal) => Promise<Int32Array>;
  /** The next batch, or undefined when the signal aborts. It counts as under way until `done`. */
  readonly take: (signal: AbortSignal) => Promise<readonly Ask[] | undefined>;
  readonly done: () => void;
  /** Puts back what was lost with a worker, ahead of all others. */
  readonly putBack: (asks: readonly Ask[]) => void;
  readonly rejectAll: (error: unknown) => void;
};

type State = {
  readonly rules: QueueRules;
  readonly clock: Clock;
  asks: Ask[];
  underWay: number;
  /** Who waits for a batch. */
  takers: (() => void)[];
  woken: boolean;
  timed: boolean;
};

export const createQueue = (rules: QueueRules, clock: Clock): Queue => {
  const state: State = { rules, clock, asks: [], underWay: 0, takers: [], woken: false, timed: false };
  return {
    size: () => state.asks.length,
    push: (model, x, signal) => push(state, model, x, signal),
    take: (signal) => take(state, signal),
    done: () => {
      state.underWay--;
      wake(state);
    },
    putBack: (asks) => {
      state.asks = [...asks.filter(({ settled }) => !settled), ...state.asks];
      wake(state);
    },
    rejectAll: (error) => {
      for (const ask of state.asks.splice(0)) settle(ask, () => ask.reject(error));
    },
  };
};

/** Answers or refuses an ask, once. */
export const settle = (ask: Ask, how: () => void): void => {
  if (ask.settled) return;
  ask.settled = true;
  how();
};

const push = (state: State, model: number, x: Int32Array, signal?: AbortSignal): Promise<Int32Array> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new InferenceAbortedError());
    if (state.asks.length >= state.rules.maxQueued) return reject(new InferenceBusyError(state.asks.length));
    const asked = { model, x, since: state.clock.now(), lost: 0, settled: false };
    const ask: Ask =
      signal === undefined
        ? { ...asked, resolve, reject }
        : { ...asked, ...untilAborted(signal, { resolve, reject }, () => give(state, ask)) };
    state.asks.push(ask);
    wake(state);
  });

type Ends = Pick<Ask, "resolve" | "reject">;

const untilAborted = (signal: AbortSignal, { resolve, reject }: Ends, giveUp: () => void): Ends => {
  const ended =
    <T>(end: (value: T) => void) =>
    (value: T) => {
      signal.removeEventListener("abort", giveUp);
      end(value);
    };
  signal.addEventListener("abort", giveUp, { once: true });
  return { resolve: ended(resolve), reject: ended(reject) };
};

const give = (state: State, ask: Ask): void => {
  state.asks = state.asks.filter((other) => other !== ask);
  settle(ask, () => ask.reject(new InferenceAbortedError()));
};

const take = async (state: State, signal: AbortSignal): Promise<readonly Ask[] | undefined> => {
  while (!signal.aborted) {
    const batch = nextBatch(state);
    if (batch !== undefined) {
      state.underWay++;
      return batch;
    }
    await nextWake(state, signal);
  }
  return undefined;
};

const nextBatch = (state: State): readonly Ask[] | undefined => {
  const { asks, rules, clock, underWay } = state;
  const [first] = asks;
  if (first === undefined) return undefined;
  const most = first.lost > 0 ? 1 : rules.maxRows(first.model);
  const batch: Ask[] = [];
  const rest: Ask[] = [];
  for (const ask of asks) (batch.length < most && ask.model === first.model ? batch : rest).push(ask);
  const waitMs = rules.maxWaitMs - (clock.now() - first.since);
  if (underWay > 0 && batch.length < most && waitMs > 0) {
    wakeAfter(state, waitMs);
    return undefined;
  }
  state.asks = rest;
  return batch;
};

/** What is asked within one turn of the event loop goes together: takers look after it. */
const wake = (state: State): void => {
  if (state.woken || state.takers.length === 0) return;
  state.woken = true;
  setImmediate(() => {
    state.woken = false;
    for (const taker of state.takers.splice(0)) taker();
  });
};

const wakeAfter = (state: State, ms: number): void => {
  if (state.timed) return;
  state.timed = true;
  void state.clock.wait(ms, new AbortController().signal).then(() => {
    state.timed = false;
    wake(state);
  });
};

const nextWake = (state: State, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const woken = (): void => {
      signal.removeEventListener("abort", woken);
      resolve();
    };
    signal.addEventListener("abort", woken, { once: true });
    state.takers.push(woken);
  });

import type { Clock } from "./clock.ts";

/** Lets loops sleep until something happened, with an upper bound. */
export type Wake = {
  /** Wakes whoever waits now. */
  readonly wake: () => void;
  /** Resolves at the next wake-up, after `maxMs`, or when the signal aborts. Never rejects. */
  readonly next: (maxMs: number, signal: AbortSignal) => Promise<void>;
};

export const createWake = (clock: Clock): Wake => {
  const sleepers = new Set<AbortController>();
  return {
    wake: () => {
      for (const sleeper of sleepers) sleeper.abort();
    },
    next: async (maxMs, signal) => {
      if (signal.aborted) return;
      const sleeper = new AbortController();
      const stop = () => sleeper.abort();
      signal.addEventListener("abort", stop, { once: true });
      sleepers.add(sleeper);
      await clock.wait(maxMs, sleeper.signal);
      sleepers.delete(sleeper);
      signal.removeEventListener("abort", stop);
    },
  };
};

import { TheriacError } from "../../standards/errors.ts";
import type { Clock } from "./clock.ts";

/** How often and how patiently to try again. */
export type RetryRule = {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
};

export type RetryDeps = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** In [0, 1): spreads retries of many nodes. */
  readonly random: () => number;
};

/** Whether an error says of itself that trying again may help. */
export const isRetryable = (error: unknown): boolean => error instanceof TheriacError && error.retryable;

/** Exponential delay of attempt `n` (from 0) with up to half of it as jitter. */
export const delayOf = (n: number, rule: RetryRule, random: () => number): number => {
  const full = Math.min(rule.maxDelayMs, rule.firstDelayMs * 2 ** n);
  return Math.round(full * (1 - random() / 2));
};

/** Runs `action` until it succeeds, fails for good, runs out of attempts or the signal aborts. */
export const retry = async <T>(action: () => Promise<T>, rule: RetryRule, deps: RetryDeps): Promise<T> => {
  for (let n = 0; ; n++) {
    try {
      return await action();
    } catch (error) {
      if (!isRetryable(error) || n + 1 >= rule.attempts || deps.signal.aborted) throw error;
      await deps.clock.wait(delayOf(n, rule, deps.random), deps.signal);
    }
  }
};

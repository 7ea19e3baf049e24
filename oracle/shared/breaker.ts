import type { Clock } from "./clock.ts";
import { delayOf } from "./retry.ts";

/** When a partner that fails is left alone, and for how long. */
export type BreakerRule = {
  /** Failures in a row before it rests. */
  readonly failures: number;
  readonly firstRestMs: number;
  readonly maxRestMs: number;
};

/** Leaves a failing partner alone, longer each time, so that it costs nothing; one call a rest finds out. */
export type Breaker = {
  /** Whether to call now. After a rest one caller may, and the others wait for what it finds. */
  readonly mayCall: () => boolean;
  readonly succeeded: () => void;
  /** `restMs`: how long the partner itself asked to be left alone. */
  readonly failed: (restMs?: number) => void;
  /** The call ended without telling anything about the partner. */
  readonly abandoned: () => void;
  readonly isResting: () => boolean;
};

export const createBreaker = (
  rule: BreakerRule,
  { clock, random }: { readonly clock: Pick<Clock, "now">; readonly random: () => number },
): Breaker => {
  let failures = 0;
  let restUntil = 0;
  let isTrying = false;
  const isTripped = () => failures >= rule.failures;
  return {
    mayCall: () => {
      if (clock.now() < restUntil) return false;
      if (!isTripped()) return true;
      if (isTrying) return false;
      isTrying = true;
      return true;
    },
    succeeded: () => {
      failures = 0;
      restUntil = 0;
      isTrying = false;
    },
    failed: (restMs) => {
      isTrying = false;
      if (restMs !== undefined) {
        restUntil = Math.max(restUntil, clock.now() + Math.min(restMs, rule.maxRestMs));
        return;
      }
      failures++;
      if (!isTripped()) return;
      const wait = { attempts: 0, firstDelayMs: rule.firstRestMs, maxDelayMs: rule.maxRestMs };
      restUntil = clock.now() + delayOf(failures - rule.failures, wait, random);
    },
    abandoned: () => {
      isTrying = false;
    },
    isResting: () => clock.now() < restUntil,
  };
};

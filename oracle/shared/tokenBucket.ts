import type { Clock } from "./clock.ts";

/** How much may be asked for: so many a second, and so many at once. */
export type BucketRule = { readonly perSecond: number; readonly burst: number };

/**
 * Takes tokens (one if not told) and answers 0, or takes none and answers in how many milliseconds there will be one. Whoever
 * finds one may take more than there are and leaves a debt, so that no amount is too large to be ever let in; 0 only asks.
 */
export type TokenBucket = (amount?: number) => number;

export const createTokenBucket = (
  { perSecond, burst }: BucketRule,
  clock: Pick<Clock, "now">,
): TokenBucket => {
  let tokens = burst;
  let filledAt = clock.now();
  return (amount = 1) => {
    const now = clock.now();
    // A clock that was put back fills nothing.
    tokens = Math.min(burst, tokens + (Math.max(0, now - filledAt) * perSecond) / 1_000);
    filledAt = now;
    if (tokens < 1) return Math.ceil(((1 - tokens) * 1_000) / perSecond);
    tokens -= amount;
    return 0;
  };
};

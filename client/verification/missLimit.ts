import { TooManyMissesError } from "./errors.ts";

/** How many questions that did not match one requester may ask, and over which time they are counted. */
export type MissRule = {
  readonly misses: number;
  readonly windowSeconds: number;
  readonly requesters: number;
};

/** An honest scanner misreads now and then; a guesser of serials needs 10,000 tries for one (Regulation 2016/161). */
export const MISS_RULE: MissRule = { misses: 20, windowSeconds: 3_600, requesters: 10_000 };

/** Counts misses by requester. Time is the caller's. */
export type MissLimit = {
  /** Throws `TOO_MANY_MISSES` before a requester is told anything more. */
  readonly assertOpen: (requester: string, now: number) => void;
  readonly note: (requester: string, now: number) => void;
};

export const createMissLimit = ({ misses, windowSeconds, requesters }: MissRule = MISS_RULE): MissLimit => {
  const seen = new Map<string, readonly number[]>();
  const recent = (requester: string, now: number) =>
    (seen.get(requester) ?? []).filter((at) => at + windowSeconds > now);
  return {
    assertOpen: (requester, now) => {
      const [oldest = now, ...rest] = recent(requester, now);
      if (rest.length + 1 >= misses) throw new TooManyMissesError(oldest + windowSeconds - now);
    },
    note: (requester, now) => {
      const kept = [...recent(requester, now), now];
      seen.delete(requester);
      seen.set(requester, kept);
      // Whoever was quiet longest is forgotten first.
      const [first] = seen.keys();
      if (seen.size > requesters && first !== undefined) seen.delete(first);
    },
  };
};

import { TooManyMissesError } from "./errors.ts";

/**
 * How many questions that did not match one requester may ask, over which time they are counted, and how many requesters
 * are remembered: so many that are locked out, and so many that are not.
 */
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

type Seen = Map<string, readonly number[]>;

/** Who is locked out has room of its own: no number of other names makes the limit forget one before it is full of them. */
export const createMissLimit = ({ misses, windowSeconds, requesters }: MissRule = MISS_RULE): MissLimit => {
  const open: Seen = new Map();
  const locked: Seen = new Map();
  const recent = (requester: string, now: number) =>
    (locked.get(requester) ?? open.get(requester) ?? []).filter((at) => at + windowSeconds > now);
  return {
    assertOpen: (requester, now) => {
      const [oldest = now, ...rest] = recent(requester, now);
      if (rest.length + 1 >= misses) throw new TooManyMissesError(oldest + windowSeconds - now);
    },
    note: (requester, now) => {
      const kept = [...recent(requester, now), now];
      open.delete(requester);
      locked.delete(requester);
      remember(kept.length >= misses ? locked : open, requester, kept, requesters);
    },
  };
};

/** Whoever was quiet longest is forgotten first. */
const remember = (seen: Seen, requester: string, misses: readonly number[], most: number): void => {
  seen.set(requester, misses);
  const [first] = seen.keys();
  if (seen.size > most && first !== undefined) seen.delete(first);
};

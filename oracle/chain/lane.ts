import type { Clock } from "../shared/clock.ts";

/** How long a transaction waits for the one before it. */
const PATIENCE_MS = 250;

/**
 * Lets actions begin in the order in which their turns were taken: nonces reach the network in order, as nodes that
 * mine on demand demand it. One that is slow, or a node that does not answer, does not hold up those behind it for long.
 */
export type Lane = {
  readonly turn: () => Turn;
};

export type Turn = {
  /** Resolves when the turn before is over, or took too long. */
  readonly begin: () => Promise<void>;
  readonly end: () => void;
};

export const createLane = (clock: Clock): Lane => {
  let tail: Promise<void> = Promise.resolve();
  return {
    turn: () => {
      const before = tail;
      const over = new AbortController();
      let end: () => void = () => undefined;
      tail = new Promise((resolve) => {
        end = resolve;
      });
      return {
        begin: async () => {
          const done = before.then(() => over.abort());
          await Promise.race([done, clock.wait(PATIENCE_MS, over.signal)]);
        },
        end: () => end(),
      };
    },
  };
};

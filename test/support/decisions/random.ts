/** A seeded source of choices: the same seed gives the same cases on every machine. */
export type Random = {
  /** An integer in [0, bound). */
  readonly below: (bound: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly word: () => `0x${string}`;
};

export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    // mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (bound: number): number => Math.floor((next() / 2 ** 32) * bound);
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new TypeError("Nothing to pick from.");
      return item;
    },
    word: () => `0x${Array.from({ length: 8 }, () => next().toString(16).padStart(8, "0")).join("")}`,
  };
};

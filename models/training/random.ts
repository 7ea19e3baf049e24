/** Seeded stream of random numbers (sfc32): the same on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** Uniform in [low, high). */
  readonly between: (low: number, high: number) => number;
  /** Uniform integer in [low, high). */
  readonly integer: (low: number, high: number) => number;
  /** Sum of twelve uniforms, centred: near enough to a normal, and without logarithms. */
  readonly normal: (mean: number, deviation: number) => number;
};

export const createRandom = (seed: number): Random => {
  let [a, b, c, d] = [0x9e3779b9 | 0, 0x243f6a88 | 0, seed | 0, 1];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) next();
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    uniform: next,
    between,
    integer: (low, high) => low + Math.floor((high - low) * next()),
    normal: (mean, deviation) => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += next();
      return mean + deviation * sum;
    },
  };
};

/** The integers below `count` in random order (Fisher-Yates). */
export const permutation = (count: number, random: Random): number[] => {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
};

/** k folds of row numbers, each with its share of every label. */
export const stratifiedFolds = (labels: readonly number[], k: number, random: Random): number[][] => {
  const folds: number[][] = Array.from({ length: k }, () => []);
  let dealt = 0;
  for (const label of [...new Set(labels)].sort()) {
    const rows = labels.flatMap((value, row) => (value === label ? [row] : []));
    for (const i of permutation(rows.length, random)) folds[dealt++ % k]?.push(rows[i] as number);
  }
  return folds.map((fold) => fold.sort((a, b) => a - b));
};

// Statistics on integers. Sums stay far below 2^53; ratios come in basis points, from one exact division each.

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
export const smallest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));

export const differences = (values: readonly number[]): number[] =>
  values.slice(1).map((value, i) => value - (values[i] as number));

/** Overlapping stretches of `length`, one every `stride`. */
export const segments = (values: readonly number[], length: number, stride: number): (readonly number[])[] =>
  Array.from({ length: Math.floor((values.length - length) / stride) + 1 }, (_, i) =>
    values.slice(i * stride, i * stride + length),
  );

/** Most consecutive values that hold. */
export const longestRun = (values: readonly number[], holds: (value: number) => boolean): number => {
  let [run, longest] = [0, 0];
  for (const value of values) {
    run = holds(value) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
};

/** Standard deviation in hundredths of the unit, rounded down. */
export const deviationCenti = (values: readonly number[]): number =>
  Math.floor((100 * Math.sqrt(squares(centred(values)))) / (values.length * Math.sqrt(values.length)));

/** What a probe in a buffer bottle of some 150 minutes shows, in tenths of the unit. */
export const emaCenti = (values: readonly number[]): number[] => {
  let state = (values[0] as number) * 1024;
  return values.map((value) => {
    state += Math.floor((value * 1024 - state) / 16);
    return Math.floor((state * 10) / 1024);
  });
};

/** Autocorrelation in basis points; a constant counts as wholly correlated. */
export const autocorrelation = (values: readonly number[], lag: number): number => {
  const scaled = centred(values);
  const total = squares(scaled);
  if (total === 0) return 10_000;
  const shared = sum(scaled.slice(lag).map((value, i) => value * (scaled[i] as number)));
  return Math.floor((shared / total) * 10_000);
};

/** Mean squared step over variance in basis points: 20,000 for pure noise, 0 for a constant. */
export const vonNeumannRatio = (values: readonly number[]): number => {
  const total = squares(centred(values));
  if (total === 0) return 0;
  return Math.floor(((squares(differences(values)) * values.length ** 2) / total) * 10_000);
};

/** How many windows repeat an earlier one exactly without overlapping it. */
export const repeatedWindows = (values: readonly number[], length: number): number => {
  const firstSeen = new Map<string, number>();
  let repeated = 0;
  for (let start = 0; start + length <= values.length; start++) {
    const window = values.slice(start, start + length);
    const key = window.join();
    const earlier = firstSeen.get(key);
    if (earlier === undefined) firstSeen.set(key, start);
    else if (start - earlier >= length) repeated++;
  }
  return repeated;
};

// n times the distance from the mean: integers.
const centred = (values: readonly number[]): number[] => {
  const total = sum(values);
  return values.map((value) => value * values.length - total);
};

const squares = (values: readonly number[]): number => sum(values.map((value) => value * value));

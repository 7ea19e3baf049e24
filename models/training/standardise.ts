import type { InputQuantiser } from "../../oracle/inference/quantiseInput.ts";

/** Features as numbers, with how many decimals the raw value carries. */
export type Column = { readonly name: string; readonly decimals: number };
export type Standard = Column & { readonly mean: number; readonly deviation: number };

const CLIP = 8;
const SCALE_BITS = 7;
const LEAST_M = 2 ** 14;
const MOST_S = 40;

/**
 * Mean and deviation of each column over its known values; NaN is a missing one. A column that never moves counts one
 * raw unit as its deviation.
 */
export const fitStandards = (
  rows: readonly (readonly number[])[],
  columns: readonly Column[],
): readonly Standard[] =>
  columns.map((column, j) => {
    const values = rows.map((row) => row[j] as number).filter((value) => !Number.isNaN(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { ...column, mean, deviation: Math.max(Math.sqrt(variance), 10 ** -column.decimals) };
  });

/** Standardised rows, clipped like the network's input. A missing value counts as the mean, as in the quantiser. */
export const standardise = (
  rows: readonly (readonly number[])[],
  standards: readonly Standard[],
): readonly (readonly number[])[] =>
  rows.map((row) =>
    standards.map(({ mean, deviation }, j) => {
      const z = ((row[j] as number) - mean) / deviation;
      return Number.isNaN(z) ? 0 : Math.max(-CLIP, Math.min(CLIP, z));
    }),
  );

/** Integer quantiser of each column: x = 128 z, from the raw fixed-point value by one multiply, add and shift. */
export const toQuantisers = (standards: readonly Standard[]): InputQuantiser[] =>
  standards.map(({ name, decimals, mean, deviation }) => {
    const step = deviation * 10 ** decimals;
    let S = 1;
    while (S < MOST_S && Math.round(2 ** (SCALE_BITS + S) / step) < LEAST_M) S++;
    const M = Math.min(Math.round(2 ** (SCALE_BITS + S) / step), 2 * LEAST_M - 1);
    return { name, decimals, M, C: -Math.round((mean * 2 ** (SCALE_BITS + S)) / deviation), S };
  });

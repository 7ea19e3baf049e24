import type { RawValue } from "../../oracle/inference/quantiseInput.ts";
import { largestOf } from "../training/classes.ts";
import { bitsOf, WINDOW_LENGTH } from "./features.ts";

/** Raw scores of a window's bits. */
export type Scoring = (bits: readonly RawValue[]) => ArrayLike<number>;

const BASES = ["A", "C", "G", "T"];

/**
 * Exchanges every base for each other one and takes the mean fall of the score of the window's own class, by position.
 * Windows that the network does not place rightly say nothing of what it looks at, and are left out.
 */
export const fallByPosition = (
  score: Scoring,
  windows: readonly string[],
  labels: readonly number[],
): readonly number[] => {
  const falls = new Array<number>(WINDOW_LENGTH).fill(0);
  let read = 0;
  windows.forEach((bases, row) => {
    const own = labels[row] as number;
    const scores = score(bitsOf(bases));
    if (largestOf(scores) !== own) return;
    read++;
    for (let position = 0; position < WINDOW_LENGTH; position++)
      for (const base of BASES.filter((other) => other !== bases[position])) {
        const mutant = bases.slice(0, position) + base + bases.slice(position + 1);
        const fall = (scores[own] as number) - (score(bitsOf(mutant))[own] as number);
        falls[position] = (falls[position] as number) + fall;
      }
  });
  return falls.map((fall) => fall / (read * (BASES.length - 1)));
};

/** Positions by how much their mutation costs, the dearest first. */
export const dearest = (falls: readonly number[]): readonly number[] =>
  falls.map((_, position) => position).sort((a, b) => (falls[b] as number) - (falls[a] as number));

import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { type InputQuantiser, quantiseInput } from "../../oracle/inference/quantiseInput.ts";
import { largestOf } from "../training/classes.ts";
import { bitsOf, WINDOW_LENGTH } from "./features.ts";

const BASES = ["A", "C", "G", "T"];
const BITS = 3;

type Mutated = { readonly inputs: readonly InputQuantiser[]; readonly network: Network };

/**
 * Exchanges every base for each other one and takes the mean fall of the score of the window's own class, by position.
 * Windows that the network does not place rightly say nothing of what it looks at, and are left out.
 */
export const fallByPosition = (
  { inputs, network }: Mutated,
  windows: readonly string[],
  labels: readonly number[],
): readonly number[] => {
  const run = createInt32Executor(network);
  // What each base is at each position, so that a mutant costs three numbers and no quantiser.
  const coded = new Map(
    BASES.map((base) => [base, quantiseInput(bitsOf(base.repeat(WINDOW_LENGTH)), inputs)]),
  );
  const put = (x: Int32Array, position: number, base: string): void =>
    x.set((coded.get(base) as Int32Array).subarray(BITS * position, BITS * (position + 1)), BITS * position);
  const falls = new Array<number>(WINDOW_LENGTH).fill(0);
  let read = 0;
  windows.forEach((bases, row) => {
    const own = labels[row] as number;
    const x = new Int32Array(BITS * WINDOW_LENGTH);
    [...bases].forEach((base, position) => {
      put(x, position, base);
    });
    const scores = run(x);
    if (largestOf(scores) !== own) return;
    read++;
    for (let position = 0; position < WINDOW_LENGTH; position++) {
      for (const base of BASES.filter((other) => other !== bases[position])) {
        put(x, position, base);
        falls[position] = (falls[position] as number) + (scores[own] as number) - (run(x)[own] as number);
      }
      put(x, position, bases[position] as string);
    }
  });
  return falls.map((fall) => fall / (read * (BASES.length - 1)));
};

/** Positions by how much their mutation costs, the dearest first. */
export const dearest = (falls: readonly number[]): readonly number[] =>
  falls.map((_, position) => position).sort((a, b) => (falls[b] as number) - (falls[a] as number));

import { INPUT_LIMIT } from "../../standards/commitments.ts";
import { createRandom } from "./random.ts";
import type { Question } from "./writeArtifacts.ts";

/** Inputs that real data rarely gives: all low, zero, all high, alternating, random and random extremes. */
export const syntheticQuestions = (inputs: number, seed: number): readonly Question[] => {
  const random = createRandom(seed);
  const fill = (value: (i: number) => number): Question => ({
    x: Int32Array.from({ length: inputs }, (_, i) => value(i)),
  });
  return [
    fill(() => -INPUT_LIMIT),
    fill(() => 0),
    fill(() => INPUT_LIMIT),
    fill((i) => (i % 2 === 0 ? INPUT_LIMIT : -INPUT_LIMIT)),
    ...Array.from({ length: 8 }, () => fill(() => random.integer(-INPUT_LIMIT, INPUT_LIMIT + 1))),
    ...Array.from({ length: 8 }, () => fill(() => (random.uniform() < 0.5 ? INPUT_LIMIT : -INPUT_LIMIT))),
  ];
};

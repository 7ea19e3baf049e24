import { createCircuitComparison } from "../../circuits/proveWitnessEqual.ts";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import type { Machine } from "./machines.ts";

const NO_SCORES = new Int32Array(0);

/**
 * Circuits commit to scores and never show them: this machine answers what its circuit commits to, or nothing where the
 * circuit commits to anything else than Int32 gives. It takes `inputs` of `total`.
 */
export const circuitMachine = (inputs: number, total: number, cache: string): Machine => ({
  name: "circuit",
  oneIn: Math.max(1, Math.floor(total / inputs)),
  run: async (network, xs) => {
    if (xs.length === 0) return [];
    const compare = await createCircuitComparison(network, cache);
    const run = createInt32Executor(network);
    return xs.map((x) => {
      const scores = run(x);
      return compare(x, scores) === undefined ? scores : NO_SCORES;
    });
  },
});

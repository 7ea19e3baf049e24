import { INPUT_LIMIT } from "../../standards/commitments.ts";
import { OverflowBoundError } from "./errors.ts";
import { ACTIVATION_LIMIT, type Network } from "./network.ts";

/** Below this, float32 is exact on integers in any order of summation. */
export const EXACT_LIMIT = 2 ** 24;

/** Largest magnitude that any partial sum can reach, per layer and neuron. */
export type Certificate = { readonly bounds: readonly (readonly number[])[]; readonly largest: number };

/** Proves that no partial sum of any neuron leaves exact arithmetic; throws with the first neuron that could. */
export const certify = (network: Network): Certificate => {
  const bounds = network.layers.map((layer, l) => {
    const reach = l === 0 ? INPUT_LIMIT : ACTIVATION_LIMIT;
    const shift = network.shifts[l];
    const rounding = shift === undefined ? 0 : 2 ** (shift - 1);
    return Array.from(layer.biases, (bias, neuron) => {
      let weight = 0;
      for (let i = 0; i < layer.inputs; i++)
        weight += Math.abs(layer.weights[i * layer.outputs + neuron] as number);
      const bound = weight * reach + Math.abs(bias) + rounding;
      if (bound >= EXACT_LIMIT) throw new OverflowBoundError(l, neuron, bound, EXACT_LIMIT);
      return bound;
    });
  });
  return { bounds, largest: Math.max(...bounds.flat()) };
};

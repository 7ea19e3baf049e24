import type { Random } from "../../models/training/random.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { INPUT_LIMIT } from "../../standards/commitments.ts";

/** One input: uniform, sparse, all at the limits, or what drives one neuron of the first layer to an extreme. */
const drawInput = (network: Network, random: Random): Int32Array => {
  const inputs = network.dims[0] as number;
  const [first] = network.layers;
  if (first === undefined) throw new TypeError("A network has layers.");
  const fill = (value: (i: number) => number): Int32Array =>
    Int32Array.from({ length: inputs }, (_, i) => value(i));
  const sign = (): number => (random.uniform() < 0.5 ? 1 : -1);
  const rule = random.integer(0, 5);
  if (rule === 0) return fill(() => sign() * INPUT_LIMIT);
  if (rule === 1)
    return fill(() => (random.uniform() < 0.8 ? 0 : random.integer(-INPUT_LIMIT, INPUT_LIMIT + 1)));
  if (rule === 2) {
    const neuron = random.integer(0, first.outputs);
    const direction = sign();
    return fill((i) => {
      const weight = first.weights[i * first.outputs + neuron] as number;
      return direction * (weight < 0 ? -INPUT_LIMIT : INPUT_LIMIT);
    });
  }
  return fill(() => random.integer(-INPUT_LIMIT, INPUT_LIMIT + 1));
};

/** Random and extreme inputs of a network. */
export const drawInputs = (network: Network, random: Random, count: number): Int32Array[] =>
  Array.from({ length: count }, () => drawInput(network, random));

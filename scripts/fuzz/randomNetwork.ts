import type { Random } from "../../models/training/random.ts";
import { EXACT_LIMIT } from "../../oracle/inference/certificate.ts";
import { ACTIVATION_LIMIT, type Layer, type Network, WEIGHT_LIMIT } from "../../oracle/inference/network.ts";
import { INPUT_LIMIT } from "../../standards/commitments.ts";

/** Bounds of what is drawn; fixed dimensions, if given. */
export type NetworkKind = {
  readonly mostHiddenLayers: number;
  readonly mostInputs: number;
  readonly mostNeurons: number;
  readonly mostOutputs: number;
};

export const SMALL: NetworkKind = { mostHiddenLayers: 4, mostInputs: 40, mostNeurons: 24, mostOutputs: 5 };

const LIKELY_SHIFTS = { least: 1, most: 14 };

/**
 * A random network that holds its certificate. Some neurons are at the very edge of it, some weights are all of one
 * sign, zero or extreme: where lanes are tight.
 */
export const randomNetwork = (random: Random, kind: NetworkKind = SMALL): Network => {
  const hidden = random.integer(1, kind.mostHiddenLayers + 1);
  const neurons = Array.from({ length: hidden }, () => random.integer(1, kind.mostNeurons + 1));
  const dims = [random.integer(1, kind.mostInputs + 1), ...neurons, random.integer(1, kind.mostOutputs + 1)];
  return networkOfDims(random, dims);
};

/** The same with these dimensions, and weights no larger than `mostWeight`. */
export const networkOfDims = (
  random: Random,
  dims: readonly number[],
  mostWeight: number = WEIGHT_LIMIT,
): Network => {
  const last = dims.length - 2;
  const shifts = Array.from({ length: last }, () =>
    random.integer(LIKELY_SHIFTS.least, LIKELY_SHIFTS.most + 1),
  );
  const layers = dims.slice(1).map((outputs, l) =>
    randomLayer(random, {
      inputs: dims[l] as number,
      outputs,
      reach: l === 0 ? INPUT_LIMIT : ACTIVATION_LIMIT,
      rounding: 2 ** ((shifts[l] ?? 1) - 1),
      mostWeight,
    }),
  );
  return { dims, shifts, layers };
};

type LayerBounds = {
  readonly inputs: number;
  readonly outputs: number;
  readonly reach: number;
  readonly rounding: number;
  readonly mostWeight: number;
};

const randomLayer = (random: Random, bounds: LayerBounds): Layer => {
  const { inputs, outputs, reach, rounding } = bounds;
  // What a neuron's magnitudes may sum to, and so the largest weight that is safe for all inputs.
  const room = Math.floor((EXACT_LIMIT - 1 - rounding) / reach);
  const largest = Math.min(bounds.mostWeight, Math.floor(room / inputs), random.integer(0, WEIGHT_LIMIT + 1));
  const weights = new Int8Array(inputs * outputs);
  const biases = new Int32Array(outputs);
  for (let neuron = 0; neuron < outputs; neuron++) {
    const draw = weightsOf(random, largest);
    let sum = 0;
    for (let i = 0; i < inputs; i++) {
      const weight = draw();
      weights[i * outputs + neuron] = weight;
      sum += Math.abs(weight);
    }
    const left = EXACT_LIMIT - 1 - rounding - sum * reach;
    biases[neuron] = biasOf(random, left);
  }
  return { inputs, outputs, weights, biases };
};

/** A rule by which one neuron's weights are drawn. */
const weightsOf = (random: Random, largest: number): (() => number) => {
  const rule = random.integer(0, 6);
  if (rule === 0) return () => largest;
  if (rule === 1) return () => -largest;
  if (rule === 2) return () => (random.uniform() < 0.7 ? 0 : random.integer(-largest, largest + 1));
  if (rule === 3) return () => (random.uniform() < 0.5 ? largest : -largest);
  return () => random.integer(-largest, largest + 1);
};

const biasOf = (random: Random, room: number): number => {
  const rule = random.integer(0, 6);
  if (rule === 0) return room;
  if (rule === 1) return -room;
  if (rule === 2) return 0;
  return Math.round(room * random.between(-1, 1) ** 3);
};

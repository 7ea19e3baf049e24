import { INPUT_LIMIT } from "../../standards/commitments.ts";
import { type LayerPlan, roundingOf, weightSums } from "./lanePlan.ts";

const WORD_MODULUS = 1n << 256n;

const modulo = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;

/** `count` times `value`, `bits` apart. */
export const repeat = (value: bigint, bits: number, count: number): bigint => {
  let word = 0n;
  for (let i = 0; i < count; i++) word = (word << BigInt(bits)) + value;
  return word;
};

/** The lanes of one word, from signed numbers. What would be above the last lane is cut off: nobody reads it. */
const laneWord = (plan: LayerPlan, word: number, laneValue: (neuron: number) => bigint): bigint => {
  const first = word * plan.lanes;
  const end = Math.min(first + plan.lanes, plan.layer.outputs);
  let packed = 0n;
  for (let neuron = end - 1; neuron >= first; neuron--)
    packed = (packed << BigInt(plan.laneBits)) + laneValue(neuron);
  return modulo(packed, 1n << BigInt(plan.laneBits * plan.lanes));
};

/** What one input adds to a word of sums when multiplied with it. */
export const weightWord = (plan: LayerPlan, input: number, word: number): bigint =>
  laneWord(plan, word, (neuron) => BigInt(plan.layer.weights[input * plan.layer.outputs + neuron] as number));

/**
 * Where the sums of a word begin: bias, rounding and half the lane's range, so that no final sum is negative. Inputs
 * come as x + 1023: the first layer takes away what that adds.
 */
export const startWord = (plan: LayerPlan, first: boolean, word: number): bigint => {
  const half = 1n << BigInt(plan.laneBits - 1);
  return laneWord(plan, word, (neuron) => {
    const { positive, negative } = weightSums(plan.layer, neuron);
    const shifted = first ? INPUT_LIMIT * (positive - negative) : 0;
    return BigInt((plan.layer.biases[neuron] as number) + roundingOf(plan.shift) - shifted) + half;
  });
};

/**
 * Factor that brings a score's share of one word of activations into the top lane of the product. Lanes above it
 * vanish modulo 2^256; those below are partial sums.
 */
export const scoreWord = (hidden: LayerPlan, output: LayerPlan, score: number, word: number): bigint => {
  const first = word * hidden.lanes;
  const end = Math.min(first + hidden.lanes, hidden.layer.outputs);
  const topLane = 256 - hidden.laneBits;
  let packed = 0n;
  for (let neuron = first; neuron < end; neuron++) {
    const weight = BigInt(output.layer.weights[neuron * output.layer.outputs + score] as number);
    packed += weight << BigInt(topLane - hidden.laneBits * (neuron - first));
  }
  return modulo(packed, WORD_MODULUS);
};

/** Where a score begins: its bias in the top lane and half a unit of it, so that the lanes below never borrow. */
export const scoreStart = (hidden: LayerPlan, output: LayerPlan, score: number): bigint => {
  const topLane = BigInt(256 - hidden.laneBits);
  const bias = BigInt(output.layer.biases[score] as number);
  return modulo((bias << topLane) + (1n << (topLane - 1n)), WORD_MODULUS);
};

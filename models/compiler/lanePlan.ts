// How the sums of a network lie side by side in words of 256 bits. A lane word holds the sums of several neurons: lane
// j of a word starts at bit laneBits * j. One MUL and one ADD then do a whole word of multiply-adds.
import { certify } from "../../oracle/inference/certificate.ts";
import { ACTIVATION_LIMIT, type Layer, type Network } from "../../oracle/inference/network.ts";
import { INPUT_LIMIT } from "../../standards/commitments.ts";
import { LayerTooWideError } from "./errors.ts";

const WORD_BITS = 256;
const BYTE_BITS = 8;
/** Saturation adds 2^(laneBits - 1) - 256 to a lane: it takes a bit above the 9 of 256. */
const LEAST_LANE_BITS = 10;
/** Bits a lane that are worth it if lanes then start at whole bytes: a BYTE instead of a shift and a mask. */
const MOST_ROUNDING_BITS = 3;
/** Requantisation has three constants and both the old and the new words within reach of DUP16. */
const MOST_WORDS = 12;
/** DUP16 reaches over the inputs of a block to its first accumulator, and one more operand is on top. */
const ACCUMULATOR_REACH = 15;
/** The same over accumulators and inputs to the first word of the previous layer. */
const ACTIVATION_REACH = 17;

export type LayerPlan = {
  readonly layer: Layer;
  /** Zero in the last layer, which is not requantised. */
  readonly shift: number;
  readonly laneBits: number;
  /** Lanes a word; the last word of a layer may use fewer. */
  readonly lanes: number;
  readonly words: number;
  /** Inputs that are fetched at a time when there is more than one word. */
  readonly rowsPerBlock: number;
};

type Sums = { readonly positive: number; readonly negative: number };

/** Sums of a neuron's positive weights and of the magnitudes of its negative ones. */
export const weightSums = ({ inputs, outputs, weights }: Layer, neuron: number): Sums => {
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < inputs; i++) {
    const weight = weights[i * outputs + neuron] as number;
    if (weight > 0) positive += weight;
    else negative -= weight;
  }
  return { positive, negative };
};

/** What requantisation adds before it shifts, so that halves round up. */
export const roundingOf = (shift: number): number => (shift === 0 ? 0 : 2 ** (shift - 1));

const bitLength = (value: number): number => 32 - Math.clz32(value);

/** Bits in which every final sum of a hidden layer fits, with half the range added to keep it positive. */
const hiddenLaneBits = (layer: Layer, shift: number, first: boolean): number => {
  let most = 0;
  layer.biases.forEach((bias, neuron) => {
    const { positive, negative } = weightSums(layer, neuron);
    const start = bias + roundingOf(shift);
    // Inputs take both signs, activations do not.
    const up = first ? INPUT_LIMIT * (positive + negative) : ACTIVATION_LIMIT * positive;
    const down = first ? INPUT_LIMIT * (positive + negative) : ACTIVATION_LIMIT * negative;
    most = Math.max(most, start + up, down - start);
  });
  return Math.max(bitLength(most) + 1, shift + 2, LEAST_LANE_BITS);
};

/** Bits in which every partial sum of the output layer fits, whatever its sign. */
const outputLaneBits = (bounds: readonly number[]): number => bitLength(Math.max(...bounds)) + 1;

type Shape = Pick<LayerPlan, "laneBits" | "lanes" | "words" | "rowsPerBlock">;

const shapeOf = (neurons: number, tightBits: number, lastHidden: boolean): Omit<Shape, "rowsPerBlock"> => {
  const fewestWords = Math.ceil(neurons / Math.floor(WORD_BITS / tightBits));
  const lanes = Math.ceil(neurons / fewestWords);
  const words = Math.ceil(neurons / lanes);
  const wholeBytes = BYTE_BITS * Math.ceil(tightBits / BYTE_BITS);
  const round =
    !lastHidden && wholeBytes - tightBits <= MOST_ROUNDING_BITS && wholeBytes * lanes <= WORD_BITS;
  return { laneBits: round ? wholeBytes : tightBits, lanes, words };
};

/** Proves the certificate and lays out every layer. The last one is its neurons' sums in the words of the one before. */
export const planLanes = (network: Network): readonly LayerPlan[] => {
  const { bounds } = certify(network);
  const last = network.layers.length - 1;
  const outputBits = outputLaneBits(bounds[last] ?? []);
  let previousWords = 0;
  return network.layers.map((layer, l) => {
    const shift = network.shifts[l] ?? 0;
    if (l === last) return { layer, shift, laneBits: outputBits, lanes: 1, words: 0, rowsPerBlock: 0 };
    const lastHidden = l === last - 1;
    // The output layer sums in the lanes of the last hidden one.
    const tightBits = Math.max(hiddenLaneBits(layer, shift, l === 0), lastHidden ? outputBits : 0);
    const shape = shapeOf(layer.outputs, tightBits, lastHidden);
    const rowsPerBlock = Math.min(
      ACCUMULATOR_REACH - shape.words,
      ACTIVATION_REACH - shape.words - previousWords,
    );
    if (shape.words > MOST_WORDS || (shape.words > 1 && rowsPerBlock < 1))
      throw new LayerTooWideError(l, shape.words, previousWords);
    previousWords = shape.words;
    return { layer, shift, ...shape, rowsPerBlock };
  });
};

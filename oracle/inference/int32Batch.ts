import { createInt32Executor } from "./int32Executor.ts";
import { ACTIVATION_LIMIT, type Layer, type Network } from "./network.ts";

/** Answers rows that lie end to end, all in range. */
export type RunBatch = (values: Int32Array, rows: number) => Int32Array;

/** Two neurons share one double, this far apart: their sums stay below 2^24, so both together stay below 2^51. */
const APART = 2 ** 26;
/** Rows that are worked out side by side: each weight is read once for all of them. */
const BLOCK = 4;

type PairedLayer = {
  readonly inputs: number;
  readonly outputs: number;
  readonly pairs: number;
  readonly weights: Float64Array;
  readonly biases: Float64Array;
  readonly shift: number;
};

/**
 * The integer reference for many rows. The same integers as `createInt32Executor`, exact because the network holds its
 * certificate: a double takes every integer below 2^53, and no partial sum of a neuron leaves 2^24.
 */
export const createInt32Batch = (network: Network): RunBatch => {
  const layers = network.layers.map((layer, l) => pair(layer, network.shifts[l]));
  const single = createInt32Executor(network);
  const [inputs, outputs] = [network.dims[0] as number, network.dims.at(-1) as number];
  return (values, rows) => {
    const scores = new Int32Array(rows * outputs);
    const blocked = rows - (rows % BLOCK);
    if (blocked > 0) scores.set(runBlocks(layers, values.subarray(0, blocked * inputs), blocked));
    for (let row = blocked; row < rows; row++)
      scores.set(single(values.subarray(row * inputs, (row + 1) * inputs)), row * outputs);
    return scores;
  };
};

const pair = ({ inputs, outputs, weights, biases }: Layer, shift: number | undefined): PairedLayer => {
  const pairs = (outputs + 1) >> 1;
  const rounding = shift === undefined ? 0 : 1 << (shift - 1);
  const both = (low: number, high: number): number => low + high * APART;
  const weightOf = (input: number, neuron: number): number =>
    neuron < outputs ? (weights[input * outputs + neuron] as number) : 0;
  const biasOf = (neuron: number): number => (neuron < outputs ? (biases[neuron] as number) + rounding : 0);
  return {
    inputs,
    outputs,
    pairs,
    weights: Float64Array.from({ length: pairs * inputs }, (_, at) => {
      const [first, input] = [2 * Math.floor(at / inputs), at % inputs];
      return both(weightOf(input, first), weightOf(input, first + 1));
    }),
    biases: Float64Array.from({ length: pairs }, (_, at) => both(biasOf(2 * at), biasOf(2 * at + 1))),
    shift: shift ?? 0,
  };
};

const runBlocks = (layers: readonly PairedLayer[], values: Int32Array, rows: number): Float64Array =>
  layers.reduce<Float64Array>((x, layer) => runLayer(layer, x, rows), new Float64Array(values));

const runLayer = (
  { inputs, outputs, pairs, weights, biases, shift }: PairedLayer,
  x: Float64Array,
  rows: number,
): Float64Array => {
  const y = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row += BLOCK) {
    const [x0, y0] = [row * inputs, row * outputs];
    const [x1, x2, x3] = [x0 + inputs, x0 + 2 * inputs, x0 + 3 * inputs];
    for (let at = 0; at < pairs; at++) {
      let a = biases[at] as number;
      let b = a;
      let c = a;
      let d = a;
      const column = at * inputs;
      for (let i = 0; i < inputs; i++) {
        const weight = weights[column + i] as number;
        a += weight * (x[x0 + i] as number);
        b += weight * (x[x1 + i] as number);
        c += weight * (x[x2 + i] as number);
        d += weight * (x[x3 + i] as number);
      }
      const [place, last] = [y0 + 2 * at, 2 * at + 1 === outputs];
      put(y, place, a, shift, last);
      put(y, place + outputs, b, shift, last);
      put(y, place + 2 * outputs, c, shift, last);
      put(y, place + 3 * outputs, d, shift, last);
    }
  }
  return y;
};

/** Takes two sums apart and requantises each. `last`: the second one belongs to no neuron. */
const put = (y: Float64Array, place: number, both: number, shift: number, last: boolean): void => {
  const high = Math.floor(both / APART + 0.5);
  const low = both - high * APART;
  y[place] = shift === 0 ? low : requantise(low, shift);
  if (!last) y[place + 1] = shift === 0 ? high : requantise(high, shift);
};

const requantise = (sum: number, shift: number): number => {
  const value = sum >> shift;
  if (value < 0) return 0;
  return Math.min(value, ACTIVATION_LIMIT);
};

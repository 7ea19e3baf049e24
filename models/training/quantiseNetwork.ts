import { certify } from "../../oracle/inference/certificate.ts";
import { ACTIVATION_LIMIT, MOST_SHIFT, type Network, WEIGHT_LIMIT } from "../../oracle/inference/network.ts";
import { type FloatLayer, type FloatNetwork, layerSums, relu } from "./floatNetwork.ts";

/** Integer network; a raw score times `outScale` is the float network's logit. */
export type Quantised = { readonly network: Network; readonly outScale: number };

const INPUT_SCALE = 2 ** -7;
const PERCENTILE = 0.9999;
const SMALLEST = 1e-9;

/**
 * Post-training quantisation with one power-of-two shift a layer. Activation scales come from the 99.99th percentile
 * of what the layer gives on the training rows. The result holds its overflow certificate or this throws.
 */
export const quantiseNetwork = (
  float: FloatNetwork,
  trainingRows: readonly (readonly number[])[],
): Quantised => {
  let activations = trainingRows;
  let scaleIn = INPUT_SCALE;
  const shifts: number[] = [];
  const layers = float.map((layer, l) => {
    const sums = activations.map((x) => layerSums(layer, x));
    const last = l === float.length - 1;
    const scaleOut = last ? 1 : percentile(sums.flatMap(relu)) / ACTIVATION_LIMIT;
    const shift = last ? 0 : shiftFor(layer, scaleIn, scaleOut);
    const weightScale = last ? largestWeight(layer) / WEIGHT_LIMIT : (scaleOut * 2 ** -shift) / scaleIn;
    if (!last) shifts.push(shift);
    const quantised = quantiseLayer(layer, weightScale, weightScale * scaleIn);
    activations = sums.map(relu);
    scaleIn = last ? weightScale * scaleIn : scaleOut;
    return quantised;
  });
  const network = {
    dims: [float[0]?.weights.length ?? 0, ...layers.map((layer) => layer.outputs)],
    shifts,
    layers,
  };
  certify(network);
  return { network, outScale: scaleIn };
};

// The largest shift that keeps every weight within seven bits.
const shiftFor = (layer: FloatLayer, scaleIn: number, scaleOut: number): number => {
  const room = (WEIGHT_LIMIT * scaleOut) / (scaleIn * largestWeight(layer));
  return Math.max(1, Math.min(MOST_SHIFT, Math.floor(Math.log2(room))));
};

const quantiseLayer = (
  layer: FloatLayer,
  weightScale: number,
  biasScale: number,
): Network["layers"][number] => {
  const clamp = (value: number): number => Math.max(-WEIGHT_LIMIT, Math.min(WEIGHT_LIMIT, Math.round(value)));
  return {
    inputs: layer.weights.length,
    outputs: layer.biases.length,
    weights: Int8Array.from(layer.weights.flatMap((row) => row.map((weight) => clamp(weight / weightScale)))),
    biases: Int32Array.from(layer.biases, (bias) => Math.round(bias / biasScale)),
  };
};

const largestWeight = (layer: FloatLayer): number =>
  layer.weights.flat().reduce((largest, weight) => Math.max(largest, Math.abs(weight)), SMALLEST);

const percentile = (values: number[]): number => {
  values.sort((a, b) => a - b);
  return Math.max(values[Math.floor(values.length * PERCENTILE)] ?? 0, SMALLEST);
};

import { ACTIVATION_LIMIT, type Layer, type Network, type Run } from "./network.ts";

type Step = {
  readonly inputs: number;
  readonly columns: Int8Array;
  readonly biases: Int32Array;
  readonly shift: number;
};

/** Plain integer reference on typed arrays. The network must hold its certificate: nothing here can overflow then. */
export const createInt32Executor = (network: Network): Run => {
  const steps = network.layers.map((layer, l) => prepare(layer, network.shifts[l]));
  return (x) => steps.reduce(applyStep, x);
};

/** The activations of all hidden layers, one byte each, layer by layer: what shows that the network was run. */
export const createTracer = (network: Network): ((x: Int32Array) => Uint8Array) => {
  const hidden = network.layers.slice(0, -1).map((layer, l) => prepare(layer, network.shifts[l]));
  return (x) => {
    const activations: number[] = [];
    hidden.reduce((y, step) => {
      const next = applyStep(y, step);
      activations.push(...next);
      return next;
    }, x);
    return Uint8Array.from(activations);
  };
};

// Rounding is folded into the bias once, and weights are turned so that each neuron reads one stretch of memory.
const prepare = (layer: Layer, shift: number | undefined): Step => {
  const columns = new Int8Array(layer.weights.length);
  for (let i = 0; i < layer.inputs; i++)
    for (let j = 0; j < layer.outputs; j++)
      columns[j * layer.inputs + i] = layer.weights[i * layer.outputs + j] as number;
  const rounding = shift === undefined ? 0 : 1 << (shift - 1);
  return {
    inputs: layer.inputs,
    columns,
    biases: layer.biases.map((bias) => bias + rounding),
    shift: shift ?? 0,
  };
};

const applyStep = (x: Int32Array, { inputs, columns, biases, shift }: Step): Int32Array => {
  const y = new Int32Array(biases.length);
  for (let j = 0; j < y.length; j++) {
    let sum = biases[j] as number;
    const column = j * inputs;
    for (let i = 0; i < inputs; i++)
      sum = (sum + Math.imul(columns[column + i] as number, x[i] as number)) | 0;
    y[j] = shift === 0 ? sum : Math.min(ACTIVATION_LIMIT, Math.max(0, sum >> shift));
  }
  return y;
};

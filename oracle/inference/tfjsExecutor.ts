import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { BackendUnavailableError } from "./errors.ts";
import { ACTIVATION_LIMIT, type Network } from "./network.ts";
import type { Tf, TfBackend } from "./tfjsBackend.ts";

type TensorLayer = {
  readonly weights: Tensor2D;
  readonly biases: Tensor1D;
  /** 2^-shift, or undefined for the output layer. */
  readonly scale: number | undefined;
};

/** A network on TensorFlow.js: many inputs in one call. `dispose` gives the tensors back. */
export type TfjsExecutor = {
  readonly backend: string;
  readonly run: (batch: readonly Int32Array[]) => Promise<readonly Int32Array[]>;
  readonly dispose: () => void;
};

/**
 * Float32 tensors that hold integers below 2^24, so every sum is exact in any order; the network must hold its
 * certificate. Scaling by a power of two only moves the exponent, and floor of an exact value is exact.
 */
export const createTfjsExecutor = (network: Network, { tf, backend }: TfBackend): TfjsExecutor => {
  const layers = network.layers.map((layer, l) => toTensors(tf, layer, network.shifts[l]));
  const inputs = network.dims[0] as number;
  const outputs = network.dims.at(-1) as number;
  return {
    backend,
    run: async (batch) => {
      if (batch.length === 0) return [];
      const flat = new Float32Array(batch.length * inputs);
      batch.forEach((x, row) => {
        flat.set(x, row * inputs);
      });
      // Another model may run on another backend. This one was started before, so the switch takes effect at once.
      const switched = tf.getBackend() === backend ? undefined : tf.setBackend(backend);
      if (tf.getBackend() !== backend) throw new BackendUnavailableError(backend, tf.getBackend());
      const scores = tf.tidy(() => forward(tf, tf.tensor2d(flat, [batch.length, inputs]), layers).dataSync());
      await switched;
      return batch.map((_, row) => Int32Array.from(scores.subarray(row * outputs, (row + 1) * outputs)));
    },
    dispose: () => {
      for (const { weights, biases } of layers) tf.dispose([weights, biases]);
    },
  };
};

const toTensors = (tf: Tf, layer: Network["layers"][number], shift: number | undefined): TensorLayer => {
  const rounding = shift === undefined ? 0 : 2 ** (shift - 1);
  return {
    weights: tf.tensor2d(Float32Array.from(layer.weights), [layer.inputs, layer.outputs]),
    biases: tf.tensor1d(Float32Array.from(layer.biases, (bias) => bias + rounding)),
    scale: shift === undefined ? undefined : 2 ** -shift,
  };
};

const forward = (tf: Tf, input: Tensor2D, layers: readonly TensorLayer[]): Tensor2D =>
  layers.reduce<Tensor2D>((x, { weights, biases, scale }) => {
    const sums = tf.add<Tensor2D>(tf.matMul(x, weights), biases);
    if (scale === undefined) return sums;
    return tf.clipByValue(tf.floor(tf.mul<Tensor2D>(sums, scale)), 0, ACTIVATION_LIMIT);
  }, input);

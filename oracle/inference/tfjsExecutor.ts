import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { BackendUnavailableError } from "./errors.ts";
import { ACTIVATION_LIMIT, type Network } from "./network.ts";
import { packRows, splitRows } from "./rows.ts";
import type { Tf, TfBackend } from "./tfjsBackend.ts";

type TensorLayer = {
  readonly weights: Tensor2D;
  readonly biases: Tensor1D;
  readonly hidden: boolean;
};

/** A network on TensorFlow.js: many inputs in one call. `dispose` gives the tensors back. */
export type TfjsExecutor = {
  readonly backend: string;
  /** Scores of rows that lie end to end, as TensorFlow.js gives them. */
  readonly runPacked: (values: Int32Array, rows: number) => Promise<ArrayLike<number>>;
  readonly run: (batch: readonly Int32Array[]) => Promise<readonly Int32Array[]>;
  readonly dispose: () => void;
};

/**
 * Float32 tensors that hold integers below 2^24, so every sum is exact in any order; the network must hold its
 * certificate. Hidden weights are scaled by a power of two, which only moves the exponent: every partial sum is an
 * exact multiple of 2^-shift, and floor of an exact value is exact.
 */
export const createTfjsExecutor = (network: Network, { tf, backend }: TfBackend): TfjsExecutor => {
  const layers = network.layers.map((layer, l) => toTensors(tf, layer, network.shifts[l]));
  const inputs = network.dims[0] as number;
  const outputs = network.dims.at(-1) as number;
  const runPacked: TfjsExecutor["runPacked"] = async (values, rows) => {
    // Another model may run on another backend. This one was started before, so the switch takes effect at once.
    const switched = tf.getBackend() === backend ? undefined : tf.setBackend(backend);
    if (tf.getBackend() !== backend) throw new BackendUnavailableError(backend, tf.getBackend());
    const floats = new Float32Array(values);
    const scores = tf.tidy(() => forward(tf, tf.tensor2d(floats, [rows, inputs]), layers).dataSync());
    floats.fill(0);
    await switched;
    return scores;
  };
  return {
    backend,
    runPacked,
    run: async (batch) => {
      if (batch.length === 0) return [];
      const scores = await runPacked(packRows(batch, inputs), batch.length);
      return splitRows(Int32Array.from(scores), outputs);
    },
    dispose: () => {
      for (const { weights, biases } of layers) tf.dispose([weights, biases]);
    },
  };
};

const toTensors = (tf: Tf, layer: Network["layers"][number], shift: number | undefined): TensorLayer => {
  const [rounding, scale] = shift === undefined ? [0, 1] : [2 ** (shift - 1), 2 ** -shift];
  return {
    weights: tf.tensor2d(
      Float32Array.from(layer.weights, (weight) => weight * scale),
      [layer.inputs, layer.outputs],
    ),
    biases: tf.tensor1d(Float32Array.from(layer.biases, (bias) => (bias + rounding) * scale)),
    hidden: shift !== undefined,
  };
};

const forward = (tf: Tf, input: Tensor2D, layers: readonly TensorLayer[]): Tensor2D =>
  layers.reduce<Tensor2D>((x, { weights, biases, hidden }) => {
    const sums = tf.fused.matMul({ a: x, b: weights, bias: biases }) as Tensor2D;
    return hidden ? tf.clipByValue(tf.floor(sums), 0, ACTIVATION_LIMIT) : sums;
  }, input);

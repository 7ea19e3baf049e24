import type { Tensor } from "@tensorflow/tfjs";
import type { Network } from "../../oracle/inference/network.ts";
import { type BackendName, loadTfBackend, type Tf } from "../../oracle/inference/tfjsBackend.ts";
import { floatsOf, type Open, type Subject } from "./subject.ts";

/** Floats of the same shape and weights, as users of TensorFlow.js run them: fused matrix products with ReLU. */
const openFused =
  (backend: BackendName, title: string): Open =>
  async (network, rows) => {
    const { tf } = await loadTfBackend(backend);
    const flat = floatsOf(rows);
    const inputs = network.dims[0] as number;
    const layers = network.layers.map((layer, l) => ({
      weights: tf.tensor2d(Float32Array.from(layer.weights), [layer.inputs, layer.outputs]),
      bias: tf.tensor1d(Float32Array.from(layer.biases)),
      activation: network.shifts[l] === undefined ? ("linear" as const) : ("relu" as const),
    }));
    const forward = (values: Float32Array, count: number) =>
      tf.tidy(() =>
        layers
          .reduce<Tensor>(
            (x, { weights, bias, activation }) =>
              tf.fused.matMul({ a: x as never, b: weights, bias, activation }),
            tf.tensor2d(values, [count, inputs]),
          )
          .dataSync(),
      );
    const first = flat.slice(0, inputs);
    const subjects: Subject[] = [
      { name: `${title}, one`, kind: "peer", rows: 1, run: () => forward(first, 1) },
      {
        name: `${title}, ${rows.length}`,
        kind: "peer",
        rows: rows.length,
        run: () => forward(flat, rows.length),
      },
    ];
    return {
      subjects,
      close: async () => {
        for (const { weights, bias } of layers) tf.dispose([weights, bias]);
      },
    };
  };

export const openWasmFused = openFused("wasm", "TF.js WASM fused");
export const openNativeFused = openFused("tensorflow", "tfjs-node fused");

const layersModel = (tf: Tf, network: Network) => {
  const model = tf.sequential();
  network.layers.forEach((layer, l) => {
    const hidden = network.shifts[l] !== undefined;
    model.add(
      tf.layers.dense({
        units: layer.outputs,
        activation: hidden ? "relu" : "linear",
        ...(l === 0 ? { inputShape: [layer.inputs] } : {}),
      }),
    );
  });
  return model;
};

/** What the tutorials do: a layers model and `predict`. */
export const openLayers: Open = async (network, rows) => {
  const { tf } = await loadTfBackend("wasm");
  const model = layersModel(tf, network);
  const flat = floatsOf(rows);
  const inputs = network.dims[0] as number;
  const predict = (values: Float32Array, count: number, batchSize: number) =>
    tf.tidy(() => (model.predict(tf.tensor2d(values, [count, inputs]), { batchSize }) as Tensor).dataSync());
  const first = flat.slice(0, inputs);
  return {
    subjects: [
      { name: "TF.js layers predict, one", kind: "peer", rows: 1, run: () => predict(first, 1, 1) },
      {
        name: `TF.js layers predict, ${rows.length}`,
        kind: "peer",
        rows: rows.length,
        run: () => predict(flat, rows.length, 32),
      },
    ],
    close: async () => {
      model.dispose();
    },
  };
};

import type { Tensor2D, Variable } from "@tensorflow/tfjs";
import { loadTfBackend, type Tf } from "../../oracle/inference/tfjsBackend.ts";
import type { FloatNetwork } from "./floatNetwork.ts";
import { createRandom, permutation, type Random } from "./random.ts";

export type TrainOptions = {
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Penalty on the squares of the weights. */
  readonly l2: number;
  readonly seed: number;
  /** Labels are that many classes, with a logit each; without it they are yes or no, with one. */
  readonly classes?: number;
};

type Layer = { readonly weights: Variable; readonly biases: Variable };

/**
 * Trains a ReLU network by Adam on cross-entropy. Initial weights and the order of rows come from the
 * seed; the CPU backend is used because its sums have one order.
 */
export const trainNetwork = async (
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  options: TrainOptions,
): Promise<FloatNetwork> => {
  const { tf } = await loadTfBackend("cpu");
  const random = createRandom(options.seed);
  const layers = initialLayers(tf, [rows[0]?.length ?? 0, ...options.hidden, options.classes ?? 1], random);
  const optimizer = tf.train.adam(options.learningRate);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = permutation(rows.length, random);
    for (let start = 0; start < order.length; start += options.batch) {
      const picked = order.slice(start, start + options.batch);
      const x = tf.tensor2d(picked.map((i) => [...(rows[i] as readonly number[])]));
      const y = tf.tensor2d(picked.map((i) => targetOf(labels[i] as number, options.classes)));
      optimizer.minimize(() => loss(tf, layers, x, y, options.l2));
      tf.dispose([x, y]);
    }
  }
  const trained = await Promise.all(
    layers.map(async ({ weights, biases }) => ({
      weights: (await weights.array()) as number[][],
      biases: (await biases.array()) as number[],
    })),
  );
  optimizer.dispose();
  for (const { weights, biases } of layers) tf.dispose([weights, biases]);
  return trained;
};

const targetOf = (label: number, classes: number | undefined): number[] =>
  classes === undefined ? [label] : Array.from({ length: classes }, (_, of) => Number(of === label));

const initialLayers = (tf: Tf, dims: readonly number[], random: Random): readonly Layer[] =>
  dims.slice(1).map((outputs, l) => {
    const inputs = dims[l] as number;
    const limit = Math.sqrt(6 / (inputs + outputs));
    const weights = Float32Array.from({ length: inputs * outputs }, () => random.between(-limit, limit));
    return {
      weights: tf.variable(tf.tensor2d(weights, [inputs, outputs])),
      biases: tf.variable(tf.zeros([outputs])),
    };
  });

const loss = (tf: Tf, layers: readonly Layer[], x: Tensor2D, y: Tensor2D, l2: number) => {
  const logits = layers.reduce<Tensor2D>((values, { weights, biases }, l) => {
    const sums = tf.add<Tensor2D>(tf.matMul(values, weights as unknown as Tensor2D), biases);
    return l === layers.length - 1 ? sums : tf.relu(sums);
  }, x);
  const penalty = tf.addN(layers.map(({ weights }) => tf.sum(tf.square(weights))));
  const { sigmoidCrossEntropy, softmaxCrossEntropy } = tf.losses;
  const wrong = (logits.shape[1] === 1 ? sigmoidCrossEntropy : softmaxCrossEntropy)(y, logits);
  return wrong.add(penalty.mul(l2)).asScalar();
};

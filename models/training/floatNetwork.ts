/** Float layers as TensorFlow.js leaves them. `weights[input][output]`. */
export type FloatLayer = {
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
};
export type FloatNetwork = readonly FloatLayer[];

/** Sums of one layer before its activation. */
export const layerSums = ({ weights, biases }: FloatLayer, x: readonly number[]): number[] => {
  const sums = [...biases];
  weights.forEach((row, i) => {
    const value = x[i] as number;
    row.forEach((weight, j) => {
      sums[j] = (sums[j] as number) + value * weight;
    });
  });
  return sums;
};

export const relu = (values: readonly number[]): number[] => values.map((value) => Math.max(0, value));

/** Logits of one input. */
export const forwardFloat = (network: FloatNetwork, x: readonly number[]): readonly number[] =>
  network.reduce<readonly number[]>(
    (values, layer, l) =>
      l === network.length - 1 ? layerSums(layer, values) : relu(layerSums(layer, values)),
    x,
  );

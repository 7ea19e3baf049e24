/** Version of the network file. */
export const NETWORK_VERSION = 1;
export const LEAST_LAYERS = 2;
export const MOST_LAYERS = 8;
export const MOST_NEURONS = 1024;
export const LEAST_SHIFT = 1;
export const MOST_SHIFT = 14;
export const WEIGHT_LIMIT = 127;
/** Largest hidden activation. */
export const ACTIVATION_LIMIT = 255;

/** One dense layer. `weights` is row-major [input][output]. */
export type Layer = {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Int8Array;
  readonly biases: Int32Array;
};

/** Integer network: hidden layers requantise by `shifts[layer]` and clamp to [0, 255], the last gives raw scores. */
export type Network = {
  readonly dims: readonly number[];
  readonly shifts: readonly number[];
  readonly layers: readonly Layer[];
};

/** Something that answers an input already known to be in range and of the right length. */
export type Run = (x: Int32Array) => Int32Array;

// Small networks for tests of circuits.
import type { Network } from "../../oracle/inference/network.ts";
import type { Hex } from "../../standards/hex.ts";

/** A word of 32 equal bytes. */
export const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;

/** 3 inputs, 2 hidden neurons that reach both ends of their range, 2 scores. */
export const TINY: Network = {
  dims: [3, 2, 2],
  shifts: [6],
  layers: [
    {
      inputs: 3,
      outputs: 2,
      weights: Int8Array.from([20, -7, -11, 30, 5, 127]),
      biases: Int32Array.from([100, -900]),
    },
    { inputs: 2, outputs: 2, weights: Int8Array.from([9, -3, -127, 44]), biases: Int32Array.from([-5, 70]) },
  ],
};

/** TINY as somebody would like it: one bias of the last layer is another. */
export const FALSE_TINY: Network = {
  ...TINY,
  layers: TINY.layers.map((layer, l) => (l === 1 ? { ...layer, biases: Int32Array.from([995, 70]) } : layer)),
};

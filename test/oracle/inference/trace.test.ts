import { expect } from "chai";
import { createInt32Executor, createTracer } from "../../../oracle/inference/int32Executor.ts";
import type { Network } from "../../../oracle/inference/network.ts";
import type { RequestId } from "../../../standards/hex.ts";
import { commitTrace } from "../../../standards/trace.ts";
import { CLINIC, HOSPITAL, word } from "../standards/builders.ts";

/** 2-2-2-1, small enough to follow by hand. */
const NETWORK: Network = {
  dims: [2, 2, 2, 1],
  shifts: [1, 2],
  layers: [
    { inputs: 2, outputs: 2, weights: Int8Array.from([1, -1, 2, 3]), biases: Int32Array.from([0, 5]) },
    { inputs: 2, outputs: 2, weights: Int8Array.from([100, 1, 100, 0]), biases: Int32Array.from([0, -2]) },
    { inputs: 2, outputs: 1, weights: Int8Array.from([1, -1]), biases: Int32Array.from([10]) },
  ],
};

describe("traces", () => {
  it("hold every hidden activation, layer by layer, clamped to a byte", () => {
    // Layer 1: (10 + 2*4 + 1) >> 1 = 9, (-10 + 3*4 + 5 + 1) >> 1 = 4. Layer 2: 1,302 >> 2 clamped, (9 - 2 + 2) >> 2 = 2.
    const x = Int32Array.from([10, 4]);
    expect(Array.from(createTracer(NETWORK)(x))).to.deep.equal([9, 4, 255, 2]);
    expect(Array.from(createInt32Executor(NETWORK)(x))).to.deep.equal([255 - 2 + 10]);
  });

  it("are committed to by operator, request and salt", () => {
    const activations = Uint8Array.from([9, 4, 255, 2]);
    const id = word(1) as RequestId;
    const commitments = [
      commitTrace(CLINIC, id, word(2), activations),
      commitTrace(HOSPITAL, id, word(2), activations),
      commitTrace(CLINIC, word(3) as RequestId, word(2), activations),
      commitTrace(CLINIC, id, word(4), activations),
      commitTrace(CLINIC, id, word(2), Uint8Array.from([9, 4, 255, 3])),
    ];
    expect(new Set(commitments).size).to.equal(commitments.length);
  });
});

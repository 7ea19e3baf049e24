import { expect } from "chai";
import { certify } from "../../../oracle/inference/certificate.ts";
import { createInt32Batch } from "../../../oracle/inference/int32Batch.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import type { Layer, Network } from "../../../oracle/inference/network.ts";
import { packRows, splitRows } from "../../../oracle/inference/rows.ts";
import { loadTfBackend } from "../../../oracle/inference/tfjsBackend.ts";
import { createTfjsExecutor } from "../../../oracle/inference/tfjsExecutor.ts";
import { bigintReference, errorOf, inputsFor, randomNetwork } from "./helpers.ts";

const dense = (inputs: number, outputs: number, weight: number, bias: number): Layer => ({
  inputs,
  outputs,
  weights: new Int8Array(inputs * outputs).fill(weight),
  biases: new Int32Array(outputs).fill(bias),
});

// 129 x 127 x 1023 + 9214 + 2^13 = 2^24 - 1 in the hidden layer, 518 x 127 x 255 + 1785 = 2^24 - 1 in the output.
const edge = (hiddenBias: number, outputBias: number): Network => ({
  dims: [129, 518, 1],
  shifts: [14],
  layers: [dense(129, 518, 127, hiddenBias), dense(518, 1, 127, outputBias)],
});

const onBackend = async (network: Network, backend: "cpu" | "wasm", batch: readonly Int32Array[]) => {
  const executor = createTfjsExecutor(network, await loadTfBackend(backend));
  try {
    return await executor.run(batch);
  } finally {
    executor.dispose();
  }
};

const assertAllAgree = async (network: Network, batch: readonly Int32Array[]): Promise<void> => {
  const expected = batch.map(bigintReference(network));
  expect(batch.map(createInt32Executor(network)), "int32").to.deep.equal(expected);
  for (const rows of [batch.length, 1, 7]) {
    const packed = packRows(batch.slice(0, rows), network.dims[0] as number);
    const scores = splitRows(createInt32Batch(network)(packed, rows), network.dims.at(-1) as number);
    expect(scores, `int32, ${rows} rows`).to.deep.equal(expected.slice(0, rows));
  }
  expect(await onBackend(network, "cpu", batch), "cpu").to.deep.equal(expected);
  expect(await onBackend(network, "wasm", batch), "wasm").to.deep.equal(expected);
};

describe("exactness", () => {
  it("gives the same scores on int32, TF.js CPU, TF.js WASM and BigInt for random networks", async function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= 40; seed++) {
      const network = randomNetwork(seed);
      certify(network);
      await assertAllAgree(network, inputsFor(network, 100, seed));
    }
  });

  it("answers inputs one at a time as it answers them in a batch", async () => {
    const network = randomNetwork(99);
    const batch = inputsFor(network, 50, 3);
    const together = await onBackend(network, "wasm", batch);
    for (const [row, x] of batch.entries())
      expect(await onBackend(network, "wasm", [x])).to.deep.equal([together[row]]);
    expect(await onBackend(network, "wasm", [])).to.deep.equal([]);
  });

  it("is exact at the very edge of the certificate, 2^24 - 1", async () => {
    const network = edge(9214, 1785);
    expect(certify(network).largest).to.equal(2 ** 24 - 1);
    await assertAllAgree(network, inputsFor(network, 100, 5));
    const [top] = await onBackend(network, "wasm", [new Int32Array(129).fill(1023)]);
    expect(top?.[0]).to.equal(2 ** 24 - 1);
  });

  it("refuses a hidden neuron one past the edge, and names it", () => {
    const network = edge(9214, 1785);
    network.layers[0]?.biases.set([9215], 7);
    const error = errorOf(() => certify(network), "OVERFLOW_BOUND_BROKEN");
    expect(error.context).to.deep.equal({ layer: 0, neuron: 7, bound: 2 ** 24, limit: 2 ** 24 });
  });

  it("refuses an output neuron one past the edge, of either sign", () => {
    for (const bias of [1786, -1786])
      expect(errorOf(() => certify(edge(9214, bias)), "OVERFLOW_BOUND_BROKEN").context).to.include({
        layer: 1,
      });
  });

  it("refuses what the CPU backend alone would hide: past the bound WASM is silently wrong", async () => {
    // Every hidden neuron saturates at 255, so the output is 1024 x 127 x 255 = 33,162,240.
    const network: Network = {
      dims: [1, 1024, 1],
      shifts: [1],
      layers: [dense(1, 1024, 127, 0), dense(1024, 1, 127, 0)],
    };
    const x = [Int32Array.of(1023)];
    const exact = x.map(bigintReference(network));
    expect(exact[0]?.[0]).to.equal(33_162_240);
    expect(await onBackend(network, "cpu", x), "the CPU backend is right").to.deep.equal(exact);
    expect(await onBackend(network, "wasm", x), "the WASM backend is wrong").to.not.deep.equal(exact);
    errorOf(() => certify(network), "OVERFLOW_BOUND_BROKEN");
  });

  it("rounds half up and clamps at both ends", async () => {
    const network: Network = {
      dims: [1, 1, 1],
      shifts: [2],
      layers: [dense(1, 1, 1, 0), dense(1, 1, 1, 0)],
    };
    const cases = [-1023, -3, -2, -1, 0, 1, 2, 5, 6, 1017, 1018, 1023];
    const batch = cases.map((value) => Int32Array.of(value));
    expect(batch.map((x) => createInt32Executor(network)(x)[0])).to.deep.equal([
      0, 0, 0, 0, 0, 0, 1, 1, 2, 254, 255, 255,
    ]);
    await assertAllAgree(network, batch);
  });
});

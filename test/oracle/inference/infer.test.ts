import { expect } from "chai";
import { calibrate } from "../../../oracle/inference/calibrate.ts";
import { infer, inferBatch, inferPacked } from "../../../oracle/inference/infer.ts";
import { createInt32Batch } from "../../../oracle/inference/int32Batch.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import { loadTfBackend } from "../../../oracle/inference/tfjsBackend.ts";
import { createTfjsExecutor } from "../../../oracle/inference/tfjsExecutor.ts";
import { inputsFor, randomNetwork, rejectionOf } from "./helpers.ts";

const network = randomNetwork(11);
const inputs = network.dims[0] as number;
const outputs = network.dims.at(-1) as number;
const reference = createInt32Executor(network);
const zero = new Int32Array(inputs);

describe("inference", () => {
  const load = async () => {
    const tfjs = createTfjsExecutor(network, await loadTfBackend("wasm"));
    return { name: "random", inputs, outputs, reference: createInt32Batch(network), tfjs };
  };

  it("answers when both executors agree", async () => {
    const batch = inputsFor(network, 20, 1);
    expect(await inferBatch(await load(), batch)).to.deep.equal(batch.map(reference));
  });

  it("refuses to answer when one bit differs", async () => {
    const deps = await load();
    const wrong = (row: number) => ({
      ...deps,
      reference: (values: Int32Array, rows: number): Int32Array =>
        deps.reference(values, rows).map((score, i) => (i === row * outputs ? score ^ 1 : score)),
    });
    const error = await rejectionOf(infer(wrong(0), zero), "EXECUTOR_MISMATCH");
    expect(error.context).to.deep.equal({ model: "random", backend: "wasm", row: 0, output: 0 });
    const batch = inputsFor(network, 20, 1);
    const halted = await rejectionOf(inferBatch(wrong(13), batch), "EXECUTOR_MISMATCH");
    expect(halted.context).to.include({ row: 13, output: 0 });
  });

  it("refuses an input of another length", async () => {
    await rejectionOf(infer(await load(), new Int32Array(inputs + 1)), "INPUT_WRONG_LENGTH");
  });

  it("refuses an input beyond 1023, without repeating it", async () => {
    for (const value of [1024, -1024, 2 ** 31 - 1, -(2 ** 31)]) {
      const x = zero.slice();
      x[inputs - 1] = value;
      const error = await rejectionOf(infer(await load(), x), "INPUT_OUT_OF_RANGE");
      expect(error.context).to.deep.equal({ index: inputs - 1, limit: 1023 });
    }
  });

  it("refuses a batch for one row that is out of range, wherever it stands", async () => {
    const deps = await load();
    const values = new Int32Array(6 * inputs);
    values[3 * inputs + 1] = -1024;
    const error = await rejectionOf(inferPacked(deps, values, 6), "INPUT_OUT_OF_RANGE");
    expect(error.context).to.deep.equal({ index: 1, limit: 1023 });
    await rejectionOf(inferPacked(deps, values, 5), "INPUT_WRONG_LENGTH");
  });

  it("gives back every tensor", async () => {
    const { tf } = await loadTfBackend("wasm");
    const before = tf.memory().numTensors;
    const deps = await load();
    await inferBatch(deps, inputsFor(network, 64, 3));
    const loaded = tf.memory().numTensors;
    for (let i = 0; i < 200; i++) await inferBatch(deps, inputsFor(network, 5, i));
    for (const x of inputsFor(network, 100, 4)) await infer(deps, x);
    expect(tf.memory().numTensors).to.equal(loaded);
    deps.tfjs.dispose();
    expect(tf.memory().numTensors).to.equal(before);
  });

  it("refuses NaN and fractions", async () => {
    for (const value of [Number.NaN, 0.5, Number.NEGATIVE_INFINITY]) {
      const x = Array.from(zero, () => value) as unknown as Int32Array;
      await rejectionOf(infer(await load(), x), "INPUT_NOT_INTEGER");
    }
  });

  it("refuses a backend that is not there", async () => {
    const error = await rejectionOf(loadTfBackend("webgpu" as "cpu"), "BACKEND_UNAVAILABLE");
    expect(error.context).to.include({ asked: "webgpu" });
  });

  it("is exact on the native library where that loads, and says so where it does not", async () => {
    let native: Awaited<ReturnType<typeof loadTfBackend>>;
    try {
      native = await loadTfBackend("tensorflow");
    } catch (error) {
      expect((error as { code?: string }).code).to.equal("BACKEND_UNAVAILABLE");
      return;
    }
    const batch = inputsFor(network, 50, 2);
    expect(await createTfjsExecutor(network, native).run(batch)).to.deep.equal(batch.map(reference));
  });

  it("takes WASM by itself", async () => {
    expect((await loadTfBackend("auto")).backend).to.equal("wasm");
  });
});

describe("calibration", () => {
  const table = { scores: [-100, 0, 300], basisPoints: [50, 5000, 9950] };

  it("interpolates downwards between breakpoints and is flat beyond them", () => {
    expect([-101, -100, -99, 0, 1, 299, 300, 9999].map((score) => calibrate(score, table))).to.deep.equal([
      50, 50, 99, 5000, 5016, 9933, 9950, 9950,
    ]);
  });
});

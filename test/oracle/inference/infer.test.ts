import { expect } from "chai";
import { calibrate } from "../../../oracle/inference/calibrate.ts";
import { infer, inferBatch } from "../../../oracle/inference/infer.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import { loadTfBackend } from "../../../oracle/inference/tfjsBackend.ts";
import { createTfjsExecutor } from "../../../oracle/inference/tfjsExecutor.ts";
import { inputsFor, randomNetwork, rejectionOf } from "./helpers.ts";

const network = randomNetwork(11);
const inputs = network.dims[0] as number;
const reference = createInt32Executor(network);
const zero = new Int32Array(inputs);

describe("inference", () => {
  const load = async () => {
    const tfjs = createTfjsExecutor(network, await loadTfBackend("wasm"));
    return { name: "random", inputs, reference, tfjs };
  };

  it("answers when both executors agree", async () => {
    const batch = inputsFor(network, 20, 1);
    expect(await inferBatch(await load(), batch)).to.deep.equal(batch.map(reference));
  });

  it("refuses to answer when one bit differs", async () => {
    const deps = await load();
    const wrong = (x: Int32Array): Int32Array =>
      reference(x).map((score, i) => (i === 0 ? score ^ 1 : score));
    const error = await rejectionOf(infer({ ...deps, reference: wrong }, zero), "EXECUTOR_MISMATCH");
    expect(error.context).to.deep.equal({ model: "random", backend: "wasm", output: 0 });
  });

  it("refuses an input of another length", async () => {
    await rejectionOf(infer(await load(), new Int32Array(inputs + 1)), "INPUT_WRONG_LENGTH");
  });

  it("refuses an input beyond 1023, without repeating it", async () => {
    for (const value of [1024, -1024, 2 ** 31 - 1]) {
      const x = zero.slice();
      x[inputs - 1] = value;
      const error = await rejectionOf(infer(await load(), x), "INPUT_OUT_OF_RANGE");
      expect(error.context).to.deep.equal({ index: inputs - 1, limit: 1023 });
    }
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

import path from "node:path";
import { expect } from "chai";
import { BackendUnavailableError, ExecutorMismatchError } from "../../../oracle/inference/errors.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import { readModel } from "../../../oracle/inference/loadModel.ts";
import type { Engine } from "../../../oracle/inference/service/engine.ts";
import { WorkerLostError } from "../../../oracle/inference/service/errors.ts";
import { type Inference, openInference } from "../../../oracle/inference/service/openInference.ts";
import { errorOfReport, reportOf } from "../../../oracle/inference/service/protocol.ts";
import { startWorkerEngine, workerEnvironment } from "../../../oracle/inference/service/workerEngine.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { codeOf, inputsFor, rejectionOf } from "./helpers.ts";

const folder = path.resolve(import.meta.dirname, "../../../models/wdbc");
const sources = [{ kind: "network", folder }] as const;
const rules = { workers: 1, maxBatch: 64, maxWaitMs: 2, maxQueued: 256, timeoutMs: 10_000 };
const rest = { sources, clock: systemClock, random: Math.random, log: createLog("silent", {}) };

describe("inference in a worker thread", function () {
  this.timeout(60_000);
  let inference: Inference | undefined;
  afterEach(() => inference?.stop());

  it("answers as the reference does, and another worker answers when one is ended", async () => {
    const { id, network } = await readModel(folder);
    const options = { sources, backend: "cpu", ids: [id], startTimeoutMs: 60_000 } as const;
    const engines: Engine[] = [];
    inference = await openInference({
      ...rest,
      rules: { ...rules, backend: "cpu" },
      start: async () => {
        const engine = await startWorkerEngine(options);
        engines.push(engine);
        return engine;
      },
    });
    const xs = inputsFor(network, 40, 9);
    const model = inference.models[0] as Inference["models"][0];
    const answers = (): Promise<Int32Array[]> => Promise.all(xs.map((x) => model.infer(x)));
    const expected = xs.map(createInt32Executor(network));
    expect(await answers()).to.deep.equal(expected);
    const again = answers();
    await engines[0]?.stop();
    expect(await again).to.deep.equal(expected);
    expect(engines).to.have.length(2);
    expect(inference.status()).to.include({ backend: "cpu", workers: 1, ready: 1, losses: 1 });
  });

  it("does not open when one of its engines does not start, and ends the others", async () => {
    let [starts, stops] = [0, 0];
    const engine: Engine = {
      backend: "cpu",
      lost: new AbortController().signal,
      run: async () => new Int32Array(),
      stop: async () => {
        stops++;
      },
    };
    const start = async (): Promise<Engine> => {
      if (starts++ > 0) throw new WorkerLostError("ended");
      return engine;
    };
    const opened = openInference({ ...rest, rules: { ...rules, backend: "cpu", workers: 2 }, start });
    expect(await codeOf(opened)).to.equal("WORKER_LOST true");
    expect(stops).to.equal(1);
  });

  it("does not open on two backends at once", async () => {
    const backends = ["wasm", "cpu"];
    const start = async (): Promise<Engine> => ({
      backend: backends.pop() as string,
      lost: new AbortController().signal,
      run: async () => new Int32Array(),
      stop: async () => {},
    });
    const opened = openInference({ ...rest, rules: { ...rules, backend: "auto", workers: 2 }, start });
    expect(await codeOf(opened)).to.equal("BACKEND_UNAVAILABLE false");
  });

  it("tells why a worker does not start as if that had happened here", async () => {
    const missing = [{ kind: "network", folder: path.join(folder, "missing") }] as const;
    const started = startWorkerEngine({ sources: missing, backend: "cpu", ids: [], startTimeoutMs: 60_000 });
    const error = await rejectionOf(started, "MODEL_FILE_MISSING");
    expect(error.context).to.have.property("file");
  });

  it("tells errors of a worker apart, and repeats no foreign text", () => {
    const again = (error: Error) => errorOfReport(structuredClone(reportOf(error)));
    const mismatch = again(new ExecutorMismatchError("wdbc", "wasm", 3, 0));
    expect(mismatch).to.be.instanceOf(ExecutorMismatchError);
    expect(mismatch.context).to.deep.equal({ model: "wdbc", backend: "wasm", row: 3, output: 0 });
    expect(again(new BackendUnavailableError("wasm", "cpu"))).to.be.instanceOf(BackendUnavailableError);
    const foreign = again(new RangeError("a patient's value"));
    expect(foreign).to.include({ code: "RangeError", retryable: false });
    expect(JSON.stringify(foreign) + foreign.message).to.not.contain("patient");
  });

  it("is told no secret of the environment", () => {
    const environment = workerEnvironment({ PATH: "/bin", ORACLE_PASSWORD: "x", RPC_URL: "https://key@x" });
    expect(environment).to.deep.equal({ PATH: "/bin" });
  });
});

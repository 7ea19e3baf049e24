import path from "node:path";
import { expect } from "chai";
import { ExecutorMismatchError } from "../../../oracle/inference/errors.ts";
import { createInt32Batch } from "../../../oracle/inference/int32Batch.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import { readModel } from "../../../oracle/inference/loadModel.ts";
import type { Run } from "../../../oracle/inference/network.ts";
import type { Engine, Job, StartEngine } from "../../../oracle/inference/service/engine.ts";
import { WorkerLostError } from "../../../oracle/inference/service/errors.ts";
import type { InferenceRules } from "../../../oracle/inference/service/openInference.ts";
import { type Inference, openInference } from "../../../oracle/inference/service/openInference.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { codeOf, createIntegers } from "./helpers.ts";

const FOLDERS = ["wdbc", "flchain-risk"].map((name) =>
  path.resolve(import.meta.dirname, "../../../models", name),
);
const RULES = { backend: "cpu", workers: 1, maxBatch: 8, maxWaitMs: 5, maxQueued: 64 } as const;

/** What an engine of the test does with a job: the scores, or anything else that engines do. */
type Act = (job: Job, right: () => Int32Array, engine: number) => Promise<Int32Array>;

const integer = createIntegers(77);
describe("inference service", () => {
  let references: readonly ((values: Int32Array, rows: number) => Int32Array)[];
  let single: Run;
  let inference: Inference;
  let jobs: { model: number; rows: number; engine: number }[];
  let stops: number;
  let heard: { rows: number[]; mismatches: number; losses: string[] };

  before(async () => {
    const networks = await Promise.all(FOLDERS.map(async (folder) => (await readModel(folder)).network));
    references = networks.map(createInt32Batch);
    single = createInt32Executor(networks[0] as (typeof networks)[0]);
  });
  afterEach(() => inference.stop());

  const right: Act = async (_, scores) => scores();
  const engineOf = (act: Act, number: number): Engine => {
    const lost = new AbortController();
    return {
      backend: "cpu",
      lost: lost.signal,
      run: (job) => {
        jobs.push({ model: job.model, rows: job.rows, engine: number });
        return act(
          job,
          () => (references[job.model] as (typeof references)[0])(job.values, job.rows),
          number,
        );
      },
      stop: async () => {
        stops++;
        lost.abort();
      },
    };
  };

  const open = async (act: Act, rules: Partial<InferenceRules> = {}, start?: StartEngine): Promise<void> => {
    jobs = [];
    stops = 0;
    heard = { rows: [], mismatches: 0, losses: [] };
    let engines = 0;
    inference = await openInference({
      sources: FOLDERS.map((folder) => ({ kind: "network", folder })),
      rules: { ...RULES, ...rules },
      clock: systemClock,
      random: () => 0,
      log: createLog("silent", {}),
      start: start ?? (async () => engineOf(act, engines++)),
    });
    inference.listen({
      onBatch: (rows) => heard.rows.push(rows),
      onMismatch: () => {
        heard.mismatches++;
      },
      onLoss: (reason) => heard.losses.push(reason),
      onReady: () => {},
    });
  };
  const draw = (model = 0): Int32Array =>
    Int32Array.from({ length: modelOf(model).inputs }, () => integer(-1023, 1023));
  const modelOf = (model = 0) => inference.models[model] as Inference["models"][0];
  const ask = (x = draw(), signal?: AbortSignal): Promise<Int32Array> => modelOf().infer(x, signal);

  it("answers what is asked together in one batch, each asker with the scores of its own input", async () => {
    await open(right);
    const xs = Array.from({ length: 5 }, () => draw());
    expect(await Promise.all(xs.map((x) => ask(x)))).to.deep.equal(xs.map(single));
    expect(jobs).to.deep.equal([{ model: 0, rows: 5, engine: 0 }]);
  });

  it("never takes more than a batch holds, and never two models into one", async () => {
    await open(right);
    await Promise.all([...Array.from({ length: 10 }, () => ask()), modelOf(1).infer(draw(1)), ask()]);
    expect(jobs.map(({ model, rows }) => [model, rows])).to.deep.equal([
      [0, 8],
      [0, 3],
      [1, 1],
    ]);
  });

  it("lets nobody wait while nothing is under way", async () => {
    await open(right, { maxWaitMs: 60_000 });
    expect(await codeOf(ask())).to.equal("answered");
  });

  it("lets an input wait a little for company while another batch is under way", async () => {
    let release = (): void => {};
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    let held = false;
    const act: Act = async (_, scores) => {
      if (!held) {
        held = true;
        await first;
      }
      return scores();
    };
    await open(act, { workers: 2, maxWaitMs: 300 });
    const slow = ask();
    await systemClock.wait(5, new AbortController().signal);
    const early = ask();
    await systemClock.wait(5, new AbortController().signal);
    await Promise.all([early, ask()]);
    expect(jobs.map(({ rows }) => rows)).to.deep.equal([1, 2]);
    release();
    await slow;
  });

  it("lets nothing of a batch leave when one row differs, says which, and replaces the engine", async () => {
    await open(async (_, scores, engine) => {
      if (engine === 0) throw new ExecutorMismatchError("wdbc", "cpu", 2, 0);
      return scores();
    });
    const batch = await Promise.allSettled([ask(), ask(), ask(), ask()]);
    for (const one of batch) {
      expect(one.status).to.equal("rejected");
      expect((one as PromiseRejectedResult).reason.context).to.include({ row: 2 });
    }
    expect(await codeOf(ask())).to.equal("answered");
    expect(jobs.map(({ rows, engine }) => [rows, engine])).to.deep.equal([
      [4, 0],
      [1, 1],
    ]);
    expect(heard).to.deep.include({ mismatches: 1, losses: ["mismatch"] });
    expect(inference.status()).to.include({ mismatches: 1, losses: 1, ready: 1, wanted: 1 });
  });

  for (const [how, act] of [
    ["ended", () => Promise.reject(new WorkerLostError("ended"))],
    ["timeout", () => new Promise<Int32Array>(() => {})],
    ["nonsense", async () => new Int32Array(1)],
  ] as const) {
    it(`asks another worker when one is lost: ${how}`, async () => {
      await open((job, scores, engine) => (engine === 0 ? act() : right(job, scores, engine)), {
        timeoutMs: how === "timeout" ? 150 : 10_000,
      });
      const xs = [draw(), draw(), draw()];
      expect(await Promise.all(xs.map((x) => ask(x)))).to.deep.equal(xs.map(single));
      expect(heard.losses).to.deep.equal([how]);
      expect(stops).to.equal(1);
      expect(jobs.map(({ rows }) => rows)).to.deep.equal([3, 1, 1, 1]);
    });
  }

  it("replaces a worker that ends while it has nothing to do", async () => {
    const engines: Engine[] = [];
    await open(right, {}, async () => {
      engines.push(engineOf(right, engines.length));
      return engines.at(-1) as Engine;
    });
    await engines[0]?.stop();
    expect(await codeOf(ask())).to.equal("answered");
    expect(heard.losses).to.deep.equal(["ended"]);
  });

  it("gives up an input that takes every worker with it, and only that one", async () => {
    const poison = draw();
    await open(async ({ values, rows }, scores) => {
      for (let row = 0; row < rows; row++)
        if (values.subarray(row * 30, (row + 1) * 30).every((value, i) => value === poison[i]))
          throw new WorkerLostError("ended");
      return scores();
    });
    const others = [draw(), draw()];
    const [bad, ...good] = await Promise.all([
      codeOf(ask(poison)),
      ...others.map((x) => ask(x).then((scores) => [...scores])),
    ]);
    expect(bad).to.equal("INFERENCE_UNAVAILABLE true");
    expect(good).to.deep.equal(others.map((x) => [...single(x)]));
  });

  it("takes no more than it can hold", async () => {
    await open(() => new Promise(() => {}), { maxQueued: 4, maxBatch: 1 });
    const asked = [codeOf(ask())];
    await systemClock.wait(5, new AbortController().signal);
    for (let i = 0; i < 4; i++) asked.push(codeOf(ask()));
    expect(await codeOf(ask())).to.equal("INFERENCE_BUSY true");
    await inference.stop();
    expect(await Promise.all(asked)).to.deep.equal(Array(5).fill("INFERENCE_ABORTED true"));
    expect(await codeOf(ask())).to.equal("INFERENCE_ABORTED true");
    expect(stops).to.equal(1);
  });

  it("lets an asker give up, waiting or under way", async () => {
    await open(() => new Promise(() => {}), { maxBatch: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [codeOf(ask(draw(), first.signal)), codeOf(ask(draw(), second.signal))];
    await systemClock.wait(5, new AbortController().signal);
    expect(inference.status().queued).to.equal(1);
    first.abort();
    second.abort();
    expect(await Promise.all(asked)).to.deep.equal(Array(2).fill("INFERENCE_ABORTED true"));
    expect(inference.status().queued).to.equal(0);
    expect(await codeOf(ask(draw(), AbortSignal.abort()))).to.equal("INFERENCE_ABORTED true");
  });

  it("refuses what is no input before it could spoil a batch", async () => {
    await open(right);
    const bad = draw();
    bad[3] = 1024;
    const codes = await Promise.all([codeOf(ask(bad)), codeOf(ask(draw(1))), codeOf(ask())]);
    expect(codes).to.deep.equal(["INPUT_OUT_OF_RANGE false", "INPUT_WRONG_LENGTH false", "answered"]);
    expect(jobs).to.have.length(1);
  });

  it("says at once that nobody answers while no engine starts, and answers again when one does", async () => {
    let starts = 0;
    await open(right, {}, async () => {
      if (starts++ === 1) throw new WorkerLostError("ended");
      return engineOf(starts === 1 ? () => Promise.reject(new WorkerLostError("ended")) : right, starts);
    });
    expect(await codeOf(ask())).to.equal("INFERENCE_UNAVAILABLE true");
    expect(await codeOf(ask())).to.equal("INFERENCE_UNAVAILABLE true");
    expect(inference.status().ready).to.equal(0);
    await systemClock.wait(400, new AbortController().signal);
    expect(await codeOf(ask())).to.equal("answered");
  });
});

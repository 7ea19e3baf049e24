import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Engine } from "./engine.ts";
import { WorkerLostError } from "./errors.ts";
import { errorOfReport, type FromWorker, type Order, type ToWorker } from "./protocol.ts";

export type WorkerOptions = Order & {
  /** Ids that the worker must find under the sources. */
  readonly ids: readonly string[];
  /** Longest time until all models are loaded and checked. */
  readonly startTimeoutMs: number;
};

/** Starts a worker thread and waits until it has loaded and checked every model. */
export const startWorkerEngine = async ({
  ids,
  startTimeoutMs,
  ...order
}: WorkerOptions): Promise<Engine> => {
  const worker = spawn(order);
  const lost = new AbortController();
  worker.once("error", (error) => lost.abort(new WorkerLostError("ended", error)));
  worker.once("exit", () => lost.abort(new WorkerLostError("ended")));
  worker.once("messageerror", () => lost.abort(new WorkerLostError("nonsense")));
  const stop = async (): Promise<void> => {
    lost.abort(new WorkerLostError("ended"));
    await worker.terminate();
  };
  try {
    const backend = await ready(
      worker,
      ids,
      AbortSignal.any([lost.signal, AbortSignal.timeout(startTimeoutMs)]),
    );
    return { backend, run: createRun(worker, lost.signal), lost: lost.signal, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

// TypeScript is loaded by tsx in the worker too, wherever this process was started from.
const spawn = (order: Order): Worker => {
  const typed = import.meta.url.endsWith(".ts");
  const loader = (): string => pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const worker = new Worker(new URL(typed ? "./workerMain.ts" : "./workerMain.js", import.meta.url), {
    workerData: order,
    execArgv: typed ? ["--import", loader()] : [],
    env: workerEnvironment(process.env),
    name: "inference",
  });
  // Whoever waits for an answer keeps the process alive; an idle worker does not.
  worker.unref();
  return worker;
};

/** Passwords and addresses with access keys stand in the environment. A worker needs none of it. */
export const workerEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ["PATH", "HOME", "TMPDIR", "TMP", "TEMP", "SystemRoot"]
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined),
  );

const ready = (worker: Worker, ids: readonly string[], signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const late = (): void =>
      reject(signal.reason instanceof WorkerLostError ? signal.reason : new WorkerLostError("timeout"));
    signal.addEventListener("abort", late, { once: true });
    worker.ref();
    worker.once("message", (message: FromWorker) => {
      signal.removeEventListener("abort", late);
      worker.unref();
      if (message.kind === "failed") reject(errorOfReport(message.error));
      else if (message.kind === "ready" && message.ids.join() === ids.join()) resolve(message.backend);
      else reject(new WorkerLostError("nonsense"));
    });
  });

const createRun = (worker: Worker, lost: AbortSignal): Engine["run"] => {
  let jobs = 0;
  return (job) =>
    new Promise((resolve, reject) => {
      if (lost.aborted) return reject(lost.reason);
      const number = jobs++;
      const end = (settle: () => void): void => {
        worker.off("message", told);
        lost.removeEventListener("abort", gone);
        worker.unref();
        settle();
      };
      const told = (message: FromWorker): void => {
        const mine = "job" in message && message.job === number;
        end(() => {
          if (mine && message.kind === "answer") resolve(message.scores);
          else
            reject(
              mine && message.kind === "error"
                ? errorOfReport(message.error)
                : new WorkerLostError("nonsense"),
            );
        });
      };
      const gone = (): void => end(() => reject(lost.reason));
      worker.on("message", told);
      lost.addEventListener("abort", gone, { once: true });
      worker.ref();
      const order: ToWorker = { ...job, job: number };
      worker.postMessage(order, [job.values.buffer as ArrayBuffer]);
    });
};

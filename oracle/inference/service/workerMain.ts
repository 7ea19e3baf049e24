// Entry of a worker thread: loads the models with all their checks, then answers one batch after the other.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { type FromWorker, type Order, reportOf, type ToWorker } from "./protocol.ts";
import { loadRunners, type Runner } from "./runners.ts";

const port = parentPort as MessagePort;
const tell = (message: FromWorker, memory: ArrayBuffer[] = []): void => port.postMessage(message, memory);

const answer = async (runners: readonly Runner[], { job, model, rows, values }: ToWorker): Promise<void> => {
  try {
    const scores = await (runners[model] as Runner).run(values, rows);
    tell({ kind: "answer", job, scores }, [scores.buffer as ArrayBuffer]);
  } catch (error) {
    tell({ kind: "error", job, error: reportOf(error) });
  } finally {
    values.fill(0);
  }
};

try {
  const { sources, backend } = workerData as Order;
  const runners = await loadRunners(sources, backend);
  port.on("message", (message: ToWorker) => void answer(runners, message));
  tell({ kind: "ready", backend: runners[0]?.backend ?? "none", ids: runners.map(({ id }) => id) });
} catch (error) {
  tell({ kind: "failed", error: reportOf(error) });
}

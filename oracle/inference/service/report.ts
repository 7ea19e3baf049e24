import type { Metrics } from "../../shared/metrics.ts";
import type { Vitals } from "../../shared/vitals.ts";
import type { Inference } from "./openInference.ts";

/** Tells health and metrics of a process how its inference does. */
export const reportInference = (
  { status, listen }: Pick<Inference, "status" | "listen">,
  vitals: Pick<Vitals, "problem">,
  metrics: Metrics | undefined,
): void => {
  vitals.problem("WORKERS_DOWN", () => status().down);
  vitals.problem("WORKERS_DEGRADED", () => status().ready < status().wanted);
  vitals.problem("EXECUTORS_DIFFER", () => status().mismatches > 0);
  if (metrics === undefined) return;
  const look = (): void => {
    const { ready, queued, backend } = status();
    metrics.inferenceWorkers.set(ready);
    metrics.inferenceQueue.set(queued);
    metrics.inferenceBackend.reset();
    metrics.inferenceBackend.set({ backend }, 1);
  };
  look();
  listen({
    onBatch: (rows, seconds) => {
      metrics.inferenceTime.observe(seconds);
      metrics.inferenceInputs.inc(rows);
      metrics.inferenceQueue.set(status().queued);
    },
    onMismatch: () => metrics.executorMismatches.inc(),
    onLoss: (reason) => {
      metrics.inferenceLosses.inc({ reason });
      look();
    },
    onReady: look,
  });
};

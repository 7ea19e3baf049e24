import type { Make } from "./make.ts";

const RUN_SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** Running models. The label `model` is a model's name, which the config's folders list. */
export const inferenceMetrics = ({ counter, gauge, histogram }: Make) => ({
  modelActive: gauge("model_active", "1 when the registry has the loaded model in service", ["model"]),
  inferenceTime: histogram(
    "inference_seconds",
    "One batch of inputs through a network, its cross-check included",
    RUN_SECONDS,
  ),
  inferenceInputs: counter("inference_inputs_total", "Inputs whose scores left, each checked in its batch"),
  executorMismatches: counter(
    "inference_mismatches_total",
    "Batches of which nothing left, because TensorFlow.js and the integer reference differed",
  ),
  inferenceLosses: counter("inference_workers_lost_total", "Inference workers that were replaced", [
    "reason",
  ]),
  inferenceWorkers: gauge("inference_workers", "Inference workers that answer now"),
  inferenceQueue: gauge("inference_queue", "Inputs that wait for a batch"),
  inferenceBackend: gauge("inference_backend", "1 for the TensorFlow.js backend that runs", ["backend"]),
});

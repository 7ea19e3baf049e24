import type { Make } from "./make.ts";

const RUN_SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** Running models. The label `model` is a model's name, which the config's folders list. */
export const inferenceMetrics = ({ gauge, histogram }: Make) => ({
  modelActive: gauge("model_active", "1 when the registry has the loaded model in service", ["model"]),
  inferenceTime: histogram(
    "inference_seconds",
    "One input through a network, its cross-check included",
    RUN_SECONDS,
  ),
});

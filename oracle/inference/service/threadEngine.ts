import type { BackendChoice } from "../tfjsBackend.ts";
import type { Engine } from "./engine.ts";
import { loadRunners, type ModelSource, type Runner } from "./runners.ts";

/** An engine in the thread that asks. It cannot be lost, and while it works the thread does nothing else. */
export const startThreadEngine = async (
  sources: readonly ModelSource[],
  backend: BackendChoice,
): Promise<Engine> => {
  const runners = await loadRunners(sources, backend);
  return {
    backend: backendOf(runners),
    run: async ({ model, values, rows }) => {
      try {
        return await (runners[model] as Runner).run(values, rows);
      } finally {
        values.fill(0);
      }
    },
    lost: new AbortController().signal,
    stop: async () => {
      for (const { dispose } of runners) dispose();
    },
  };
};

/** Every model asked for the same backend, and each checked that it got it. */
export const backendOf = (runners: readonly Runner[]): string => runners[0]?.backend ?? "none";

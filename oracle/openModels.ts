import type { Config } from "./config/loadConfig.ts";
import type { Inference } from "./inference/service/openInference.ts";
import { systemClock } from "./shared/clock.ts";
import type { Log } from "./shared/log.ts";

type Configured = Pick<Config, "models"> & Pick<Partial<Config>, "textRelevance">;

/** Loads the models of a config behind one queue. TensorFlow.js is imported here and nowhere else. */
export const openModels = async (
  { models: { folders, ...rules }, textRelevance }: Configured,
  log: Log,
): Promise<Inference> => {
  const { openInference } = await import("./inference/service/openInference.ts");
  const networks = folders.map((folder) => ({ kind: "network", folder }) as const);
  const rest = { rules, clock: systemClock, random: Math.random, log };
  if (textRelevance === undefined) return openInference({ sources: networks, ...rest });
  const { serving, ...folded } = textRelevance;
  return serving === undefined
    ? openInference({ sources: [...networks, { kind: "textRelevance", ...folded }], ...rest })
    : openInference({ sources: networks, served: [{ ...folded, serving }], ...rest });
};

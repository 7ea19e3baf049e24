import { type DefenceDeps, openDefence } from "./chain/defence.ts";
import type { Config } from "./config/loadConfig.ts";
import type { PipelineDeps } from "./pipeline/deps.ts";
import { openProver } from "./proving/openProver.ts";

/** What private OPTIMISTIC requests need, if the config names it: a prover, and the court that would ask for proofs. */
export const openProving = async (
  { prover: config, contracts }: Pick<Config, "prover" | "contracts">,
  deps: Omit<DefenceDeps, "court" | "oracle">,
): Promise<Pick<PipelineDeps, "prover" | "defence">> => {
  if (config === undefined) return {};
  const [prover, defence] = await Promise.all([
    openProver(config),
    openDefence({ ...deps, court: config.court, oracle: contracts.oracle }),
  ]);
  return { prover, defence };
};

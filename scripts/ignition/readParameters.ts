import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import { address } from "../../standards/shapes.ts";

/** Deployment parameters are missing or wrong. Nothing was deployed. */
export class DeploymentParametersError extends TheriacError {
  readonly code = "DEPLOYMENT_PARAMETERS";
  constructor(file: string, problem: string) {
    super("The deployment parameters cannot be used.", {
      context: { file, problem },
      hint: "Copy scripts/ignition/parameters/local.json, name it after the network and set governor, guardian and safetyOfficer.",
    });
  }
}

/** As contracts/types/Inference.sol has it. */
const MAX_WINDOW = 3 * 86_400;
const wei = z.string().regex(/^[1-9][0-9]*n$/, "must be wei in quotes, ending in n");

const shape = z.strictObject({
  Theriac: z.strictObject({
    governor: address,
    guardian: address,
    safetyOfficer: address,
    delaySeconds: z
      .number()
      .int()
      .min(3_600)
      .max(30 * 86_400),
    minBondWei: wei,
    unbondingDelaySeconds: z.number().int().positive(),
    /** Chainlink L2 sequencer uptime feed; zero on a layer 1. */
    sequencerUptimeFeed: address,
    /** In which an OPTIMISTIC answer can be challenged. */
    challengeWindowSeconds: z.number().int().min(60).max(MAX_WINDOW),
    challengeBondWei: wei,
    /** In which a challenged private answer must be defended. */
    defenceWindowSeconds: z.number().int().positive().max(MAX_WINDOW),
    computeFeeGwei: z.number().int().positive(),
    callbackGasPriceWei: z.number().int().positive(),
    keeperRewardGwei: z.number().int().min(0),
  }),
});

/** Parameters of one network, in the form Ignition takes. */
export type DeploymentParameters = z.infer<typeof shape>;

const parse = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new DeploymentParametersError(path.basename(file), "not JSON");
  }
};

/** Reads scripts/ignition/parameters/<network>.json, or another file. */
export const readParameters = async (
  network: string,
  file = path.join(import.meta.dirname, "parameters", `${network}.json`),
): Promise<{ file: string; parameters: DeploymentParameters }> => {
  if (!existsSync(file)) throw new DeploymentParametersError(path.basename(file), "no such file");
  const parsed = shape.safeParse(parse(file, await readFile(file, "utf8")));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new DeploymentParametersError(path.basename(file), `${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { governor, guardian, safetyOfficer } = parsed.data.Theriac;
  if (governor === guardian || governor === safetyOfficer) {
    const problem = "governor must differ from guardian and from safetyOfficer";
    throw new DeploymentParametersError(path.basename(file), problem);
  }
  return { file, parameters: parsed.data };
};

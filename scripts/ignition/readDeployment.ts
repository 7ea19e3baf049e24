// What Ignition wrote down of a deployment.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Addresses, CONTRACT_NAMES } from "../../client/addresses.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { address } from "../../standards/shapes.ts";

/** There is no such deployment, it is not complete, or it is another chain's. */
export class DeploymentRecordError extends TheriacError {
  readonly code = "DEPLOYMENT_RECORD";
  constructor(folder: string, problem: string) {
    super("The record of the deployment cannot be used.", {
      context: { folder, problem },
      hint: "Deploy with `npm run deploy -- --network NAME`; run it again to finish what was interrupted.",
    });
  }
}

export type DeploymentRecord = {
  readonly folder: string;
  readonly addresses: Addresses;
  readonly deployer: Hex;
  /** Block of its first transaction: where nodes start to read. */
  readonly firstBlock: number;
};

const line = z.object({
  type: z.string(),
  chainId: z.number().optional(),
  from: z.string().optional(),
  receipt: z.object({ blockNumber: z.number() }).optional(),
});

const addressesIn = (folder: string): Addresses => {
  const file = path.join(folder, "deployed_addresses.json");
  if (!existsSync(file)) throw new DeploymentRecordError(folder, "no addresses");
  const deployed = z.record(z.string(), address).parse(JSON.parse(readFileSync(file, "utf8")));
  const entries = CONTRACT_NAMES.map((name) => {
    const found = deployed[`Theriac#${name}`];
    if (found === undefined) throw new DeploymentRecordError(folder, `no ${name}`);
    return [name, found] as const;
  });
  return Object.fromEntries(entries) as Addresses;
};

/** Reads deployments/ID and holds it against the chain that it is to be on. */
export const readDeployment = (deploymentId: string, chainId: bigint): DeploymentRecord => {
  const folder = path.join("deployments", deploymentId);
  const addresses = addressesIn(folder);
  const lines = readFileSync(path.join(folder, "journal.jsonl"), "utf8")
    .split("\n")
    .filter((text) => text.trim() !== "")
    .map((text) => line.parse(JSON.parse(text)));
  const own = lines.find(({ type }) => type === "DEPLOYMENT_INITIALIZE")?.chainId;
  if (own === undefined || BigInt(own) !== chainId)
    throw new DeploymentRecordError(folder, `it is on chain ${own}, the endpoint serves ${chainId}`);
  const deployer = lines.find(({ from }) => from !== undefined)?.from;
  const blocks = lines.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt.blockNumber]));
  if (deployer === undefined || blocks.length === 0)
    throw new DeploymentRecordError(folder, "nothing was sent");
  return { folder, addresses, deployer: address.parse(deployer), firstBlock: Math.min(...blocks) };
};

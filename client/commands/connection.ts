import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { JsonRpcProvider, type JsonRpcSigner } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { type Addresses, CONTRACT_NAMES } from "../addresses.ts";
import { type Contracts, connect } from "../deployment.ts";

const POLLING_MS = 100;

/** There is no such deployment, or it is incomplete. */
export class DeploymentNotFoundError extends TheriacError {
  readonly code = "DEPLOYMENT_NOT_FOUND";
  constructor(deployment: string, missing: string) {
    super("The deployment is not there or not complete.", {
      context: { deployment, missing },
      hint: "Deploy with `npm run deploy -- --network NAME`, or name another one with --deployment.",
    });
  }
}

/** The endpoint serves no chain on which the deployment lives. */
export class DeploymentNotOnChainError extends TheriacError {
  readonly code = "DEPLOYMENT_NOT_ON_CHAIN";
  constructor(rpc: string, oracle: Hex) {
    super("The endpoint's chain holds no contract at the deployment's address.", {
      context: { rpc, oracle },
      hint: "Give the endpoint of the network that was deployed to with --rpc.",
    });
  }
}

const readAddresses = async (deployment: string): Promise<Addresses> => {
  const file = path.join("deployments", deployment, "deployed_addresses.json");
  if (!existsSync(file)) throw new DeploymentNotFoundError(deployment, file);
  const deployed = JSON.parse(await readFile(file, "utf8")) as Record<string, Hex>;
  const entries = CONTRACT_NAMES.map((name) => {
    const address = deployed[`Theriac#${name}`];
    if (address === undefined) throw new DeploymentNotFoundError(deployment, name);
    return [name, address] as const;
  });
  return Object.fromEntries(entries) as Record<(typeof CONTRACT_NAMES)[number], Hex>;
};

/** A deployment behind an endpoint. */
export type Connection = {
  readonly contracts: Contracts;
  readonly addresses: Addresses;
  readonly chainId: number;
  readonly provider: JsonRpcProvider;
  /** An account of the endpoint, which signs and pays for transactions. */
  readonly sender: (from: string) => Promise<JsonRpcSigner>;
  /** The chain's own time in unix seconds: the only clock that contracts know. */
  readonly now: () => Promise<number>;
  readonly close: () => void;
};

/** Finds a deployment behind an endpoint. */
export type Connect = (rpc: string, deployment: string) => Promise<Connection>;

/** Connects to a deployment. */
export const connectTo = async (rpc: string, deployment: string): Promise<Connection> => {
  const addresses = await readAddresses(deployment);
  const provider = new JsonRpcProvider(rpc, undefined, {
    batchMaxCount: 1,
    cacheTimeout: -1,
    staticNetwork: true,
    pollingInterval: POLLING_MS,
  });
  if ((await provider.getCode(addresses.InferenceOracle)) === "0x") {
    provider.destroy();
    throw new DeploymentNotOnChainError(rpc, addresses.InferenceOracle);
  }
  return {
    contracts: connect(addresses, provider),
    addresses,
    chainId: Number((await provider.getNetwork()).chainId),
    provider,
    sender: (from) => provider.getSigner(from),
    now: async () => (await provider.getBlock("latest"))?.timestamp ?? 0,
    close: () => provider.destroy(),
  };
};

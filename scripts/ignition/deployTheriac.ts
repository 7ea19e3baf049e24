import hre from "hardhat";
import { type Addresses, CONTRACT_NAMES } from "../../client/addresses.ts";
import type { Hex } from "../../standards/hex.ts";
import type { DeploymentParameters } from "./readParameters.ts";

export type DeployOptions = {
  /** Network of hardhat.config.ts. */
  readonly network: string;
  /** Another endpoint than the configured one. */
  readonly url?: string;
  /** Folder below deployments/; the network's name unless given. */
  readonly deploymentId?: string;
  readonly parameters: DeploymentParameters;
  /** Blocks to wait for; one is enough where nobody reorganises. */
  readonly confirmations: number;
  readonly displayUi: boolean;
};

/** Deploys through Ignition: idempotent, journalled under deployments/. Resolves to the addresses. */
export const deployTheriac = async ({
  network,
  url,
  deploymentId = network,
  parameters,
  confirmations,
  displayUi,
}: DeployOptions): Promise<Addresses> => {
  // Imported only now: the module reads generated types, which a compilation may just have made.
  const { default: theriac } = await import("./Theriac.ts");
  const connection = await hre.network.create(
    url === undefined ? { network } : { network, override: { url } as never },
  );
  const plain = Object.fromEntries(
    Object.entries(parameters.Theriac).map(([name, value]) => [
      name,
      typeof value === "string" && value.endsWith("n") ? BigInt(value.slice(0, -1)) : value,
    ]),
  );
  const contracts = await connection.ignition.deploy(theriac, {
    deploymentId,
    displayUi,
    parameters: { Theriac: plain },
    config: { requiredConfirmations: confirmations, blockPollingInterval: confirmations === 1 ? 50 : 1_000 },
  });
  const addresses = await Promise.all(
    CONTRACT_NAMES.map(async (name) => [name, await contracts[name].getAddress()] as const),
  );
  await connection.close();
  return Object.fromEntries(addresses) as Record<(typeof CONTRACT_NAMES)[number], Hex>;
};

import path from "node:path";
import { verifyContract } from "@nomicfoundation/hardhat-verify/verify";
import { getVerificationInformation } from "@nomicfoundation/ignition-core";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { NetworkUserConfig } from "hardhat/types/config";
import { TheriacError } from "../../standards/errors.ts";
import {
  EXPLORERS,
  type Explorer,
  type Publication,
  publishSources,
  SourcesNotPublishedError,
} from "./publishSources.ts";

/** An explorer that nobody knows was named. Nothing was published. */
export class UnknownExplorerError extends TheriacError {
  readonly code = "UNKNOWN_EXPLORER";
  constructor(given: string) {
    super("There is no such explorer.", {
      context: { given },
      hint: `Name some of ${EXPLORERS.join(", ")}.`,
    });
  }
}

/** The explorers of an option, such as `sourcify,etherscan`. */
export const explorersIn = (given: string): readonly Explorer[] =>
  given.split(",").map((name) => {
    const found = EXPLORERS.find((explorer) => explorer === name.trim());
    if (found === undefined) throw new UnknownExplorerError(name);
    return found;
  });

async function* publications(folder: string): AsyncIterable<Publication> {
  for await (const found of getVerificationInformation(folder)) {
    // A bare name is a contract whose sources the deployment did not keep: ours keeps all.
    if (typeof found !== "string") yield found;
  }
}

/** Publishes the sources of deployments/ID. Tells what failed and why; the deployment stays as it is. */
export const publishDeployment = async (
  network: string,
  deploymentId: string,
  explorers: readonly Explorer[],
  url?: string,
): Promise<void> => {
  const { default: project } = await import("../../hardhat.config.ts");
  const configured = project.networks?.[network];
  const networks = { ...project.networks, [network]: { ...configured, url } as NetworkUserConfig };
  const config = url === undefined ? project : { ...project, networks };
  const own = await createHardhatRuntimeEnvironment(config, { network, buildProfile: "production" });
  const outcomes = await publishSources(
    publications(path.join("deployments", deploymentId)),
    explorers,
    async (provider, { address, contract, constructorArgs, creationTxHash }) => {
      const args = { address, contract, constructorArgs: [...constructorArgs], provider };
      await verifyContract({ ...args, ...(creationTxHash === undefined ? {} : { creationTxHash }) }, own);
    },
  );
  for (const { explorer, contract, failure } of outcomes)
    console.log(`  ${explorer} ${contract}: ${failure === "" ? "published" : `FAILED, ${failure}`}`);
  const failed = outcomes.filter(({ failure }) => failure !== "").length;
  if (failed > 0) throw new SourcesNotPublishedError(failed, outcomes.length);
};

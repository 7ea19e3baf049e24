// npm run deploy -- --network NAME: deploys once, idempotently, into deployments/NAME, then reads everything back. With
// --check it only reads back; with --verify it only publishes sources.
import path from "node:path";
import { Command } from "commander";
import type { Provider } from "ethers";
import hre from "hardhat";
import { TheriacError } from "../standards/errors.ts";
import { compile } from "./ignition/compile.ts";
import { deployTheriac } from "./ignition/deployTheriac.ts";
import { explorersIn, publishDeployment } from "./ignition/publishDeployment.ts";
import { type DeploymentRecord, readDeployment } from "./ignition/readDeployment.ts";
import { type DeploymentParameters, readParameters } from "./ignition/readParameters.ts";

const CONFIRMATIONS = 5;
const LOCAL_CHAIN_IDS = [1_337n, 31_337n];

type Options = {
  readonly network: string;
  readonly url?: string;
  readonly deploymentId?: string;
  readonly parameters?: string;
  readonly check?: boolean;
  readonly verify?: string;
};

const parseOptions = (): Options =>
  new Command("deploy")
    .requiredOption("--network <name>", "network of hardhat.config.ts; parameters of the same name")
    .option("--url <url>", "another endpoint than the configured one")
    .option("--deployment-id <id>", "folder below deployments/ (the network's name)")
    .option("--parameters <file>", "another file than scripts/ignition/parameters/<network>.json")
    .option("--check", "deploy nothing: read back from the chain what is there")
    .option("--verify <explorers>", "deploy nothing: publish sources, to sourcify, blockscout or etherscan")
    .parse()
    .opts<Options>();

/** Opens the network; without an account where nothing is sent. */
const open = async ({ network, url }: Options, sends: boolean) => {
  const override = { ...(url === undefined ? {} : { url }), ...(sends ? {} : { accounts: "remote" }) };
  const connection = await hre.network.create({ network, override: override as never });
  const { BrowserProvider } = await import("ethers");
  const provider = new BrowserProvider(connection.provider);
  const close = async () => {
    provider.destroy();
    await connection.close();
  };
  return { provider, close, chainId: (await provider.getNetwork()).chainId };
};

/** Everything that can be read back, held against the parameters and this checkout's code. */
const readBack = async (
  provider: Provider,
  { addresses, deployer, firstBlock }: DeploymentRecord,
  parameters: DeploymentParameters,
  isPublic: boolean,
): Promise<number> => {
  const { verifyDeployment } = await import("./ignition/verifyDeployment.ts");
  const { verifyCode } = await import("./ignition/verifyCode.ts");
  const { verifyRoles } = await import("./ignition/verifyRoles.ts");
  const { verifySettings } = await import("./ignition/verifySettings.ts");
  const { verifyImmutables } = await import("./ignition/verifyWiring.ts");
  const compiledOf = (name: string) => hre.artifacts.readArtifact(name);
  const findings = [
    ...(await verifyCode(provider, addresses, compiledOf)),
    ...(await verifyImmutables(provider, addresses, parameters, compiledOf)),
    ...(await verifyDeployment(provider, addresses, parameters, deployer)),
    ...(await verifyRoles(provider, addresses, parameters, { deployer, firstBlock })),
    ...(await verifySettings(provider, addresses, parameters, { firstBlock, isPublic })),
  ];
  return findings.length;
};

const main = async (): Promise<void> => {
  const options = parseOptions();
  const { network, url, deploymentId = network, check = false, verify } = options;
  if (verify !== undefined) return publishDeployment(network, deploymentId, explorersIn(verify), url);
  const { file, parameters } = await readParameters(network, options.parameters);
  await compile();
  const { provider, close, chainId } = await open(options, !check);
  const isLocal = LOCAL_CHAIN_IDS.includes(chainId);
  if (!check) {
    console.log(`Deploying to ${network} (chain ${chainId}) with ${path.relative(process.cwd(), file)}`);
    await deployTheriac({
      network,
      parameters,
      confirmations: isLocal ? 1 : CONFIRMATIONS,
      displayUi: false,
      deploymentId,
      ...(url === undefined ? {} : { url }),
    });
  }
  // A local chain is short, and may have been made again from what was recorded of another.
  const found = readDeployment(deploymentId, chainId);
  const record = isLocal ? { ...found, firstBlock: 0 } : found;
  for (const [name, address] of Object.entries(record.addresses)) console.log(`  ${name} ${address}`);
  const facts = await readBack(provider, record, parameters, !isLocal);
  console.log(`Read back ${facts} facts about code, wiring, roles and settings: all as described.`);
  console.log(`Nodes start to read at block ${record.firstBlock}.`);
  await close();
};

try {
  await main();
} catch (error) {
  if (error instanceof TheriacError) {
    console.error(`${error.code}: ${error.message}`, error.context, error.hint ?? "");
  } else {
    console.error(error);
  }
  process.exitCode = 1;
}

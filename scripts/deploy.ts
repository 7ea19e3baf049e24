// npm run deploy -- --network NAME: deploys once, idempotently, into deployments/NAME, then reads everything back.
import { Command } from "commander";
import hre from "hardhat";
import { TheriacError } from "../standards/errors.ts";
import { compile } from "./ignition/compile.ts";
import { deployTheriac } from "./ignition/deployTheriac.ts";
import { readParameters } from "./ignition/readParameters.ts";

const CONFIRMATIONS = 5;
const LOCAL_CHAIN_ID = 31_337n;

const main = async (): Promise<void> => {
  const command = new Command("deploy")
    .requiredOption("--network <name>", "network of hardhat.config.ts; parameters of the same name")
    .option("--url <url>", "another endpoint than the configured one")
    .option("--deployment-id <id>", "folder below deployments/ (the network's name)");
  const { network, url, deploymentId } = command
    .parse()
    .opts<{ network: string; url?: string; deploymentId?: string }>();
  const { file, parameters } = await readParameters(network);
  await compile();
  const { BrowserProvider } = await import("ethers");
  const connection = await hre.network.create(
    url === undefined ? { network } : { network, override: { url } as never },
  );
  const provider = new BrowserProvider(connection.provider);
  const { chainId } = await provider.getNetwork();
  const deployer = await (await provider.getSigner(0)).getAddress();
  console.log(`Deploying to ${network} (chain ${chainId}) with ${file}`);
  const addresses = await deployTheriac({
    network,
    parameters,
    confirmations: chainId === LOCAL_CHAIN_ID ? 1 : CONFIRMATIONS,
    displayUi: false,
    ...(url === undefined ? {} : { url }),
    ...(deploymentId === undefined ? {} : { deploymentId }),
  });
  for (const [name, address] of Object.entries(addresses)) console.log(`  ${name} ${address}`);
  const { verifyDeployment } = await import("./ignition/verifyDeployment.ts");
  const findings = await verifyDeployment(provider, addresses, parameters, deployer);
  console.log(`Read back ${findings.length} facts about code, wiring and roles: all as described.`);
  provider.destroy();
  await connection.close();
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

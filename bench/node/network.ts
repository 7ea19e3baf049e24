import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { removeDeployment } from "../../scripts/ignition/removeDeployment.ts";
import { startAnvil } from "../../scripts/local/anvil.ts";
import { startChain } from "../../scripts/local/chain.ts";
import { createFleet, type Fleet, type Member } from "../../scripts/local/fleet.ts";
import { createLoad, type Load } from "../../scripts/local/load.ts";
import { type LocalNetwork, startNetwork } from "../../scripts/local/network.ts";
import { createReport } from "../../scripts/local/report.ts";

export const CHAINS = ["hardhat", "anvil"] as const;
export type ChainName = (typeof CHAINS)[number];

export type BenchNetwork = {
  readonly network: LocalNetwork;
  readonly load: Load;
  readonly fleet: Fleet;
  readonly dir: string;
  readonly end: () => Promise<void>;
};

/** Four operator processes that ask for new blocks as often as they may, and act on the newest. */
export const startBenchNetwork = async (chainName: ChainName): Promise<BenchNetwork> => {
  const dir = mkdtempSync(path.join(os.tmpdir(), "theriac-bench-"));
  const deploymentId = `story-bench-${chainName}-${process.pid}`;
  const fleet = createFleet();
  const report = createReport(() => undefined, false);
  report.story("Bench");
  const network = await startNetwork({
    fleet,
    dir,
    report,
    deploymentId,
    startChain: chainName === "anvil" ? startAnvil : startChain,
    configure: async ({ chainId, url }) => ({
      chain: { chainId, rpcUrls: [url], confirmations: 0, pollIntervalMs: 5 },
      log: { level: "warn" },
    }),
  });
  return {
    network,
    load: await createLoad(network),
    fleet,
    dir,
    end: async () => {
      network.chain.provider.destroy();
      await fleet.stopAll();
      rmSync(dir, { recursive: true, force: true });
      await removeDeployment(deploymentId);
    },
  };
};

const KIB = 1_024;

/** Memory that a process holds now, in MiB. Linux tells. */
export const residentMib = ({ process: { pid } }: Member): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / KIB);
};

// Four operator processes and a chain, each operator behind RPC endpoints that fail on command; and what can be read of them.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeDeployment } from "../../scripts/ignition/removeDeployment.ts";
import { startAnvil } from "../../scripts/local/anvil.ts";
import { type LocalChain, startChain } from "../../scripts/local/chain.ts";
import { createFleet, type Fleet, type Member } from "../../scripts/local/fleet.ts";
import { createLoad, type Load } from "../../scripts/local/load.ts";
import { type LocalNetwork, startNetwork } from "../../scripts/local/network.ts";
import type { Configure, LocalOperator } from "../../scripts/local/operators.ts";
import { operatorReady, startOperator } from "../../scripts/local/operators.ts";
import { createReport } from "../../scripts/local/report.ts";
import type { RequestId } from "../../standards/hex.ts";
import { type FaultyRpc, startFaultyRpc } from "../support/faultyRpc.ts";

export const CHAINS = ["hardhat", "anvil"] as const;
export type ChainName = (typeof CHAINS)[number];

export type World = {
  readonly chainName: ChainName;
  readonly network: LocalNetwork;
  readonly chain: LocalChain;
  readonly load: Load;
  /** The endpoint that an operator asks first, and the one beside it. */
  readonly endpoints: readonly (readonly FaultyRpc[])[];
  readonly operator: (i: number) => LocalOperator;
  readonly process: (i: number) => Member;
  readonly kill: (i: number) => Promise<void>;
  /** Starts an operator and waits until it is ready. Resolves to how long that took. */
  readonly restart: (i: number, start?: Starter) => Promise<number>;
  readonly metrics: (i: number) => Promise<Metrics>;
  /** Operators that were made to lie: what they sign is no fault of the node. */
  readonly liars: Set<number>;
  /** Ends all operators for good, so that their stores can be read. */
  readonly stopOperators: () => Promise<void>;
  readonly end: () => Promise<void>;
};

/** The sum of a metric over its labels, or over those that contain a text. */
export type Metrics = (name: string, label?: string) => number;
export type Starter = (fleet: Fleet, operator: LocalOperator) => Member;

const POLL_MS = 100;
const ENDPOINTS = 2;
export const OPERATORS = 4;

const readMetrics = async ({ url }: LocalOperator): Promise<Metrics> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return (name, label = "") => {
    const lines = [...text.matchAll(new RegExp(`^theriac_${name}(\\{[^}]*\\})? (\\S+)$`, "gm"))];
    return lines
      .filter(([, labels = ""]) => labels.includes(label))
      .reduce((sum, [, , value]) => sum + Number(value), 0);
  };
};

export type WorldOptions = {
  readonly chainName: ChainName;
  /** More of an operator's configuration. */
  readonly configure?: Configure;
  readonly confirmations?: number;
  /** Without proxies before the chain. */
  readonly direct?: boolean;
};

export const startWorld = async (options: WorldOptions): Promise<World> => {
  const { chainName, confirmations = 2, direct = false } = options;
  const dir = mkdtempSync(path.join(os.tmpdir(), "theriac-chaos-"));
  const deploymentId = `story-chaos-${chainName}-${process.pid}`;
  const fleet = createFleet();
  const report = createReport(() => undefined, false);
  report.story("Chaos");
  const endpoints: FaultyRpc[][] = [];
  const configure: Configure = async (chain, i, folder) => {
    const own = direct
      ? []
      : await Promise.all(Array.from({ length: ENDPOINTS }, () => startFaultyRpc(chain.url)));
    endpoints[i] = own;
    const rpcUrls = direct ? [chain.url] : own.map(({ url }) => url);
    const { chainId } = chain;
    return {
      chain: { chainId, rpcUrls, confirmations, pollIntervalMs: POLL_MS },
      ...(await options.configure?.(chain, i, folder)),
    };
  };
  const start = chainName === "anvil" ? startAnvil : startChain;
  const network = await startNetwork({ fleet, dir, report, deploymentId, startChain: start, configure });
  const members = [...network.processes];
  const operator = (i: number): LocalOperator => network.operators[i] as LocalOperator;
  const processOf = (i: number): Member => members[i] as Member;
  return {
    chainName,
    network,
    chain: network.chain,
    load: await createLoad(network),
    endpoints,
    operator,
    process: processOf,
    liars: new Set(),
    kill: (i) => fleet.kill(processOf(i)),
    restart: async (i, starter = startOperator) => {
      const begun = performance.now();
      const member = starter(fleet, operator(i));
      members[i] = member;
      await operatorReady(fleet, operator(i), member);
      return performance.now() - begun;
    },
    stopOperators: async () => {
      await Promise.all(members.map(fleet.kill));
    },
    metrics: (i) => readMetrics(operator(i)),
    end: async () => {
      network.chain.provider.destroy();
      await fleet.stopAll();
      await Promise.all(endpoints.flat().map(({ stop }) => stop()));
      if (process.env.CHAOS_KEEP !== "1") rmSync(dir, { recursive: true, force: true });
      await removeDeployment(deploymentId);
    },
  };
};

/** Answers on the chain as it is now: how often each request was answered. */
export const answersSince = async ({ network }: World, block: number): Promise<Map<string, number>> => {
  const { oracle } = network.contracts;
  const logs = (
    await Promise.all([
      oracle.queryFilter(oracle.filters.InferenceFulfilled(), block),
      oracle.queryFilter(oracle.filters.InferenceBatched(), block),
    ])
  ).flat();
  const counts = new Map<string, number>();
  for (const { args } of logs) counts.set(args.id, (counts.get(args.id) ?? 0) + 1);
  return counts;
};

/** Waits until each of these is answered. Resolves to those that are not once nothing was answered for so long. */
export const unanswered = async (
  world: World,
  ids: readonly RequestId[],
  block: number,
  patienceMs: number,
): Promise<RequestId[]> => {
  let [fewest, since] = [ids.length, performance.now()];
  for (;;) {
    const answers = await answersSince(world, block);
    const missing = ids.filter((id) => !answers.has(id));
    if (missing.length < fewest) [fewest, since] = [missing.length, performance.now()];
    if (missing.length === 0 || performance.now() - since > patienceMs) return missing;
    await sleep(200);
  }
};

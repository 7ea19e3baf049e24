import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseEther } from "ethers";
import { createKeys } from "../../../oracle/config/createKeys.ts";
import type { Config } from "../../../oracle/config/loadConfig.ts";
import { openKeys } from "../../../oracle/config/openKeys.ts";
import type { Model } from "../../../oracle/domain/model.ts";
import type { Keys } from "../../../oracle/domain/ports.ts";
import { DEFAULT_LIMITS } from "../../../oracle/server/startServer.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createShutdown, type Shutdown } from "../../../oracle/shared/shutdown.ts";
import { startNode } from "../../../oracle/startNode.ts";
import type { Hex } from "../../../standards/hex.ts";
import { operatorRegistryDomain, signerProofPreimage } from "../../../standards/operator.ts";
import type { Deployment, ServedChain } from "./deployment.ts";

export type Member = {
  readonly keys: Keys;
  readonly keyFiles: { readonly address: Hex; readonly keystore: string; readonly encryptionKey: string };
  readonly encryptionKey: Hex;
  readonly url: string;
  readonly port: number;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("port")),
      );
    });
  });

export const PASSWORD = "correct horse battery staple";

/** Registers four operators with fresh key files and forms a committee of them, t = 3. */
export const formCommittee = async (
  chain: ServedChain,
  deployment: Deployment,
  folder: string,
): Promise<Member[]> => {
  const { provider } = chain;
  const domain = operatorRegistryDomain(31_337, deployment.addresses.operators);
  const members: Member[] = [];
  for (let i = 1; i <= 4; i++) {
    const account = await provider.getSigner(i);
    const operator = account.address as Hex;
    const out = path.join(folder, operator);
    const { signer, encryptionKey, ...files } = await createKeys({ out, password: PASSWORD, cost: "light" });
    const keyFiles = {
      address: operator,
      keystore: files.keystoreFile,
      encryptionKey: files.encryptionKeyFile,
    };
    const keys = await openKeys({ ...keyFiles, password: { env: "PASSWORD" } }, { PASSWORD }, 31_337);
    const proof = await keys.sign(signerProofPreimage(domain, { operator, signer, encryptionKey }));
    const own = deployment.operators.connect(account);
    await (await own.register(signer, encryptionKey, proof, { value: parseEther("1") })).wait();
    await (await deployment.governor.sendTransaction({ to: signer, value: parseEther("1") })).wait();
    const port = await freePort();
    members.push({ keys, keyFiles, encryptionKey, url: `http://127.0.0.1:${port}`, port });
  }
  const operators = members.map(({ keys }) => keys.operator);
  await (await deployment.operators.setConfig(operators, 1, 3)).wait();
  await (await deployment.oracle.adoptConfig(await deployment.operators.currentConfig())).wait();
  return members;
};

export type NodeSetup = {
  readonly chain: ServedChain;
  readonly deployment: Deployment;
  readonly members: readonly Member[];
  readonly models: readonly Model[];
  /** Of members that answer private OPTIMISTIC requests. */
  readonly prover?: Config["prover"];
};

/** A folder for stores and payloads that goes away with `clean`. */
export const scratch = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "theriac-node-"));
  return { folder, clean: () => rmSync(folder, { recursive: true, force: true }) };
};

/** The config of one member. */
export const configOf = (setup: NodeSetup, member: Member, folder: string): Config => ({
  file: path.join(folder, "node.json"),
  chain: {
    chainId: 31_337,
    rpcUrls: [setup.chain.url],
    startBlock: 0,
    confirmations: 0,
    pollIntervalMs: 50,
    overlapBlocks: 2,
    maxBlockRange: 1_000,
    finality: "finalized",
    webSocketUrls: [],
    requestTimeoutMs: 15_000,
    startTimeoutMs: 60_000,
    recheckBlocks: 20,
    sequencerGraceSeconds: 3_600,
  },
  contracts: setup.deployment.addresses,
  jurisdiction: "CH",
  ...(setup.prover === undefined ? {} : { prover: setup.prover }),
  operator: { ...member.keyFiles, password: { env: "PASSWORD" } },
  peers: setup.members
    .filter((other) => other !== member)
    .map(({ keys, url }) => ({ operator: keys.operator, url })),
  payloads: {
    sources: [`file://${path.join(folder, "payloads")}`],
    maxBytes: 100_000,
    timeoutMs: 1_000,
    allowPrivateAddresses: false,
  },
  models: { folders: ["unused"], backend: "auto" },
  store: { path: path.join(folder, `${member.keys.operator}.sqlite`) },
  server: { host: "127.0.0.1", port: member.port, maxBodyBytes: 16_384, limits: DEFAULT_LIMITS },
  peering: { maxClockAheadMs: 100, maxClockBehindMs: 30_000 },
  submit: {
    backoffMs: 1_500,
    retryMs: 100,
    peerTimeoutMs: 2_000,
    maxBlockDistance: 20,
    priorityFeeGwei: 1,
    maxFeePerGasGwei: 500,
    resendAfterMs: 5_000,
    maxReplacements: 2,
    priorityFeePercentile: 50,
    stuckAfterMs: 600_000,
    minBalanceEther: 0.01,
    reserveTransactions: 20,
    batch: { from: 2, max: 48, lingerMs: 40 },
    guard: { mode: "always", minProfitWei: 0n, overrideSeconds: 120 },
    expireOverdue: false,
  },
  health: { maxHeadAgeMs: 60_000, maxDutyAgeMs: 60_000 },
  log: { level: "silent" },
});

/** Starts one member in this process. */
export const startMember = async (setup: NodeSetup, member: Member, folder: string): Promise<Shutdown> => {
  const level = process.env.THERIAC_TEST_LOG === undefined ? "silent" : "debug";
  const log = createLog(level, { operator: member.keys.operator.slice(0, 6) });
  const shutdown = createShutdown(log);
  await startNode({
    config: configOf(setup, member, folder),
    keys: member.keys,
    loadModels: async () => setup.models,
    clock: systemClock,
    random: () => 0.5,
    log,
    shutdown,
  });
  return shutdown;
};

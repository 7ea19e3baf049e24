import { writeFileSync } from "node:fs";
import path from "node:path";
import { id, keccak256 } from "ethers";
import { loadIndexConfig } from "../../../oracle/config/loadConfig.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createShutdown } from "../../../oracle/shared/shutdown.ts";
import type { IndexDeps } from "../../../oracle/startIndex.ts";
import type { Hex } from "../../../standards/hex.ts";
import { IConsentStates__factory } from "../../../types/factories/contracts/interfaces/IConsentStates__factory.ts";
import { IDisputeCourt__factory } from "../../../types/factories/contracts/interfaces/IDisputeCourt__factory.ts";
import { IInferenceOracle__factory } from "../../../types/factories/contracts/interfaces/IInferenceOracle__factory.ts";
import { IOperatorRegistry__factory } from "../../../types/factories/contracts/interfaces/IOperatorRegistry__factory.ts";
import { type PlainLog, startPlainNode } from "../../support/plainNode.ts";
import { ADDRESSES } from "./supplyLogs.ts";

const addressOf = (n: number): Hex => `0x${n.toString(16).padStart(40, "0")}`;
export const CONTRACTS = { ...ADDRESSES, court: addressOf(10), operators: addressOf(11) };
export const MEMBERS = [21, 22, 23, 24].map(addressOf) as [Hex, Hex, Hex, Hex];
export const [ALICE, BOB] = [addressOf(31), addressOf(32)];
export const MODEL = id("model") as Hex;
export const CONFIG = id("config") as Hex;
export const OUTPUT: Hex = "0x00000001";
export const OUTPUT_HASH = keccak256(OUTPUT) as Hex;
export const requestId = (n: number | string): Hex => id(`request ${n}`) as Hex;

const ABIS = {
  oracle: IInferenceOracle__factory.createInterface(),
  court: IDisputeCourt__factory.createInterface(),
  operators: IOperatorRegistry__factory.createInterface(),
};

export const logOf = (contract: keyof typeof ABIS, name: string, ...values: unknown[]): PlainLog => {
  const { topics, data } = ABIS[contract].encodeEventLog(name, values);
  return { address: CONTRACTS[contract], topics: topics as Hex[], data: data as Hex };
};

export const opened = (n: number | string, requester = ALICE, deadline = 1_900_000_000): PlainLog => {
  const request = {
    modelId: MODEL,
    payloadHash: id("payload"),
    inputCommitment: id("input"),
    consentId: `0x${"00".repeat(32)}`,
    callback: addressOf(0),
    callbackGasLimit: 0,
    deadline,
    fee: 1,
    valueAtRisk: 0,
    mode: 0,
    provenance: 0,
    nonce: 1,
  };
  return logOf("oracle", "InferenceRequested", requestId(n), requester, request);
};
export const fulfilled = (n: number | string, bitmap: number): PlainLog =>
  logOf("oracle", "InferenceFulfilled", requestId(n), CONFIG, bitmap, OUTPUT);
export const committee = (): PlainLog =>
  logOf("operators", "ConfigSet", CONFIG, id("before"), MEMBERS, MEMBERS, 1, 3);

const STATES = IConsentStates__factory.createInterface();

/** A node whose consents were all granted by Alice. */
export const startNode = async () => {
  const node = await startPlainNode();
  const standing = STATES.getFunction("standingOf").outputs[0]?.components ?? [];
  const zero = (type: string) =>
    type === "address"
      ? ALICE
      : type === "bool"
        ? false
        : type.startsWith("bytes")
          ? `0x${"00".repeat(32)}`
          : 1;
  const answer = STATES.encodeFunctionResult("standingOf", [standing.map(({ type }) => zero(type))]);
  node.on("eth_call", () => answer);
  node.on("eth_getCode", () => "0x01");
  return node;
};

/** What an index needs to start on that node, from a config file. */
export const depsFor = (
  url: string,
  folder: string,
  contracts: object = CONTRACTS,
  chain = {},
): IndexDeps => {
  const file = path.join(folder, "index.json");
  const written = {
    chain: {
      chainId: 31_337,
      rpcUrls: [url],
      confirmations: 0,
      pollIntervalMs: 10,
      startTimeoutMs: 2_000,
      ...chain,
    },
    contracts,
    store: { path: "index.sqlite" },
    server: { port: 0 },
  };
  writeFileSync(file, JSON.stringify(written));
  const log = createLog("silent", {});
  return {
    config: loadIndexConfig(file, {}),
    clock: systemClock,
    random: () => 0,
    log,
    shutdown: createShutdown(log),
  };
};

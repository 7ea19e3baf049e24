import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { connectContracts } from "./chain/contracts.ts";
import { readMembership } from "./chain/membership.ts";
import { connectProvider } from "./chain/provider.ts";
import { assertContracts } from "./chain/reader.ts";
import { openEndpoint } from "./chain/singleEndpoint.ts";
import { type Config, loadConfig } from "./config/loadConfig.ts";
import { openKeys, readPublicKey } from "./config/openKeys.ts";
import { checkEndpoints } from "./doctor/endpoints.ts";
import { checkDisk, checkMode, checkNode } from "./doctor/machine.ts";
import { checkPeer, checkRunning, checkSource, type Hear } from "./doctor/network.ts";
import { attempt, type Finding, failed, fromError, ok, reportOf, toText, warning } from "./doctor/report.ts";
import { checkBalance, checkStanding, type OwnKeys } from "./doctor/standing.ts";
import type { Model } from "./domain/model.ts";
import { openModels } from "./openModels.ts";
import { ExitCode } from "./shared/errors.ts";
import { hardenProcess } from "./shared/hardenProcess.ts";
import { createLog } from "./shared/log.ts";
import { inspectStore } from "./store/inspectStore.ts";

const HEAR_TIMEOUT_MS = 5_000;
const MAX_HEARD = 65_536;

/** Checks an installation step by step on standard output; the exit code. Changes nothing. */
export const runDoctor = async (file: string, asJson: boolean): Promise<number> => {
  hardenProcess(process.env, process.execArgv);
  const report = reportOf(await examine(file));
  process.stdout.write(`${asJson ? JSON.stringify(report, undefined, 2) : toText(report)}\n`);
  return report.ok ? ExitCode.OK : ExitCode.FAILED;
};

const examine = async (file: string): Promise<readonly Finding[]> => {
  const node = checkNode(process.versions.node);
  let config: Config;
  try {
    config = loadConfig(file, process.env);
  } catch (error) {
    return [node, fromError("config", error, "See oracle/config/README.md.")];
  }
  const findings: Finding[] = [node, ok("config", config.file), ...(await checkFiles(config))];
  const own = await ownKeys(config);
  findings.push(own.finding);
  findings.push(...(await checkChain(config, own.keys)));
  for (const [i, source] of config.payloads.sources.entries())
    findings.push(await checkSource(i, source, hear));
  for (const [i, peer] of config.peers.entries()) {
    const ca = peer.ca === undefined ? undefined : readFileSync(peer.ca);
    findings.push(await checkPeer(i, peer.url, (url) => hear(url, ca), Date.now));
  }
  findings.push(...(await checkStore(config)));
  return findings;
};

const checkFiles = async ({ operator }: Config): Promise<readonly Finding[]> => {
  const { keystore, encryptionKey, password } = operator;
  const files = {
    keystore,
    "encryption key": encryptionKey,
    ...("file" in password ? { password: password.file } : {}),
  };
  const named = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Promise.all(named.map(([name, file]) => checkMode(name, file, process.platform)));
};

const ownKeys = async ({ operator, chain }: Config): Promise<{ finding: Finding; keys?: OwnKeys }> => {
  try {
    const { signer } = await openKeys(operator, process.env, chain.chainId);
    const encryptionKey = readPublicKey(operator.encryptionKey);
    return { finding: ok("keys", "both decrypt"), keys: { signer, encryptionKey } };
  } catch (error) {
    return {
      finding: fromError("keys", error, "Check operator.keystore, operator.encryptionKey and the password."),
    };
  }
};

const checkChain = async (config: Config, own: OwnKeys | undefined): Promise<readonly Finding[]> => {
  const { rpcUrls, chainId } = config.chain;
  const endpoints = rpcUrls.map((url) => openEndpoint(url, chainId, config.contracts.oracle));
  const findings: Finding[] = [];
  try {
    const rules = { ...config.chain, maxHeadAgeMs: config.health.maxHeadAgeMs, now: Date.now };
    findings.push(...(await checkEndpoints(endpoints, rules)));
  } finally {
    for (const endpoint of endpoints) endpoint.close();
  }
  const todo = "Check chain.rpcUrls and contracts.";
  findings.push(...(await attempt("contracts", () => checkContracts(config, own), todo)));
  return findings;
};

const checkContracts = async (config: Config, own: OwnKeys | undefined): Promise<readonly Finding[]> => {
  const provider = await connectProvider(config.chain.rpcUrls, config.chain.chainId);
  try {
    const contracts = connectContracts(config.contracts, provider);
    await assertContracts(provider, config.contracts, contracts);
    const findings = [ok("contracts", "there, and wired to each other")];
    const membership = await readMembership(contracts, config.operator.address);
    const head = await provider.getBlock("latest");
    findings.push(...checkStanding(membership, own, head?.timestamp ?? 0));
    if (own !== undefined) {
      const { gasPrice } = await provider.getFeeData();
      findings.push(checkBalance(await provider.getBalance(own.signer), gasPrice ?? 0n));
    }
    const isActive = async (id: Model["id"]) => (await contracts.models.statusOf(id)).active;
    findings.push(...(await attempt("models", () => checkModels(config, isActive), "Check models.folders.")));
    return findings;
  } finally {
    provider.destroy();
  }
};

const checkModels = async (
  config: Config,
  isActive: (id: Model["id"]) => Promise<boolean>,
): Promise<readonly Finding[]> => {
  const inference = await openModels(config, createLog("silent", {}));
  const { models } = inference;
  const { backend } = inference.status();
  await inference.stop();
  const findings = await Promise.all(
    models.map(async ({ id, name }) =>
      (await isActive(id))
        ? ok(`model ${name}`, `loads and is in service (${id})`)
        : warning(
            `model ${name}`,
            `loads, but the registry has it out of service (${id})`,
            "Activate it, or leave it out.",
          ),
    ),
  );
  return [...findings, ok("inference", `backend ${backend}`)];
};

const checkStore = async ({ store, server }: Config): Promise<readonly Finding[]> => {
  const todo = "Check store, and that this account may read it.";
  const findings = await attempt("store", () => checkState(store, server), todo);
  const folder = "path" in store ? path.dirname(store.path) : process.cwd();
  return [...findings, ...(await attempt("disk", () => checkDisk(folder), "Check the disk."))];
};

const checkState = async (
  store: Config["store"],
  { host, port, tls }: Config["server"],
): Promise<readonly Finding[]> => {
  const state = await inspectStore(store);
  if (state.kind === "missing") return [ok("store", "not made yet: the first start makes it")];
  if (state.kind === "held") {
    const held = ok("store", "held by a running process, as it should be while the node runs");
    const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
    return [
      held,
      await checkRunning(`${tls === undefined ? "http" : "https"}://${reachable}:${port}`, (url) =>
        hear(url, tls && readFileSync(tls.cert)),
      ),
    ];
  }
  const says = `opens, schema version ${state.version} of ${state.known}`;
  if (state.version > state.known) {
    return [failed("store", says, "It was written by a newer release: install that one.")];
  }
  return [
    state.version === state.known ? ok("store", says) : warning("store", says, "The next start upgrades it."),
  ];
};

/** One GET: no redirects, little is read, and nothing of it is trusted. */
const hear = (url: string, ca?: Buffer): ReturnType<Hear> =>
  new Promise((resolve) => {
    const get = url.startsWith("https:") ? https.get : http.get;
    const options = {
      signal: AbortSignal.timeout(HEAR_TIMEOUT_MS),
      agent: false,
      ...(ca === undefined ? {} : { ca }),
    };
    const request = get(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MAX_HEARD) chunks.push(chunk);
      });
      response.on("error", () => resolve(undefined));
      response.on("end", () => {
        const at = Date.parse(response.headers.date ?? "");
        const body = parse(Buffer.concat(chunks).toString("utf8"));
        resolve({ status: response.statusCode ?? 0, at: Number.isNaN(at) ? undefined : at, body });
      });
    });
    request.on("error", () => resolve(undefined));
  });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseEther } from "ethers";
import { createKeys } from "../../oracle/config/createKeys.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Fleet, Member } from "./fleet.ts";
import { freePort } from "./freePort.ts";
import { MODEL_FOLDERS } from "./models.ts";
import type { LocalNetwork } from "./network.ts";

/** One watcher of the local network: an account that pays for challenges, and no bond. */
export type LocalWatcher = {
  readonly account: Hex;
  readonly url: string;
  readonly configFile: string;
  readonly log: string;
};

const GAS_MONEY = parseEther("10");

/** Makes a watcher's key and configuration. */
export const prepareWatcher = async (
  { chain, addresses, actors, payloads }: Omit<LocalNetwork, "processes">,
  dir: string,
): Promise<LocalWatcher> => {
  const folder = path.join(dir, "watcher");
  await mkdir(folder, { recursive: true });
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64url");
  const passwordFile = path.join(folder, "password");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const keys = await createKeys({ out: path.join(folder, "keys"), password, cost: "light" });
  await (await actors.deployer.sendTransaction({ to: keys.signer, value: GAS_MONEY })).wait();
  const port = await freePort();
  const config = {
    chain: { chainId: chain.chainId, rpcUrls: [chain.url], confirmations: 0, pollIntervalMs: 100 },
    contracts: {
      oracle: addresses.InferenceOracle,
      operators: addresses.OperatorRegistry,
      consent: addresses.ConsentRegistry,
      models: addresses.ModelRegistry,
      court: addresses.DisputeCourt,
    },
    watcher: { keystore: keys.keystoreFile, password: { file: passwordFile } },
    payloads: { sources: [pathToFileURL(`${payloads}${path.sep}`).href], allowPrivateAddresses: true },
    models: { folders: Object.values(MODEL_FOLDERS).map((model) => path.resolve(model)) },
    store: { path: path.join(folder, "watch.sqlite") },
    server: { host: "127.0.0.1", port },
    submit: { retryMs: 200 },
    health: { maxHeadAgeMs: 600_000 },
  };
  const configFile = path.join(folder, "watch.json");
  await writeFile(configFile, JSON.stringify(config, undefined, 2));
  const url = `http://127.0.0.1:${port}`;
  return { account: keys.signer, url, configFile, log: path.join(folder, "watch.log") };
};

/** Starts a watcher as a process of its own and waits until it says that it is healthy. */
export const startWatcher = async (fleet: Fleet, watcher: LocalWatcher): Promise<Member> => {
  const args = ["--import", "tsx", path.resolve("oracle/main.ts"), "watch", "--config", watcher.configFile];
  const member = fleet.start("watcher", args, watcher.log);
  await fleet.ready(member, async () => (await fetch(`${watcher.url}/healthz`)).ok);
  return member;
};

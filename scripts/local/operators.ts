import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type JsonRpcSigner, parseEther, Signature, Wallet } from "ethers";
import type { Addresses } from "../../client/addresses.ts";
import type { Contracts } from "../../client/deployment.ts";
import { type CreatedKeys, createKeys } from "../../oracle/config/createKeys.ts";
import type { Hex } from "../../standards/hex.ts";
import { operatorRegistryDomain, SIGNER_PROOF_TYPES } from "../../standards/operator.ts";
import type { LocalChain } from "./chain.ts";
import type { Fleet, Member } from "./fleet.ts";
import { freePort } from "./freePort.ts";

/** One operator of the local network, registered but perhaps not running. */
export type LocalOperator = {
  readonly address: Hex;
  readonly signer: Hex;
  readonly url: string;
  readonly configFile: string;
  readonly log: string;
};

/** Parts of an operator's configuration in the place of the usual ones, by its number and folder. */
export type Configure = (
  chain: LocalChain,
  operator: number,
  folder: string,
) => Promise<Readonly<Record<string, unknown>>>;

type Prepared = {
  account: JsonRpcSigner;
  folder: string;
  keys: CreatedKeys;
  url: string;
  passwordFile: string;
};

const BOND = parseEther("1");
const GAS_MONEY = parseEther("10");

/** Makes the keys of an operator, pays its bond and funds the key that submits answers. */
const prepare = async (
  account: JsonRpcSigner,
  folder: string,
  chain: LocalChain,
  { operators }: Pick<Contracts, "operators">,
): Promise<Prepared> => {
  await mkdir(folder, { recursive: true });
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64url");
  const passwordFile = path.join(folder, "password");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const signingKey = Wallet.createRandom();
  const keys = await createKeys({
    out: path.join(folder, "keys"),
    password,
    cost: "light",
    signingKey: signingKey.privateKey as Hex,
  });
  const registry = (await operators.getAddress()) as Hex;
  const proof = { operator: account.address as Hex, signer: keys.signer, encryptionKey: keys.encryptionKey };
  const signature = await signingKey.signTypedData(
    operatorRegistryDomain(chain.chainId, registry),
    SIGNER_PROOF_TYPES,
    proof,
  );
  const own = operators.connect(account);
  await (
    await own.register(keys.signer, keys.encryptionKey, Signature.from(signature).serialized, { value: BOND })
  ).wait();
  await (await account.sendTransaction({ to: keys.signer, value: GAS_MONEY })).wait();
  return { account, folder, keys, passwordFile, url: `http://127.0.0.1:${await freePort()}` };
};

/** Registers every account as an operator and writes each one's configuration. */
export const registerOperators = async (
  accounts: readonly JsonRpcSigner[],
  dir: string,
  chain: LocalChain,
  addresses: Addresses,
  contracts: Contracts,
  payloads: string,
  models: readonly string[],
  configure: Configure = async () => ({}),
): Promise<LocalOperator[]> => {
  const all: Prepared[] = [];
  for (const [i, account] of accounts.entries()) {
    all.push(await prepare(account, path.join(dir, `operator-${i}`), chain, contracts));
  }
  return Promise.all(
    all.map(async ({ account, folder, keys, passwordFile, url }, i) => {
      const config = {
        chain: { chainId: chain.chainId, rpcUrls: [chain.url], confirmations: 2, pollIntervalMs: 100 },
        contracts: {
          oracle: addresses.InferenceOracle,
          operators: addresses.OperatorRegistry,
          consent: addresses.ConsentRegistry,
          models: addresses.ModelRegistry,
          policies: addresses.PolicyRegistry,
        },
        jurisdiction: "CH",
        operator: {
          address: account.address,
          keystore: keys.keystoreFile,
          encryptionKey: keys.encryptionKeyFile,
          password: { file: passwordFile },
        },
        peers: all
          .filter((other) => other.account.address !== account.address)
          .map((other) => ({ operator: other.account.address, url: other.url })),
        payloads: { sources: [pathToFileURL(`${payloads}${path.sep}`).href], allowPrivateAddresses: true },
        // Many nodes share this machine, so each keeps to one thread.
        models: { folders: models.map((folder) => path.resolve(folder)), workers: 0 },
        store: { path: path.join(folder, "node.sqlite") },
        server: { host: "127.0.0.1", port: Number(new URL(url).port) },
        submit: { backoffMs: 1_500, retryMs: 200, peerTimeoutMs: 2_000 },
        health: { maxHeadAgeMs: 600_000 },
        log: { level: "info" },
        ...(await configure(chain, i, folder)),
      };
      const configFile = path.join(folder, "node.json");
      await writeFile(configFile, JSON.stringify(config, undefined, 2));
      return {
        address: account.address as Hex,
        signer: keys.signer,
        url,
        configFile,
        log: path.join(folder, "node.log"),
      };
    }),
  );
};

/** Starts one operator as a process of its own. */
export const startOperator = (fleet: Fleet, operator: LocalOperator): Member =>
  fleet.start(
    `operator ${operator.address}`,
    ["--import", "tsx", path.resolve("oracle/main.ts"), "start", "--config", operator.configFile],
    operator.log,
  );

/** Waits until an operator says that it is healthy. */
export const operatorReady = (fleet: Fleet, operator: LocalOperator, member: Member): Promise<void> =>
  fleet.ready(member, async () => (await fetch(`${operator.url}/healthz`)).ok);

import path from "node:path";
import { JsonRpcProvider } from "ethers";
import type { Fleet, Member } from "./fleet.ts";
import { freePort } from "./freePort.ts";

/** The local chain: a Hardhat node process and a provider for it. */
export type LocalChain = {
  readonly url: string;
  readonly chainId: number;
  readonly provider: JsonRpcProvider;
  readonly member: Member;
  /** Moves the chain's clock forward; nothing waits for real time. */
  readonly advance: (seconds: number) => Promise<void>;
  /** The chain's own time, in unix seconds. */
  readonly now: () => Promise<number>;
};

export const LOCAL_CHAIN_ID = 31_337;

/** A provider that neither batches, caches nor guesses: TOOLCHAIN figures show why. */
export const localProvider = (url: string): JsonRpcProvider =>
  new JsonRpcProvider(url, LOCAL_CHAIN_ID, {
    batchMaxCount: 1,
    cacheTimeout: -1,
    staticNetwork: true,
    pollingInterval: 25,
  });

/** Starts `hardhat node` on a free loopback port. */
export const startChain = async (fleet: Fleet, logDir: string): Promise<LocalChain> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const cli = path.resolve("node_modules/hardhat/dist/src/cli.js");
  const config = path.resolve("scripts/local/chain.config.ts");
  const where = ["--network", "node", "--hostname", "127.0.0.1", "--port", String(port)];
  const args = [cli, "--config", config, "node", ...where];
  const member = fleet.start("chain", args, path.join(logDir, "chain.log"));
  return localChain(fleet, member, url);
};

/** Waits until the chain of a process answers. */
export const localChain = async (fleet: Fleet, member: Member, url: string): Promise<LocalChain> => {
  const provider = localProvider(url);
  await fleet.ready(member, async () => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] }),
    });
    return response.ok;
  });
  const now = async () => {
    const block = await provider.getBlock("latest");
    if (block === null) throw new TypeError("A running chain has a latest block.");
    return block.timestamp;
  };
  return {
    url,
    chainId: LOCAL_CHAIN_ID,
    provider,
    member,
    now,
    advance: async (seconds) => {
      await provider.send("evm_increaseTime", [seconds]);
      await provider.send("evm_mine", []);
    },
  };
};

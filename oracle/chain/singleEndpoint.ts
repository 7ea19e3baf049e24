import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { readBlock } from "./blocks.ts";
import { RpcUnavailableError } from "./errors.ts";
import { quantity } from "./scan.ts";

const TIMEOUT_MS = 5_000;

/** One endpoint by itself, without any other to fall back on: to see how it does. */
export const openEndpoint = (url: string, chainId: number, oracle: Hex) => {
  const request = new FetchRequest(url);
  request.timeout = TIMEOUT_MS;
  const network = Network.from(chainId);
  const options = { staticNetwork: network, batchMaxCount: 1, cacheTimeout: -1 };
  const provider = new JsonRpcProvider(request, network, options);
  return {
    chainId: async () => Number(await provider.send("eth_chainId", [])),
    head: async () => {
      const head = await readBlock(provider, "latest");
      if (head === undefined) throw new RpcUnavailableError(1, "no latest block");
      return head;
    },
    blockAt: async (tag: string): Promise<number | undefined> => {
      const block: { number: string } | null = await provider
        .send("eth_getBlockByNumber", [tag, false])
        .catch(() => null);
      return block === null ? undefined : Number(block.number);
    },
    logs: async (from: number, to: number): Promise<number> => {
      const range = { address: oracle, fromBlock: quantity(from), toBlock: quantity(to) };
      return (await provider.send("eth_getLogs", [range])).length;
    },
    close: () => provider.destroy(),
  };
};

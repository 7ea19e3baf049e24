import type { JsonRpcProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { isRetryable } from "../shared/retry.ts";

/** What a mined transaction did. */
export type Receipt = {
  readonly hash: Hex;
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  /** Wei for each unit of gas that was paid. */
  readonly gasPrice: bigint;
  readonly blockNumber: number;
  readonly logs: readonly { readonly topics: readonly Hex[]; readonly data: Hex; readonly address: Hex }[];
};

type RawReceipt = {
  readonly transactionHash: Hex;
  readonly status?: Hex;
  readonly gasUsed: Hex;
  readonly effectiveGasPrice?: Hex;
  readonly blockNumber: Hex;
  readonly logs: Receipt["logs"];
};

/** Finds the receipt of any of several transactions that share a nonce. */
export type Receipts = {
  readonly of: (hashes: readonly Hex[]) => Promise<Receipt | undefined>;
  /** Reads a whole block's, so that many questions about it cost one. */
  readonly prefetch: () => Promise<void>;
};

export const createReceipts = (provider: Pick<JsonRpcProvider, "send">): Receipts => {
  let newest = new Map<Hex, Receipt>();
  let servesBlocks = true;
  return {
    of: async (hashes) => {
      for (const hash of hashes) {
        const known = newest.get(hash);
        if (known !== undefined) return known;
      }
      for (const hash of hashes.toReversed()) {
        const raw: RawReceipt | null = await provider.send("eth_getTransactionReceipt", [hash]);
        if (raw !== null) return toReceipt(raw);
      }
      return undefined;
    },
    prefetch: async () => {
      newest = new Map();
      if (!servesBlocks) return;
      try {
        const raw: readonly RawReceipt[] | null = await provider.send("eth_getBlockReceipts", ["latest"]);
        newest = new Map((raw ?? []).map((receipt) => [receipt.transactionHash, toReceipt(receipt)]));
      } catch (error) {
        // Not every node offers it.
        if (!isRetryable(error)) servesBlocks = false;
      }
    },
  };
};

const toReceipt = (raw: RawReceipt): Receipt => ({
  hash: raw.transactionHash,
  succeeded: raw.status === undefined || BigInt(raw.status) === 1n,
  gasUsed: BigInt(raw.gasUsed),
  gasPrice: BigInt(raw.effectiveGasPrice ?? 0),
  blockNumber: Number(raw.blockNumber),
  logs: raw.logs,
});

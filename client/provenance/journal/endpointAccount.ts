import { setTimeout as sleep } from "node:timers/promises";
import { type JsonRpcApiProvider, toBeHex, toQuantity } from "ethers";
import type { Hex } from "../../../standards/hex.ts";
import type { Addresses } from "../../addresses.ts";
import type { Transaction } from "../batchSteps.ts";
import { addressOf } from "../step.ts";
import type { Account } from "./runPlan.ts";

/** Room for what a block between estimate and inclusion changes. */
const MORE_GAS = 120n;
const HUNDRED = 100n;
const POLL_MS = 250;
const MOST_ROUNDS = 720;

type MinedBlock = { readonly transactions: readonly { from: Hex; nonce: Hex; hash: Hex; input: Hex }[] };

/** An account of the endpoint, which signs: nobody here knows a transaction's hash before it is sent. */
export const endpointAccount = (
  provider: JsonRpcApiProvider,
  addresses: Addresses,
  from: Hex,
  mostRounds = MOST_ROUNDS,
): Account => {
  const fieldsOf = ({ target, data }: Transaction) => ({ from, to: addressOf(addresses, target), data });
  const nonceAt = async (tag: "latest" | "pending"): Promise<number> =>
    Number(await provider.send("eth_getTransactionCount", [from, tag]));
  const ownIn = async (block: number, nonce: number) => {
    // Null where a node behind the same address has not seen the block, or keeps it no more.
    const found: MinedBlock | null = await provider.send("eth_getBlockByNumber", [toQuantity(block), true]);
    return found?.transactions.find(
      (one) => one.from.toLowerCase() === from.toLowerCase() && Number(one.nonce) === nonce,
    );
  };
  return {
    nonces: async () => ({ mined: await nonceAt("latest"), next: await nonceAt("pending") }),
    block: () => provider.getBlockNumber(),
    estimate: async (call) => ((await provider.estimateGas(fieldsOf(call))) * MORE_GAS) / HUNDRED,
    send: (call, nonce, gas) =>
      provider.send("eth_sendTransaction", [
        { ...fieldsOf(call), nonce: toQuantity(nonce), gas: toBeHex(gas) },
      ]),
    receipt: async (hash) => {
      const receipt = await provider.getTransactionReceipt(hash);
      if (receipt === null) return undefined;
      const { status, gasUsed, blockHash } = receipt;
      return { hash, block: blockHash as Hex, ok: status === 1, gas: Number(gasUsed) };
    },
    minedWith: async (nonce, fromBlock) => {
      const head = await provider.getBlockNumber();
      for (let block = fromBlock; block <= head; block++) {
        const found = await ownIn(block, nonce);
        if (found !== undefined) return { hash: found.hash, data: found.input };
      }
      return undefined;
    },
    pause: async (round) => {
      await sleep(POLL_MS);
      return round < mostRounds;
    },
  };
};

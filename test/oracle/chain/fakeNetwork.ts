import { Transaction } from "ethers";
import type { Hex } from "../../../standards/hex.ts";
import { word } from "../standards/builders.ts";

const GWEI = 1_000_000_000n;
const quantity = (value: number | bigint): Hex => `0x${value.toString(16)}`;

type Block = { readonly number: number; readonly transactions: Transaction[] };

/** What a node answers that takes no transaction. */
export class RpcError extends Error {
  readonly error: { readonly message: string };
  constructor(message: string) {
    super("could not coalesce error");
    this.error = { message };
  }
}

/** A network of one account in memory: a pool with a node's rules, and blocks that a test makes. */
export const fakeNetwork = () => {
  const pool = new Map<number, Transaction>();
  const blocks: Block[] = [{ number: 0, transactions: [] }];
  const reverting = new Set<string>();
  const network = {
    pool,
    blocks,
    baseFee: GWEI,
    /** What the next blocks paid for priority. */
    reward: GWEI / 2n,
    /** Transactions that use a nonce of the account without being ours. */
    foreign: 0,
    refuse: undefined as string | undefined,
    /** What it answers about the account's next nonce before it tells the truth. */
    nonceLies: [] as number[],
    calls: {} as Record<string, number>,
    sent: [] as Transaction[],
    before: async (_method: string, _parameters: readonly unknown[]): Promise<void> => undefined,
    after: async (_method: string, _parameters: readonly unknown[]): Promise<void> => undefined,
    reverting,
    servesBlockReceipts: true,
    nextNonce: (upTo = blocks.length - 1): number =>
      blocks.slice(0, upTo + 1).reduce((sum, { transactions }) => sum + transactions.length, 0),
    mine: (most = Number.POSITIVE_INFINITY): void => {
      const transactions: Transaction[] = [];
      for (let n = network.nextNonce(); transactions.length < most; n++) {
        const next = pool.get(n);
        if (next === undefined || (next.maxFeePerGas ?? 0n) < network.baseFee) break;
        pool.delete(n);
        transactions.push(next);
      }
      blocks.push({ number: blocks.length, transactions });
    },
    /** Another transaction of the account, mined in a block of its own. */
    mineForeign: (): void => {
      const foreign = Transaction.from({
        type: 2,
        chainId: 1,
        nonce: network.nextNonce(),
        to: word(9).slice(0, 42),
      });
      pool.delete(network.nextNonce());
      blocks.push({ number: blocks.length, transactions: [foreign] });
    },
    /** Takes the newest block back; its transactions are lost. */
    reorganise: (): readonly Transaction[] => blocks.pop()?.transactions ?? [],
    minedHashes: (): readonly string[] =>
      blocks.flatMap(({ transactions }) => transactions.map(({ hash }) => hash ?? "")),
    send: async (method: string, parameters: readonly unknown[]): Promise<unknown> => {
      network.calls[method] = (network.calls[method] ?? 0) + 1;
      await network.before(method, parameters);
      const answer = HANDLERS[method]?.(network, parameters);
      if (answer === undefined) throw new RpcError(`the method ${method} does not exist`);
      await network.after(method, parameters);
      return answer;
    },
  };
  return network;
};

export type FakeNetwork = ReturnType<typeof fakeNetwork>;

type Handler = (network: FakeNetwork, parameters: readonly unknown[]) => unknown;

const receiptOf = (network: FakeNetwork, hash: unknown, block: Block) => {
  const found = block.transactions.find((transaction) => transaction.hash === hash);
  return found === undefined
    ? undefined
    : {
        transactionHash: found.hash,
        status: network.reverting.has(found.data) ? "0x0" : "0x1",
        gasUsed: "0x5208",
        effectiveGasPrice: quantity(network.baseFee),
        blockNumber: quantity(block.number),
        logs: [],
      };
};

const HANDLERS: Record<string, Handler> = {
  eth_chainId: () => "0x7a69",
  eth_blockNumber: ({ blocks }) => quantity(blocks.length - 1),
  eth_getTransactionCount: (network, [, tag]) =>
    quantity(network.nonceLies.shift() ?? network.nextNonce(tag === "latest" ? undefined : Number(tag))),
  eth_estimateGas: () => "0x5208",
  eth_call: ({ reverting }, [call]) => {
    if (reverting.has((call as { data: string }).data)) {
      throw Object.assign(new Error("reverted"), { code: "CALL_EXCEPTION", data: "0x" });
    }
    return "0x";
  },
  eth_feeHistory: ({ baseFee, reward }) => ({
    baseFeePerGas: [quantity(baseFee), quantity(baseFee)],
    gasUsedRatio: [0.5],
    reward: [[quantity(reward)]],
  }),
  eth_getTransactionByHash: ({ pool, blocks }, [hash]) =>
    [...pool.values(), ...blocks.flatMap(({ transactions }) => transactions)].find(
      (transaction) => transaction.hash === hash,
    ) === undefined
      ? null
      : {},
  eth_getTransactionReceipt: (network, [hash]) =>
    network.blocks.map((block) => receiptOf(network, hash, block)).find((found) => found !== undefined) ??
    null,
  eth_getBlockReceipts: (network) => {
    if (!network.servesBlockReceipts) return undefined;
    const block = network.blocks.at(-1) as Block;
    return block.transactions.map(({ hash }) => receiptOf(network, hash, block));
  },
  eth_sendRawTransaction: (network, [raw]) => {
    const { pool, refuse } = network;
    const transaction = Transaction.from(raw as string);
    const { nonce } = transaction;
    network.sent.push(transaction);
    if (refuse !== undefined) throw new RpcError(refuse);
    if (nonce < network.nextNonce()) throw new RpcError("nonce too low");
    const before = pool.get(nonce);
    if (before?.hash === transaction.hash) throw new RpcError("already known");
    const rises = (fee: "maxFeePerGas" | "maxPriorityFeePerGas") =>
      (transaction[fee] ?? 0n) * 10n >= (before?.[fee] ?? 0n) * 11n;
    if (before !== undefined && !(rises("maxFeePerGas") && rises("maxPriorityFeePerGas"))) {
      throw new RpcError("replacement transaction underpriced");
    }
    pool.set(nonce, transaction);
    return transaction.hash;
  },
};

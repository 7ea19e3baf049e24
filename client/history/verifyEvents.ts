import type { JsonRpcProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { type EventFault, EventNotOnChainError } from "./errors.ts";
import type { HistoryEvent } from "./shapes.ts";

/** Asks a node that the caller trusts, not the index. */
export type ChainReader = Pick<JsonRpcProvider, "send">;

type RawLog = {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly logIndex: string;
  readonly blockHash: Hex;
  readonly blockNumber: string;
};
type RawReceipt = { readonly blockHash: Hex; readonly logs: readonly RawLog[] };
type RawBlock = { readonly timestamp: string };

/**
 * Checks that every event is on the chain as shown: the receipt of its transaction holds the very log, of one of the
 * contracts given, its time is its block's, and the events are in the chain's order, none twice. Throws
 * `EVENT_NOT_ON_CHAIN`.
 */
export const verifyEvents = async (
  chain: ChainReader,
  contracts: readonly Hex[],
  events: readonly HistoryEvent[],
): Promise<void> => {
  const known = contracts.map((address) => address.toLowerCase());
  const receiptOf = askOnce<RawReceipt>((hash) => chain.send("eth_getTransactionReceipt", [hash]));
  const blockOf = askOnce<RawBlock>((hash) => chain.send("eth_getBlockByHash", [hash, false]));
  for (const [i, event] of events.entries()) {
    const previous = events[i - 1];
    if (previous !== undefined && !isBefore(previous, event)) throw fault(event, "OUT_OF_ORDER");
    if (!known.includes(event.address.toLowerCase())) throw fault(event, "OTHER_CONTRACT");
    const receipt = await receiptOf(event.transactionHash);
    if (receipt === undefined) throw fault(event, "NO_TRANSACTION");
    const log = receipt.logs.find(({ logIndex }) => Number(logIndex) === event.logIndex);
    if (log === undefined) throw fault(event, "NO_LOG");
    if (!isSame(log, receipt, event)) throw fault(event, "OTHER_LOG");
    const block = await blockOf(event.blockHash);
    if (block === undefined || Number(block.timestamp) !== event.timestamp) throw fault(event, "OTHER_TIME");
  }
};

/** Asks about each hash once. */
const askOnce = <T>(ask: (hash: Hex) => Promise<T | null>): ((hash: Hex) => Promise<T | undefined>) => {
  const answers = new Map<Hex, T | undefined>();
  return async (hash) => {
    if (!answers.has(hash)) answers.set(hash, (await ask(hash)) ?? undefined);
    return answers.get(hash);
  };
};

const fault = ({ transactionHash, logIndex }: HistoryEvent, why: EventFault): EventNotOnChainError =>
  new EventNotOnChainError(transactionHash, logIndex, why);

const isBefore = (a: HistoryEvent, b: HistoryEvent): boolean =>
  a.blockNumber < b.blockNumber || (a.blockNumber === b.blockNumber && a.logIndex < b.logIndex);

const isSame = (log: RawLog, { blockHash }: RawReceipt, event: HistoryEvent): boolean =>
  log.address.toLowerCase() === event.address.toLowerCase() &&
  log.data.toLowerCase() === event.data &&
  blockHash.toLowerCase() === event.blockHash &&
  Number(log.blockNumber) === event.blockNumber &&
  log.topics.length === event.topics.length &&
  log.topics.every((topic, i) => topic.toLowerCase() === event.topics[i]);

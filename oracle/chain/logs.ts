import type { JsonRpcProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { blockOrMoved, type Header, quantity, readHeaders } from "./blocks.ts";
import { type BloomBits, bloomBitsOf, isTelling, mayHold, parseBloom } from "./bloom.ts";
import { ChainMovedError, EndpointFailedError, LogsMissingError, RangeTooLargeError } from "./errors.ts";
import { isRangeRefusal } from "./rpc/transport.ts";

/** One reading of a range of blocks, all of it from one RPC node. */
export type Look = {
  readonly provider: JsonRpcProvider;
  readonly from: number;
  readonly to: number;
  /** From this block on the logs are held against the Bloom filters of the headers. */
  readonly checkedFrom: number;
  /** Blocks whose filter no endpoint has logs for: it is taken to mislead. */
  readonly believed: ReadonlySet<number>;
  /** Headers of this branch that were read already; more are added. */
  readonly headers: Map<number, Header>;
};

/** A look at a range that is checked against no filter. */
export const lookAt = (provider: JsonRpcProvider, from: number, to: number): Look => ({
  provider,
  from,
  to,
  checkedFrom: to + 1,
  believed: new Set(),
  headers: new Map(),
});

export type LogQuery = {
  readonly addresses: readonly Hex[];
  /** First topics, any of which a log must have. */
  readonly topics: readonly Hex[];
  /** The second topic. */
  readonly about?: Hex;
};

export type RawLog = {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: string;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  readonly logIndex: string;
  readonly removed?: boolean;
};

/** What a range held: its logs in order, each once, and its last block. Nothing of it counts if the chain moved. */
export type ReadRange = { readonly last: Header; readonly logs: readonly RawLog[] };

/**
 * Reads the logs of a range. The hash of its last block is read before and after: if the chain moved in between,
 * nothing of what was read counts.
 */
export const readRange = async (look: Look, query: LogQuery): Promise<ReadRange> => {
  const { provider, to, headers } = look;
  const last = headers.get(to) ?? (await blockOrMoved(provider, to));
  const logs = distinct(await getLogs(look, query), look);
  await assertComplete(look, query, logs, last);
  if ((await blockOrMoved(provider, to)).hash !== last.hash) throw new ChainMovedError(to);
  return { last, logs };
};

const getLogs = async (
  { provider, from, to }: Look,
  { addresses, topics, about }: LogQuery,
): Promise<readonly RawLog[]> => {
  const filter = {
    address: addresses.length === 1 ? addresses[0] : addresses,
    topics: about === undefined ? [topics] : [topics, about],
    fromBlock: quantity(from),
    toBlock: quantity(to),
  };
  try {
    return await provider.send("eth_getLogs", [filter]);
  } catch (error) {
    if (to > from && isTooMuch(error)) throw new RangeTooLargeError(to - from + 1);
    throw error;
  }
};

/** A node that needs too long for many blocks may manage fewer. */
const isTooMuch = (error: unknown): boolean => {
  if (error instanceof EndpointFailedError) return error.fault === "timeout";
  const { message } = (error as { error?: { message?: unknown } }).error ?? {};
  return typeof message === "string" && isRangeRefusal(message);
};

const distinct = (logs: readonly RawLog[], { from, to }: Look): readonly RawLog[] => {
  const seen = new Map<string, RawLog>();
  for (const log of logs) {
    const number = Number(log.blockNumber);
    if (log.removed === true) throw new ChainMovedError(number);
    if (number >= from && number <= to) seen.set(`${log.blockHash} ${Number(log.logIndex)}`, log);
  }
  const place = ({ blockNumber, logIndex }: RawLog): readonly [number, number] => [
    Number(blockNumber),
    Number(logIndex),
  ];
  return [...seen.values()].sort((a, b) => {
    const [[blockA, indexA], [blockB, indexB]] = [place(a), place(b)];
    return blockA - blockB || indexA - indexB;
  });
};

/** RPC nodes give no logs, and no error, while they index a block: its header says that there are some. */
const assertComplete = async (
  { provider, from, to, checkedFrom, believed, headers }: Look,
  { addresses, topics, about }: LogQuery,
  logs: readonly RawLog[],
  last: Header,
): Promise<void> => {
  const told = new Set(logs.map(({ blockNumber }) => Number(blockNumber)));
  const doubtful: number[] = [];
  for (let number = Math.max(from, checkedFrom); number <= to; number++) {
    if (!told.has(number) && !believed.has(number)) doubtful.push(number);
  }
  if (doubtful.length === 0) return;
  headers.set(to, last);
  const unread = doubtful.filter((number) => !headers.has(number));
  for (const [number, header] of await readHeaders(provider, unread)) headers.set(number, header);
  for (const number of doubtful) {
    const { logsBloom } = headers.get(number) as Header;
    if (tellsOf(logsBloom, { addresses, topics, about })) throw new LogsMissingError(number);
  }
};

const known = new Map<Hex, BloomBits>();
const bitsOf = (entry: Hex): BloomBits => {
  const bits = known.get(entry) ?? bloomBitsOf(entry);
  known.set(entry, bits);
  return bits;
};

const tellsOf = (
  logsBloom: Hex | undefined,
  { addresses, topics, about }: Pick<LogQuery, "addresses" | "topics"> & { readonly about?: Hex | undefined },
): boolean => {
  const bloom = parseBloom(logsBloom);
  // In a full block nearly every entry seems to be there: such a filter says nothing.
  if (bloom === undefined || !isTelling(bloom)) return false;
  const holds = (entry: Hex): boolean => mayHold(bloom, bitsOf(entry));
  if (about !== undefined && !mayHold(bloom, bloomBitsOf(about))) return false;
  return addresses.some(holds) && topics.some(holds);
};

/** Blocks of logs, read once each, with the time of each; throws when a log is of another branch. */
export const timesOf = async (
  provider: JsonRpcProvider,
  logs: readonly Pick<RawLog, "blockNumber" | "blockHash">[],
  last: Header,
): Promise<ReadonlyMap<number, number>> => {
  const numbers = logs.map(({ blockNumber }) => Number(blockNumber));
  const headers = await readHeaders(
    provider,
    numbers.filter((number) => number !== last.number),
  );
  const headerOf = (number: number) => (number === last.number ? last : (headers.get(number) as Header));
  for (const { blockNumber, blockHash } of logs) {
    if (headerOf(Number(blockNumber)).hash !== blockHash) throw new ChainMovedError(Number(blockNumber));
  }
  return new Map(numbers.map((number) => [number, headerOf(number).timestamp]));
};

import type { JsonRpcProvider } from "ethers";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import type { IndexedEvent, IndexedGrant, IndexRange } from "../domain/indexed.ts";
import { ChainMovedError } from "./errors.ts";
import { type IndexAddresses, indexTopics, recognise } from "./indexEvents.ts";
import { blockOrMoved, quantity } from "./scan.ts";

/** Who granted a consent, as the registry keeps it; undefined when it keeps nobody. */
export type GrantReader = (
  id: ConsentId,
) => Promise<Pick<IndexedGrant, "signer" | "issuedAt" | "end"> | undefined>;

export type ScanIndexDeps = {
  readonly provider: JsonRpcProvider;
  readonly addresses: IndexAddresses;
  readonly readGrant: GrantReader;
};

type RawLog = {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: string;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  readonly logIndex: string;
  readonly removed?: boolean;
};

/** Events after which the registry knows who granted a consent. */
const GRANTING: readonly string[] = ["ConsentGranted", "ConsentGrantedByDelegate", "ConsentSuperseded"];

/** Reads what is indexed from a range of blocks; nothing of it counts if the chain moved meanwhile. */
export const scanIndex = async (deps: ScanIndexDeps, from: number, to: number): Promise<IndexRange> => {
  const { provider, addresses } = deps;
  const last = await blockOrMoved(provider, to);
  const logs: RawLog[] = await provider.send("eth_getLogs", [
    {
      address: Object.values(addresses).filter((address) => address !== undefined),
      topics: [indexTopics(addresses)],
      fromBlock: quantity(from),
      toBlock: quantity(to),
    },
  ]);
  const timestampOf = timestamps(provider);
  const events: IndexedEvent[] = [];
  for (const log of logs) {
    if (log.removed === true) throw new ChainMovedError(Number(log.blockNumber));
    const recognised = recognise(addresses, log);
    if (recognised === undefined) continue;
    const { blockNumber, logIndex, blockHash, transactionHash, address, topics, data } = log;
    events.push({
      blockNumber: Number(blockNumber),
      logIndex: Number(logIndex),
      blockHash,
      timestamp: await timestampOf(Number(blockNumber), blockHash),
      transactionHash,
      address,
      topics,
      data,
      ...recognised,
    });
  }
  const grants = await grantsOf(deps, events);
  if ((await blockOrMoved(provider, to)).hash !== last.hash) throw new ChainMovedError(to);
  return { to: last, events, grants };
};

/** Reads each block's time once, and holds its hash against that of the log. */
const timestamps = (provider: JsonRpcProvider) => {
  const known = new Map<Hex, number>();
  return async (number: number, hash: Hex): Promise<number> => {
    const before = known.get(hash);
    if (before !== undefined) return before;
    const block = await blockOrMoved(provider, number);
    if (block.hash !== hash) throw new ChainMovedError(number);
    known.set(hash, block.timestamp);
    return block.timestamp;
  };
};

/** A consent id is the hash of its grant, so what the registry says of it holds on every branch of the chain. */
const grantsOf = async (
  { readGrant }: ScanIndexDeps,
  events: readonly IndexedEvent[],
): Promise<readonly IndexedGrant[]> => {
  const grants: IndexedGrant[] = [];
  for (const { name, keys, blockNumber, logIndex } of events) {
    if (!GRANTING.includes(name)) continue;
    for (const { key } of keys) {
      const id = key as ConsentId;
      if (grants.some((grant) => grant.id === id)) continue;
      const grant = await readGrant(id);
      if (grant !== undefined) grants.push({ id, blockNumber, logIndex, ...grant });
    }
  }
  return grants;
};

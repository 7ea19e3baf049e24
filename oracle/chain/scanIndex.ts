import type { ConsentId } from "../../standards/hex.ts";
import type { IndexedEvent, IndexedGrant, IndexRange } from "../domain/indexed.ts";
import { type IndexAddresses, indexTopics, recognise } from "./indexEvents.ts";
import { type Look, readRange, timesOf } from "./logs.ts";

/** Who granted a consent, as the registry keeps it; undefined when it keeps nobody. */
export type GrantReader = (
  id: ConsentId,
) => Promise<Pick<IndexedGrant, "signer" | "issuedAt" | "end"> | undefined>;

export type ScanIndexDeps = {
  readonly addresses: IndexAddresses;
  readonly readGrant: GrantReader;
};

/** Events after which the registry knows who granted a consent. */
const GRANTING: readonly string[] = ["ConsentGranted", "ConsentGrantedByDelegate", "ConsentSuperseded"];

/** Reads what is indexed from a range of blocks. */
export const scanIndex = async (deps: ScanIndexDeps, look: Look): Promise<IndexRange> => {
  const { addresses } = deps;
  const query = {
    addresses: Object.values(addresses).filter((address) => address !== undefined),
    topics: indexTopics(addresses),
  };
  const { last, logs } = await readRange(look, query);
  const found = logs.flatMap((log) => {
    const recognised = recognise(addresses, log);
    return recognised === undefined ? [] : [{ log, recognised }];
  });
  const times = await timesOf(
    look.provider,
    found.map(({ log }) => log),
    last,
  );
  const events = found.map(({ log, recognised }): IndexedEvent => {
    const { logIndex, blockHash, transactionHash, address, topics, data } = log;
    const blockNumber = Number(log.blockNumber);
    return {
      blockNumber,
      logIndex: Number(logIndex),
      blockHash,
      timestamp: times.get(blockNumber) as number,
      transactionHash,
      address,
      topics,
      data,
      ...recognised,
    };
  });
  const { number, hash, timestamp } = last;
  return { to: { number, hash, timestamp }, events, grants: await grantsOf(deps, events) };
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

import type { SQLInputValue } from "node:sqlite";
import type { Hex } from "../../standards/hex.ts";
import type { IndexStore, Page, PageRequest, Position, StoredEvent } from "../domain/indexed.ts";
import type { Database, Row } from "./database.ts";

const toEvent = (row: Row): StoredEvent => ({
  blockNumber: row.block_number as number,
  logIndex: row.log_index as number,
  blockHash: row.block_hash as Hex,
  timestamp: row.timestamp as number,
  transactionHash: row.transaction_hash as Hex,
  address: row.address as Hex,
  name: row.name as string,
  topics: JSON.parse(row.topics as string) as Hex[],
  data: row.data as Hex,
});

/** Before every event. */
const START: Position = { blockNumber: -1, logIndex: -1 };

/** Cuts a page out of one row too many, which tells whether there is a next page. */
export const toPage = <T extends Position, U>(
  rows: readonly T[],
  { limit }: PageRequest,
  toItem: (row: T) => U,
): Page<U> => {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const next = last === undefined ? undefined : { blockNumber: last.blockNumber, logIndex: last.logIndex };
  return { items: shown.map(toItem), next };
};

/** Values of `(block_number, log_index) > (?, ?) ... LIMIT ?`. */
export const pageValues = ({ after = START, limit }: PageRequest): readonly SQLInputValue[] => [
  after.blockNumber,
  after.logIndex,
  limit + 1,
];

export const eventStore = (db: Database): Pick<IndexStore, "events" | "eventsOfKind" | "requestsOf"> => {
  const select = (where: string, values: readonly SQLInputValue[], page: PageRequest): Page<StoredEvent> => {
    const rows = db
      .prepare(
        `SELECT DISTINCT events.* FROM events JOIN event_keys USING (block_number, log_index)
         WHERE (${where}) AND (block_number, log_index) > (?, ?) ORDER BY block_number, log_index LIMIT ?`,
      )
      .all(...values, ...pageValues(page)) as Row[];
    return toPage(rows.map(toEvent), page, (event) => event);
  };
  return {
    events: (keys, page) => {
      const where = keys.map(() => "kind = ? AND key = ?").join(" OR ");
      return select(
        where,
        keys.flatMap(({ kind, key }) => [kind, key]),
        page,
      );
    },
    eventsOfKind: (kind, page) => select("kind = ?", [kind], page),
    requestsOf: (id, page) => {
      const rows = db
        .prepare(
          `SELECT request.key, block_number, log_index FROM event_keys AS consent
           JOIN event_keys AS request USING (block_number, log_index)
           JOIN events USING (block_number, log_index)
           WHERE consent.kind = 'consent' AND consent.key = ? AND request.kind = 'request'
             AND name = 'InferenceRequested' AND (block_number, log_index) > (?, ?)
           ORDER BY block_number, log_index LIMIT ?`,
        )
        .all(id, ...pageValues(page)) as Row[];
      const found = rows.map((row) => ({
        id: row.key as Hex,
        blockNumber: row.block_number as number,
        logIndex: row.log_index as number,
      }));
      return toPage(found, page, (row) => row.id);
    },
  };
};

import type { SQLInputValue } from "node:sqlite";
import type { Hex } from "../../standards/hex.ts";
import type { IndexStore, Page, PageRequest, Position, StoredEvent } from "../domain/indexed.ts";
import type { Database, Row } from "./indexDatabase.ts";

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

/** A page's worth of the places under one key: read in the order of the table, and no further. */
const PLACES_OF_KEY = `SELECT * FROM (
  SELECT block_number, log_index FROM event_keys
  WHERE kind = ? AND key = ? AND (block_number, log_index) > (?, ?) ORDER BY block_number, log_index LIMIT ?
)`;

/** Events under one key that have one of these names. */
const named = (names: readonly string[]): string =>
  `SELECT events.* FROM event_keys CROSS JOIN events USING (block_number, log_index)
   WHERE kind = ? AND key = ? AND name IN (${names.map(() => "?").join(", ")})`;

type EventCalls = Pick<
  IndexStore,
  "events" | "eventsNamed" | "lastNamed" | "eventsOfKind" | "eventsOfTransaction" | "requestsOf"
>;

export const eventStore = (db: Database): EventCalls => {
  /** Events at places, of which there may be more than fit the page. */
  const select = (places: string, values: readonly SQLInputValue[], page: PageRequest): Page<StoredEvent> => {
    const rows = db
      .prepare(
        `SELECT events.* FROM (${places}) CROSS JOIN events USING (block_number, log_index)
         ORDER BY block_number, log_index LIMIT ?`,
      )
      .all(...values, page.limit + 1) as Row[];
    return toPage(rows.map(toEvent), page, (event) => event);
  };
  return {
    events: (keys, page) =>
      select(
        keys.map(() => PLACES_OF_KEY).join(" UNION "),
        keys.flatMap(({ kind, key }) => [kind, key, ...pageValues(page)]),
        page,
      ),
    eventsNamed: ({ kind, key }, names) => {
      const rows = db
        .prepare(`${named(names)} ORDER BY block_number, log_index`)
        .all(kind, key, ...names) as Row[];
      return rows.map(toEvent);
    },
    lastNamed: ({ kind, key }, names) => {
      const row = db
        .prepare(`${named(names)} ORDER BY block_number DESC, log_index DESC LIMIT 1`)
        .get(kind, key, ...names) as Row | undefined;
      return row === undefined ? undefined : toEvent(row);
    },
    eventsOfKind: (kind, page) =>
      select(
        `SELECT DISTINCT block_number, log_index FROM event_keys
         WHERE kind = ? AND (block_number, log_index) > (?, ?) ORDER BY block_number, log_index LIMIT ?`,
        [kind, ...pageValues(page)],
        page,
      ),
    eventsOfTransaction: (blockNumber, transactionHash) => {
      const rows = db
        .prepare("SELECT * FROM events WHERE block_number = ? AND transaction_hash = ? ORDER BY log_index")
        .all(blockNumber, transactionHash) as Row[];
      return rows.map(toEvent);
    },
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

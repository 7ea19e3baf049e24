import type { Hex } from "../../standards/hex.ts";
import type { IndexedEvent, IndexedGrant, IndexRange, IndexStore } from "../domain/indexed.ts";
import {
  type Database,
  inTransaction,
  type Row,
  readCursor,
  readJournal,
  setCursor,
} from "./indexDatabase.ts";
import { JOURNAL_BLOCKS } from "./scans.ts";
import { insertRuns } from "./unitRuns.ts";

type ScanCalls = Pick<IndexStore, "cursor" | "journal" | "rewindTo" | "record" | "asOf">;

/** Events and cursor go to disk in one transaction, so a crash leaves both or neither. */
export const indexScanStore = (db: Database): ScanCalls => {
  return {
    cursor: () => readCursor(db),
    journal: () => readJournal(db),
    record: (range) => inTransaction(db, () => record(db, range)),
    rewindTo: (block) =>
      inTransaction(db, () => {
        const last = block?.number ?? -1;
        for (const table of [
          "journal WHERE number",
          "grants WHERE block_number",
          "events WHERE block_number",
        ]) {
          db.prepare(`DELETE FROM ${table} > ?`).run(last);
        }
        db.exec("DELETE FROM as_of");
        if (block === undefined) db.exec("DELETE FROM cursor");
        else setCursor(db, block);
      }),
    asOf: () => {
      const row = db.prepare("SELECT number, hash, timestamp FROM as_of").get() as Row | undefined;
      if (row === undefined) return undefined;
      const { number, hash, timestamp } = row;
      return { number: number as number, hash: hash as Hex, timestamp: timestamp as number };
    },
  };
};

const record = (db: Database, { to, events, grants }: IndexRange): number => {
  const fresh = events.filter((event) => insertEvent(db, event));
  for (const grant of grants) insertGrant(db, grant);
  forgetErased(db, to.number - JOURNAL_BLOCKS);
  setCursor(db, to);
  db.prepare("INSERT OR REPLACE INTO as_of VALUES (1, ?, ?, ?)").run(to.number, to.hash, to.timestamp);
  return fresh.length;
};

/** Stores an event unless it is known, or belongs to a request that names no consent; true when it is new. */
const insertEvent = (db: Database, event: IndexedEvent): boolean => {
  const { blockNumber, logIndex, keys } = event;
  if (keys.every(({ kind, key }) => kind === "request" && !isKnown(db, key, event))) return false;
  const { changes } = db
    .prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
    .run(
      blockNumber,
      logIndex,
      event.blockHash,
      event.timestamp,
      event.transactionHash,
      event.address,
      event.name,
      JSON.stringify(event.topics),
      event.data,
    );
  if (changes === 0) return false;
  insertRuns(db, event);
  for (const { kind, key } of keys) {
    db.prepare("INSERT INTO event_keys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING").run(
      kind,
      key,
      blockNumber,
      logIndex,
    );
  }
  return true;
};

const isKnown = (db: Database, request: Hex, { keys }: IndexedEvent): boolean =>
  keys.some(({ kind }) => kind === "consent") ||
  db.prepare("SELECT 1 FROM event_keys WHERE kind = 'request' AND key = ? LIMIT 1").get(request) !==
    undefined;

const insertGrant = (
  db: Database,
  { id, signer, issuedAt, end, blockNumber, logIndex }: IndexedGrant,
): void => {
  db.prepare("INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING").run(
    id,
    signer.toLowerCase(),
    issuedAt,
    end,
    blockNumber,
    logIndex,
  );
};

/** What the patient had erased on chain is forgotten here too, once nothing can undo the erasure. */
const forgetErased = (db: Database, before: number): void => {
  db.prepare(
    `DELETE FROM grants WHERE id IN (
       SELECT key FROM event_keys JOIN events USING (block_number, log_index)
       WHERE kind = 'consent' AND name = 'ConsentErased' AND block_number <= ?
     )`,
  ).run(before);
};

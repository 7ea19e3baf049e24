import type { DatabaseSync as Database, SQLInputValue } from "node:sqlite";
import type { Hex } from "../../standards/hex.ts";
import type { BlockRef } from "../domain/ports.ts";
import { openFile } from "../shared/sql/openSqlite.ts";
import { assertIdentity, type Identity, storeErrors } from "./identity.ts";
import { MIGRATIONS } from "./migrations.ts";
import { JOURNAL_BLOCKS, JOURNAL_LENGTH } from "./scans.ts";

// The index asks its file without waiting: an answer of many questions is then of one moment, and nothing is written in
// between. It needs no other database, as everything in it can be read from the chain again.

export type { Database };
export type Row = Record<string, SQLInputValue>;

/** Opens the file, makes or upgrades its tables and sees that it is this index's. Throws `FOREIGN_STORE`. */
export const openIndexDatabase = (file: string, identity: Identity): Database => {
  const db = openFile(file, { migrations: MIGRATIONS, errors: storeErrors(file) });
  try {
    claim(db, file, identity);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Runs `action` in one transaction. */
export const inTransaction = <T>(db: Database, action: () => T): T => {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = action();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
};

const claim = (db: Database, file: string, identity: Identity): void => {
  const row = db.prepare("SELECT chain_id, oracle, operator FROM identity").get() as Row | undefined;
  if (row !== undefined) {
    assertIdentity(file, row, identity);
    return;
  }
  const { chainId, oracle, operator } = identity;
  db.prepare("INSERT INTO identity VALUES (1, ?, ?, ?)").run(chainId, oracle, operator);
};

const toBlock = (row: Row): BlockRef => ({ number: row.number as number, hash: row.hash as Hex });

export const readCursor = (db: Database): BlockRef | undefined => {
  const row = db.prepare("SELECT number, hash FROM cursor").get() as Row | undefined;
  return row === undefined ? undefined : toBlock(row);
};

export const readJournal = (db: Database): readonly BlockRef[] =>
  (db.prepare("SELECT number, hash FROM journal ORDER BY number DESC").all() as Row[]).map(toBlock);

/** Notes how far the chain was read. */
export const setCursor = (db: Database, { number, hash }: BlockRef): void => {
  db.prepare("INSERT OR REPLACE INTO cursor VALUES (1, ?, ?)").run(number, hash);
  db.prepare("INSERT OR REPLACE INTO journal VALUES (?, ?)").run(number, hash);
  db.prepare("DELETE FROM journal WHERE number <= ?").run(number - JOURNAL_BLOCKS);
  db.prepare(
    "DELETE FROM journal WHERE number < (SELECT min(number) FROM (SELECT number FROM journal ORDER BY number DESC LIMIT ?))",
  ).run(JOURNAL_LENGTH);
};

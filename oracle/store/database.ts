import type { DatabaseSync as Database, SQLInputValue } from "node:sqlite";
import type { Hex } from "../../standards/hex.ts";
import { loadSqlite, makePrivate } from "../shared/sqlite.ts";
import { ForeignStoreError, StoreUnavailableError } from "./errors.ts";
import { MIGRATIONS } from "./migrations.ts";

export type { Database };
export type Row = Record<string, SQLInputValue>;

/** Whom the store belongs to. */
export type Identity = { readonly chainId: number; readonly oracle: Hex; readonly operator: Hex };

/**
 * Opens the database for this process alone: two nodes with the same keys must not share a journal. WAL with
 * synchronous=FULL: a commit is on disk before the call returns, so a signature that left the process survives power
 * loss too.
 */
export const openDatabase = (file: string, identity: Identity): Database => {
  const { DatabaseSync } = loadSqlite();
  let db: Database;
  try {
    makePrivate(file);
    db = new DatabaseSync(file);
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    db.exec("PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = FULL");
    db.exec("PRAGMA foreign_keys = ON");
    db.exec("BEGIN EXCLUSIVE; COMMIT");
  } catch (cause) {
    throw new StoreUnavailableError(file, cause);
  }
  try {
    migrate(db, file);
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

const migrate = (db: Database, file: string): void => {
  const version = Number((db.prepare("PRAGMA user_version").get() as Row).user_version);
  if (version > MIGRATIONS.length) {
    throw new ForeignStoreError(file, "schema version", version, MIGRATIONS.length);
  }
  for (const [i, step] of MIGRATIONS.entries()) {
    if (i < version) continue;
    inTransaction(db, () => {
      db.exec(step);
      db.exec(`PRAGMA user_version = ${i + 1}`);
    });
  }
};

const claim = (db: Database, file: string, identity: Identity): void => {
  const row = db.prepare("SELECT chain_id, oracle, operator FROM identity").get() as Row | undefined;
  if (row === undefined) {
    const { chainId, oracle, operator } = identity;
    db.prepare("INSERT INTO identity VALUES (1, ?, ?, ?)").run(chainId, oracle, operator);
    return;
  }
  const pairs = [
    ["chainId", Number(row.chain_id), identity.chainId],
    ["oracle", String(row.oracle), identity.oracle],
    ["operator", String(row.operator), identity.operator],
  ] as const;
  for (const [field, stored, expected] of pairs) {
    if (stored !== expected) throw new ForeignStoreError(file, field, stored, expected);
  }
};

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { createMutex } from "../../../oracle/shared/mutex.ts";
import { loadSqlite, makePrivate } from "../../../oracle/shared/sqlite.ts";
import { TheriacError } from "../../../standards/errors.ts";
import { NewerVaultError, VaultStoreError } from "./errors.ts";
import { inDialect, MIGRATIONS } from "./schema.ts";
import type { Row, Sql, SqlSession, SqlValue } from "./sql.ts";

const NAMES = {
  bytes: "BLOB",
  int: "INTEGER",
  serial: "INTEGER PRIMARY KEY AUTOINCREMENT",
  strict: "STRICT",
};

/**
 * The vault's database in one file, for one process. WAL with synchronous=FULL: a commit is on disk before it returns.
 * secure_delete overwrites what is deleted, and `scrub` empties the log that still held it.
 */
export const openSqlite = (file: string): Sql => {
  const db = guarded("open", () => open(file));
  const session = sessionOf(db);
  const inOrder = createMutex();
  const locks = new Map<string, ReturnType<typeof createMutex>>();
  const lockOf = (name: string) => {
    const lock = locks.get(name) ?? createMutex();
    locks.set(name, lock);
    return lock;
  };
  return {
    transaction: (action) => inOrder(() => inTransaction(db, () => action(session))),
    alone: (name, action) => lockOf(name)(action),
    scrub: () => inOrder(async () => scrub(db)),
    skipLocked: "",
    forShare: "",
    forUpdate: "",
    close: () => inOrder(async () => db.close()),
  };
};

const open = (file: string): DatabaseSync => {
  const { DatabaseSync } = loadSqlite();
  makePrivate(file);
  const db = new DatabaseSync(file);
  try {
    for (const pragma of [
      "locking_mode = EXCLUSIVE",
      "journal_mode = WAL",
      "synchronous = FULL",
      "secure_delete = ON",
      "foreign_keys = ON",
    ]) {
      db.exec(`PRAGMA ${pragma}`);
    }
    db.exec("BEGIN EXCLUSIVE; COMMIT");
    migrate(db);
    // An erasure that was cut off between commit and scrub is finished before anything else.
    scrub(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const migrate = (db: DatabaseSync): void => {
  const version = Number(db.prepare("PRAGMA user_version").get()?.user_version);
  if (version > MIGRATIONS.length) throw new NewerVaultError(version, MIGRATIONS.length);
  for (const [i, step] of MIGRATIONS.entries()) {
    if (i < version) continue;
    db.exec(`BEGIN IMMEDIATE; ${inDialect(step, NAMES)}; PRAGMA user_version = ${i + 1}; COMMIT`);
  }
};

const scrub = (db: DatabaseSync): void => {
  db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
};

const inTransaction = async <T>(db: DatabaseSync, action: () => Promise<T>): Promise<T> => {
  guarded("transaction", () => db.exec("BEGIN IMMEDIATE"));
  try {
    const result = await action();
    guarded("transaction", () => db.exec("COMMIT"));
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
};

const sessionOf = (db: DatabaseSync): SqlSession => {
  const prepared = (text: string) => db.prepare(text.replace(/\$(\d+)/g, "?$1"));
  const bound = (params: readonly SqlValue[]) => params as SQLInputValue[];
  return {
    all: async (text, params = []) =>
      guarded("transaction", () => prepared(text).all(...bound(params)) as Row[]),
    run: async (text, params = []) =>
      guarded("transaction", () => Number(prepared(text).run(...bound(params)).changes)),
  };
};

const guarded = <T>(step: "open" | "transaction", action: () => T): T => {
  try {
    return action();
  } catch (error) {
    if (error instanceof TheriacError) throw error;
    const number = (error as { errcode?: number }).errcode;
    // SQLITE_BUSY and SQLITE_LOCKED pass; a constraint or a full disk does not.
    const retryable = number !== undefined && [5, 6].includes(number & 0xff);
    throw new VaultStoreError(step, number === undefined ? "FAILED" : `SQLITE_${number}`, retryable);
  }
};

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { TheriacError } from "../../../standards/errors.ts";
import { createMutex } from "../mutex.ts";
import { loadSqlite, makePrivate } from "../sqlite.ts";
import { inDialect, type SchemaStep, SQLITE } from "./dialect.ts";
import type { Row, Sql, SqlErrors, SqlSession, SqlValue } from "./sql.ts";

export type SqliteOptions = {
  readonly migrations: readonly (string | SchemaStep)[];
  readonly errors: SqlErrors;
  /** Overwrites what is deleted, and empties the log that still held it at `scrub`. */
  readonly secureDelete?: boolean;
};

/**
 * A database in one file, for one process: another one on the same file is refused. WAL with synchronous=FULL: a commit is
 * on disk before it returns. Transactions run one after the other.
 */
export const openSqlite = (file: string, options: SqliteOptions): Sql => {
  const guard = guarded(options.errors);
  const db = openFile(file, options);
  const session = sessionOf(db, guard);
  const inOrder = createMutex();
  const locks = new Map<string, ReturnType<typeof createMutex>>();
  const lockOf = (name: string) => {
    const lock = locks.get(name) ?? createMutex();
    locks.set(name, lock);
    return lock;
  };
  const transaction: Sql["transaction"] = (action) =>
    inOrder(() => inTransaction(db, guard, () => action({ ...session, lock: async () => undefined })));
  return {
    all: (text, params) => inOrder(() => session.all(text, params)),
    get: (text, params) => inOrder(() => session.get(text, params)),
    run: (text, params) => inOrder(() => session.run(text, params)),
    transaction,
    alone: (name, action) => lockOf(name)(action),
    scrub: () => inOrder(async () => guard("transaction", () => scrub(db))),
    skipLocked: "",
    forShare: "",
    forUpdate: "",
    close: () => inOrder(async () => db.close()),
  };
};

/** The database itself, for what must not wait between two statements. */
export const openFile = (file: string, options: SqliteOptions): DatabaseSync =>
  guarded(options.errors)("open", () => open(file, options));

const open = (file: string, options: SqliteOptions): DatabaseSync => {
  const { DatabaseSync } = loadSqlite();
  makePrivate(file);
  const db = new DatabaseSync(file);
  try {
    for (const pragma of ["locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"]) {
      db.exec(`PRAGMA ${pragma}`);
    }
    if (options.secureDelete === true) db.exec("PRAGMA secure_delete = ON");
    db.exec("PRAGMA foreign_keys = ON");
    db.exec("BEGIN EXCLUSIVE; COMMIT");
    migrate(db, options);
    // An erasure that was cut off between commit and scrub is finished before anything else.
    if (options.secureDelete === true) scrub(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const migrate = (db: DatabaseSync, { migrations, errors }: SqliteOptions): void => {
  const version = Number(db.prepare("PRAGMA user_version").get()?.user_version);
  if (version > migrations.length) throw errors.newer(version, migrations.length);
  for (const [i, step] of migrations.entries()) {
    if (i < version) continue;
    db.exec(`BEGIN IMMEDIATE; ${inDialect(step, SQLITE)}; PRAGMA user_version = ${i + 1}; COMMIT`);
  }
};

const scrub = (db: DatabaseSync): void => {
  db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
};

type Guarded = <T>(step: "open" | "transaction", action: () => T) => T;

const inTransaction = async <T>(db: DatabaseSync, guard: Guarded, action: () => Promise<T>): Promise<T> => {
  guard("transaction", () => db.exec("BEGIN IMMEDIATE"));
  try {
    const result = await action();
    guard("transaction", () => db.exec("COMMIT"));
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
};

/** Statements that are kept prepared. */
const KEPT = 256;

const sessionOf = (db: DatabaseSync, guard: Guarded): SqlSession => {
  const statements = new Map<string, StatementSync>();
  const prepared = (text: string): StatementSync => {
    const kept = statements.get(text);
    if (kept !== undefined) return kept;
    const statement = db.prepare(text.replace(/\$(\d+)/g, "?$1"));
    if (statements.size < KEPT) statements.set(text, statement);
    return statement;
  };
  const bound = (params: readonly SqlValue[]) => params as SQLInputValue[];
  return {
    all: async (text, params = []) =>
      guard("transaction", () => prepared(text).all(...bound(params)) as Row[]),
    get: async (text, params = []) =>
      guard("transaction", () => prepared(text).get(...bound(params)) as Row | undefined),
    run: async (text, params = []) =>
      guard("transaction", () => Number(prepared(text).run(...bound(params)).changes)),
  };
};

const guarded =
  (errors: SqlErrors): Guarded =>
  (step, action) => {
    try {
      return action();
    } catch (error) {
      if (error instanceof TheriacError) throw error;
      const number = (error as { errcode?: number }).errcode;
      // SQLITE_BUSY and SQLITE_LOCKED pass; a constraint or a full disk does not.
      const retryable = number !== undefined && [5, 6].includes(number & 0xff);
      throw errors.failed(step, number === undefined ? "FAILED" : `SQLITE_${number}`, retryable);
    }
  };

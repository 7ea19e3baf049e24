/** What a column holds. Numbers are whole and below 2^53. */
export type SqlValue = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, unknown>>;

/** Statements. Parameters are `?` in order, or $1, $2, ... where one is used twice. */
export type SqlSession = {
  readonly all: (text: string, params?: readonly SqlValue[]) => Promise<readonly Row[]>;
  /** The first row, if there is one. */
  readonly get: (text: string, params?: readonly SqlValue[]) => Promise<Row | undefined>;
  /** Number of rows that were changed. */
  readonly run: (text: string, params?: readonly SqlValue[]) => Promise<number>;
};

/** Statements of one transaction. */
export type SqlTransaction = SqlSession & {
  /** Waits until no other transaction on this database holds the name, and holds it to this one's end. */
  readonly lock: (name: string) => Promise<void>;
};

/**
 * A database that a store can live in; one set of statements serves both kinds. Statements outside a transaction are
 * one each. Inside a transaction use its own session: with SQLite the other one waits for the transaction's end.
 */
export type Sql = SqlSession & {
  /** All of `action` or nothing of it; once the promise resolves it is on disk. */
  readonly transaction: <T>(action: (session: SqlTransaction) => Promise<T>) => Promise<T>;
  /** Runs `action` while no other worker on this database runs one of the same name. */
  readonly alone: <T>(name: string, action: () => Promise<T>) => Promise<T>;
  /** Takes deleted keys off the disk as far as the database can: see each adapter. */
  readonly scrub: (tables: readonly string[]) => Promise<void>;
  /** Appended to a SELECT: rows that others hold are left out, or waited for. */
  readonly skipLocked: string;
  readonly forShare: string;
  readonly forUpdate: string;
  readonly close: () => Promise<void>;
};

/** What a database's failure becomes. Its own words quote rows and parameters: only its code is kept. */
export type SqlErrors = {
  readonly failed: (step: "open" | "transaction", reason: string, retryable: boolean) => Error;
  /** The schema is of a newer version than this program knows. */
  readonly newer: (version: number, known: number) => Error;
};

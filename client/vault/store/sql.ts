/** What a column holds. Numbers are whole and below 2^53. */
export type SqlValue = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, unknown>>;

/** Statements of one transaction. Parameters are $1, $2, ... */
export type SqlSession = {
  readonly all: (text: string, params?: readonly SqlValue[]) => Promise<readonly Row[]>;
  /** Number of rows that were changed. */
  readonly run: (text: string, params?: readonly SqlValue[]) => Promise<number>;
};

/** A database that the vault's store can live in. One set of statements serves both kinds. */
export type Sql = {
  /** All of `action` or nothing of it; once the promise resolves it is on disk. */
  readonly transaction: <T>(action: (session: SqlSession) => Promise<T>) => Promise<T>;
  /** Runs `action` while no other worker on this database runs one of the same name. */
  readonly alone: <T>(name: string, action: () => Promise<T>) => Promise<T>;
  /** Takes deleted keys off the disk as far as the database can: see each adapter. */
  readonly scrub: () => Promise<void>;
  /** Appended to a SELECT: rows that others hold are left out, or waited for. */
  readonly skipLocked: string;
  readonly forShare: string;
  readonly forUpdate: string;
  readonly close: () => Promise<void>;
};

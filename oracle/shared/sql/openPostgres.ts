import pg from "pg";
import { inDialect, POSTGRES, type SchemaStep } from "./dialect.ts";
import type { Row, Sql, SqlErrors, SqlSession, SqlTransaction, SqlValue } from "./sql.ts";

export type PostgresOptions = {
  readonly migrations: readonly (string | SchemaStep)[];
  readonly errors: SqlErrors;
  /** Schema that holds the tables; made if it is missing. Lower-case letters, digits and underscores. */
  readonly schema: string;
  /** Connections of this process. */
  readonly connections?: number;
  /** How long a transaction may say nothing, and another wait for what it holds. */
  readonly silenceMs?: number;
  /** How long a connection may take. */
  readonly connectTimeoutMs?: number;
};

/** Serialisation failure, deadlock, too many connections, server going down or coming up, a time-out, connection lost. */
const PASSING =
  /^(40001|40P01|53300|57P0[123]|57014|08...|25P03|55P03|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|CONNECTION_LOST)$/;
const INT8 = 20;
/**
 * What ends a transaction whose worker has vanished without a word, as a machine does that loses its power: the others wait
 * for its locks no longer than this.
 */
const limitsOf = (silenceMs: number): string =>
  `-c idle_in_transaction_session_timeout=${silenceMs} -c lock_timeout=${silenceMs} -c statement_timeout=15000`;
const SILENCE_MS = 5_000;
const KEEPALIVES = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3";
/** When the server's address has vanished, nothing else ends a query. */
const QUERY_TIMEOUT_MS = 20_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A database in PostgreSQL, for any number of workers. Commits wait for the disk whatever the server's default is. `scrub`
 * vacuums what was deleted; pages may keep the bytes until they are used again, and so may the server's log and backups.
 */
export const openPostgres = async (connectionString: string, options: PostgresOptions): Promise<Sql> => {
  const { schema, connections = 4, connectTimeoutMs = CONNECT_TIMEOUT_MS, silenceMs = SILENCE_MS } = options;
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(schema)) throw new TypeError("A schema's name is a lower-case word.");
  const base = { connectionString, max: connections, connectionTimeoutMillis: connectTimeoutMs };
  const pool = poolOf({ ...base, query_timeout: QUERY_TIMEOUT_MS }, schema, limitsOf(silenceMs));
  // Whoever runs alone holds a connection while its transactions take others: a pool of its own cannot starve them.
  const lockPool = poolOf(base, schema, "");
  const close = async (): Promise<void> => {
    await Promise.all([pool.end(), lockPool.end()]);
  };
  const { errors } = options;
  try {
    await withClient(pool, errors, (client) => migrate(client, options));
  } catch (error) {
    await close();
    throw error;
  }
  const once = <T>(action: (session: SqlSession) => Promise<T>): Promise<T> =>
    withClient(pool, errors, (client) => action(sessionOf(client, errors)));
  return {
    all: (text, params) => once((session) => session.all(text, params)),
    get: (text, params) => once((session) => session.get(text, params)),
    run: (text, params) => once((session) => session.run(text, params)),
    transaction: (action) => withClient(pool, errors, (client) => inTransaction(client, errors, action)),
    alone: (name, action) =>
      withClient(lockPool, errors, (client) => locked(client, errors, schema, name, action)),
    scrub: (tables) =>
      withClient(lockPool, errors, async (client) => {
        for (const table of tables) await query(client, errors, `VACUUM ${table}`);
      }),
    skipLocked: "FOR UPDATE SKIP LOCKED",
    forShare: "FOR SHARE",
    forUpdate: "FOR UPDATE",
    close,
  };
};

const poolOf = (config: pg.PoolConfig, schema: string, limits: string): pg.Pool => {
  const pool = new pg.Pool({
    ...config,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options: `-c search_path=${schema} -c synchronous_commit=on -c default_transaction_isolation=read\\ committed ${KEEPALIVES} ${limits}`,
    // Whole numbers of eight bytes come as text by default; ours are below 2^53.
    types: {
      getTypeParser: ((oid: number, format: never) =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  // An idle connection that breaks is replaced; without a listener it would end the process.
  pool.on("error", () => undefined);
  return pool;
};

/** Numbers the parameters of a statement. */
const numbered = (text: string): string => {
  let n = 0;
  return text.replace(/\?/g, () => `$${++n}`);
};

/** What the database says is wrapped, without its words; what the project throws in between passes. */
const query = async (
  client: pg.PoolClient,
  errors: SqlErrors,
  text: string,
  params: readonly SqlValue[] = [],
): Promise<pg.QueryResult> => {
  try {
    return await client.query(params.length === 0 ? text : numbered(text), [...params]);
  } catch (error) {
    broken.add(client);
    throw failure(errors, "transaction", error);
  }
};

/** Connections on which a statement failed: they are not used again. */
const broken = new WeakSet<pg.PoolClient>();

const failure = (errors: SqlErrors, step: "open" | "transaction", error: unknown): Error => {
  const { code = "CONNECTION_LOST" } = error as { code?: string };
  return errors.failed(step, code, PASSING.test(code));
};

const sessionOf = (client: pg.PoolClient, errors: SqlErrors): SqlSession => ({
  all: async (text, params) => (await query(client, errors, text, params)).rows as Row[],
  get: async (text, params) => (await query(client, errors, text, params)).rows[0] as Row | undefined,
  run: async (text, params) => (await query(client, errors, text, params)).rowCount ?? 0,
});

/** A lock of the session: it is gone with the connection, should the worker die. */
const locked = async <T>(
  client: pg.PoolClient,
  errors: SqlErrors,
  schema: string,
  name: string,
  action: () => Promise<T>,
): Promise<T> => {
  await query(client, errors, "SELECT pg_advisory_lock(hashtext(?), hashtext(?))", [schema, name]);
  try {
    return await action();
  } finally {
    await query(client, errors, "SELECT pg_advisory_unlock(hashtext(?), hashtext(?))", [schema, name]);
  }
};

const withClient = async <T>(
  pool: pg.Pool,
  errors: SqlErrors,
  action: (client: pg.PoolClient) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect().catch((error) => {
    throw failure(errors, "open", error);
  });
  // A connection that breaks while nothing runs on it says so by an event, which would end the process.
  const ignore = (): void => undefined;
  client.on("error", ignore);
  try {
    return await action(client);
  } finally {
    client.off("error", ignore);
    client.release(broken.has(client));
  }
};

const inTransaction = async <T>(
  client: pg.PoolClient,
  errors: SqlErrors,
  action: (session: SqlTransaction) => Promise<T>,
): Promise<T> => {
  const session = sessionOf(client, errors);
  await query(client, errors, "BEGIN");
  try {
    const lock = async (name: string): Promise<void> => {
      await session.all("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext(?))", [name]);
    };
    const result = await action({ ...session, lock });
    await query(client, errors, "COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
};

const migrate = async (
  client: pg.PoolClient,
  { migrations, errors, schema }: PostgresOptions,
): Promise<void> =>
  locked(client, errors, schema, "migrations", async () => {
    await query(client, errors, `CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await query(client, errors, "CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY)");
    const { rows } = await query(client, errors, "SELECT count(*) AS version FROM migrations");
    const version = Number(rows[0]?.version);
    if (version > migrations.length) throw errors.newer(version, migrations.length);
    for (const [i, step] of migrations.entries()) {
      if (i < version) continue;
      await inTransaction(client, errors, async (session) => {
        await session.run(inDialect(step, POSTGRES));
        await session.run("INSERT INTO migrations VALUES (?)", [i + 1]);
      });
    }
  });

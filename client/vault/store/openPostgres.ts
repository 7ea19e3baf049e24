import pg from "pg";
import { NewerVaultError, VaultStoreError } from "./errors.ts";
import { inDialect, MIGRATIONS } from "./schema.ts";
import type { Row, Sql, SqlSession, SqlValue } from "./sql.ts";

const NAMES = {
  bytes: "BYTEA",
  int: "BIGINT",
  serial: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
  strict: "",
};
const SCHEMA = "theriac_vault";
/** Advisory locks take two numbers: ours, and one for each name. */
const LOCKS = 0x7e71ac;
/** Serialisation failure, deadlock, too many connections, server going down or coming up, connection lost. */
const PASSING = /^(40001|40P01|53300|57P0[123]|08...|ECONNREFUSED|ECONNRESET|ETIMEDOUT)$/;

/**
 * The vault's database in PostgreSQL, for any number of workers. Commits wait for the disk whatever the server's
 * default is. `scrub` vacuums what was deleted; pages may keep the bytes until they are used again, and so may the
 * server's log and backups: without the master key they say nothing, see client/vault/README.md.
 */
export const openPostgres = async (connectionString: string, workers = 4): Promise<Sql> => {
  const pool = new pg.Pool({
    connectionString,
    max: workers,
    options: `-c search_path=${SCHEMA} -c synchronous_commit=on -c default_transaction_isolation=read\\ committed`,
  });
  // An idle connection that breaks is replaced; without a listener it would end the process.
  pool.on("error", () => undefined);
  // Whoever runs alone holds a connection while its transactions take others: a pool of its own cannot starve them.
  const lockPool = new pg.Pool({ connectionString, max: workers });
  lockPool.on("error", () => undefined);
  const close = async (): Promise<void> => {
    await Promise.all([pool.end(), lockPool.end()]);
  };
  try {
    await withClient(pool, migrate);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    transaction: (action) => withClient(pool, (client) => inTransaction(client, action)),
    alone: (name, action) => withClient(lockPool, (client) => locked(client, lockNumber(name), action)),
    scrub: () =>
      withClient(pool, async (client) => {
        await query(client, "VACUUM record_keys");
        await query(client, "VACUUM records");
      }),
    skipLocked: "FOR UPDATE SKIP LOCKED",
    forShare: "FOR SHARE",
    forUpdate: "FOR UPDATE",
    close,
  };
};

/** What the database says is wrapped, without its words; what the project throws in between passes. */
const query = async (
  client: pg.PoolClient,
  text: string,
  params: readonly SqlValue[] = [],
): Promise<pg.QueryResult> => {
  try {
    return await client.query(text, [...params]);
  } catch (error) {
    throw storeError("transaction", error);
  }
};

const storeError = (step: "open" | "transaction", error: unknown): VaultStoreError => {
  const { code = "CONNECTION_LOST" } = error as { code?: string };
  return new VaultStoreError(step, code, PASSING.test(code));
};

/** A lock of the session: it is gone with the connection, should the worker die. */
const locked = async <T>(client: pg.PoolClient, number: number, action: () => Promise<T>): Promise<T> => {
  await query(client, "SELECT pg_advisory_lock($1::int, $2::int)", [LOCKS, number]);
  try {
    return await action();
  } finally {
    await query(client, "SELECT pg_advisory_unlock($1::int, $2::int)", [LOCKS, number]);
  }
};

const lockNumber = (name: string): number =>
  [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7);

const withClient = async <T>(pool: pg.Pool, action: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect().catch((error) => {
    throw storeError("open", error);
  });
  let failed = false;
  try {
    return await action(client);
  } catch (error) {
    failed = error instanceof VaultStoreError;
    throw error;
  } finally {
    // A connection on which a statement failed is not used again.
    client.release(failed);
  }
};

const inTransaction = async <T>(
  client: pg.PoolClient,
  action: (session: SqlSession) => Promise<T>,
): Promise<T> => {
  await query(client, "BEGIN");
  try {
    const result = await action({
      all: async (text, params) => (await query(client, text, params)).rows as Row[],
      run: async (text, params) => (await query(client, text, params)).rowCount ?? 0,
    });
    await query(client, "COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
};

const migrate = (client: pg.PoolClient): Promise<void> =>
  locked(client, 0, async () => {
    await query(client, `CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
    await query(client, "CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY)");
    const { rows } = await query(client, "SELECT count(*) AS version FROM migrations");
    const version = Number(rows[0]?.version);
    if (version > MIGRATIONS.length) throw new NewerVaultError(version, MIGRATIONS.length);
    for (const [i, step] of MIGRATIONS.entries()) {
      if (i < version) continue;
      await inTransaction(client, async (session) => {
        await session.run(inDialect(step, NAMES));
        await session.run("INSERT INTO migrations VALUES ($1)", [i + 1]);
      });
    }
  });

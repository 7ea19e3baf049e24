import { openPostgres } from "../shared/sql/openPostgres.ts";
import { openSqlite } from "../shared/sql/openSqlite.ts";
import type { Sql } from "../shared/sql/sql.ts";
import { assertIdentity, type Identity, storeErrors } from "./identity.ts";
import { MIGRATIONS } from "./migrations.ts";

/** A file for one process, or a PostgreSQL server for several workers of one operator. */
export type StorePlace =
  | { readonly path: string }
  | { readonly postgres: { readonly url: string; readonly schema: string; readonly connections: number } };

/** Opens the database, makes or upgrades its tables and sees that it is this one's. */
export const openDatabase = async (place: StorePlace, identity: Identity): Promise<Sql> => {
  // An address of a server may hold a password.
  const name = "path" in place ? place.path : `PostgreSQL, schema ${place.postgres.schema}`;
  const options = { migrations: MIGRATIONS, errors: storeErrors(name) };
  const sql =
    "path" in place
      ? openSqlite(place.path, options)
      : await openPostgres(place.postgres.url, { ...options, ...place.postgres });
  try {
    await claim(sql, name, identity);
    return sql;
  } catch (error) {
    await sql.close();
    throw error;
  }
};

const claim = (sql: Sql, name: string, identity: Identity): Promise<void> =>
  sql.transaction(async (tx) => {
    await tx.lock("identity");
    const row = await tx.get("SELECT chain_id, oracle, operator FROM identity");
    if (row !== undefined) return assertIdentity(name, row, identity);
    const { chainId, oracle, operator } = identity;
    await tx.run("INSERT INTO identity VALUES (1, ?, ?, ?)", [chainId, oracle, operator]);
  });

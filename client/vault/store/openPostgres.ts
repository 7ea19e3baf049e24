import { openPostgres as openServer } from "../../../oracle/shared/sql/openPostgres.ts";
import type { Sql } from "../../../oracle/shared/sql/sql.ts";
import { VAULT_ERRORS } from "./errors.ts";
import { MIGRATIONS } from "./schema.ts";

/**
 * The vault's database in PostgreSQL, for any number of workers. What a deleted key leaves on the server's disk says
 * nothing without the master key: client/vault/README.md.
 */
export const openPostgres = (connectionString: string, workers = 4): Promise<Sql> =>
  openServer(connectionString, {
    migrations: MIGRATIONS,
    errors: VAULT_ERRORS,
    schema: "theriac_vault",
    connections: workers,
  });

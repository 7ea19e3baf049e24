import { openSqlite as openFile } from "../../../oracle/shared/sql/openSqlite.ts";
import type { Sql } from "../../../oracle/shared/sql/sql.ts";
import { VAULT_ERRORS } from "./errors.ts";
import { MIGRATIONS } from "./schema.ts";

/** The vault's database in one file, for one process; deleted keys are overwritten. */
export const openSqlite = (file: string): Sql =>
  openFile(file, { migrations: MIGRATIONS, errors: VAULT_ERRORS, secureDelete: true });

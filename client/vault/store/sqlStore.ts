import type { Sql } from "../../../oracle/shared/sql/sql.ts";
import { accessTable } from "./accessTable.ts";
import { anchorTable } from "./anchorTable.ts";
import { recordTable } from "./recordTable.ts";
import { subjectTable } from "./subjectTable.ts";
import type { VaultStore } from "./vaultStore.ts";

/** The vault's store in a database; schema.ts says what it holds. */
export const sqlStore = (sql: Sql): VaultStore => ({
  ...subjectTable(sql),
  ...recordTable(sql),
  ...accessTable(sql),
  ...anchorTable(sql),
  alone: sql.alone,
  close: sql.close,
});

import { existsSync } from "node:fs";
import pg from "pg";
import { loadSqlite } from "../shared/sqlite.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { StorePlace } from "./openDatabase.ts";

/** What a store looks like from outside: nothing is made, upgraded or changed. */
export type StoreState =
  | { readonly kind: "missing" }
  /** A process has it: a file is for one alone. */
  | { readonly kind: "held" }
  | { readonly kind: "open"; readonly version: number; readonly known: number };

const CONNECT_TIMEOUT_MS = 5_000;

export const inspectStore = async (place: StorePlace): Promise<StoreState> =>
  "path" in place ? inspectFile(place.path) : inspectServer(place.postgres);

const inspectFile = (file: string): StoreState => {
  if (!existsSync(file)) return { kind: "missing" };
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return open(db.prepare("PRAGMA user_version").get()?.user_version);
  } catch (error) {
    if (/locked|busy/i.test(String((error as Error).message))) return { kind: "held" };
    throw error;
  } finally {
    db.close();
  }
};

const inspectServer = async ({
  url,
  schema,
}: Extract<StorePlace, { postgres: unknown }>["postgres"]): Promise<StoreState> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    const { rows: tables } = await client.query("SELECT to_regclass($1) AS found", [`${schema}.migrations`]);
    if (tables[0]?.found === null) return { kind: "missing" };
    const { rows } = await client.query(
      `SELECT count(*) AS version FROM ${client.escapeIdentifier(schema)}.migrations`,
    );
    return open(rows[0]?.version);
  } finally {
    await client.end();
  }
};

const open = (version: unknown): StoreState => ({
  kind: "open",
  version: Number(version),
  known: MIGRATIONS.length,
});

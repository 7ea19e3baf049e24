import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Loads node:sqlite without its experimental warning; every other warning stays. */
export const loadSqlite = (): typeof import("node:sqlite") => {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes("SQLite")) emitWarning.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    return createRequire(import.meta.url)("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
};

/**
 * Makes a database's file, and the folders that are missing above it, for this account's eyes alone. SQLite gives the files
 * that it makes beside a database the mode of the database.
 */
export const makePrivate = (file: string): void => {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
};

import { createRequire } from "node:module";

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

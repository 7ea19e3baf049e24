import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { StorePlace } from "../../../oracle/store/openDatabase.ts";
import { usePostgres } from "../../support/postgres.ts";

/** Places of their own in one database. */
export const usePostgresPlaces = (): (() => Promise<Extract<StorePlace, { postgres: unknown }>>) => {
  const { freshDatabase } = usePostgres();
  let url: Promise<string> | undefined;
  let schemas = 0;
  return async () => {
    url ??= freshDatabase();
    return { postgres: { url: await url, schema: `theriac_${++schemas}`, connections: 4 } };
  };
};

/** Declares the same tests for the embedded database and for a PostgreSQL server. */
export const describeEachStore = (
  title: string,
  tests: (newPlace: () => Promise<StorePlace>) => void,
): void => {
  describe(`${title}, in a file`, () => {
    const folders: string[] = [];
    after(() => {
      for (const folder of folders) rmSync(folder, { recursive: true });
    });
    tests(async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "theriac-store-"));
      folders.push(folder);
      return { path: path.join(folder, "node.sqlite") };
    });
  });
  describe(`${title}, in PostgreSQL`, () => {
    tests(usePostgresPlaces());
  });
};

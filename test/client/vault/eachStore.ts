import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openPostgres } from "../../../client/vault/store/openPostgres.ts";
import { openSqlite } from "../../../client/vault/store/openSqlite.ts";
import { sqlStore } from "../../../client/vault/store/sqlStore.ts";
import type { VaultStore } from "../../../client/vault/store/vaultStore.ts";
import { usePostgres } from "../../support/postgres.ts";

/** A place for one vault, that may be opened again. */
export type StorePlace = {
  readonly kind: "file" | "postgres";
  readonly where: string;
  readonly open: () => Promise<VaultStore>;
};

export const openStoreAt = async (kind: StorePlace["kind"], where: string): Promise<VaultStore> =>
  sqlStore(kind === "file" ? openSqlite(where) : await openPostgres(where));

/** Declares the same tests for the embedded database and for PostgreSQL. */
export const describeEachStore = (
  title: string,
  tests: (newPlace: () => Promise<StorePlace>) => void,
): void => {
  const place = (kind: StorePlace["kind"], where: string): StorePlace => ({
    kind,
    where,
    open: () => openStoreAt(kind, where),
  });
  describe(`${title}, in the embedded database`, () => {
    const folders: string[] = [];
    after(() => {
      for (const folder of folders) rmSync(folder, { recursive: true });
    });
    tests(async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "theriac-vault-"));
      folders.push(folder);
      return place("file", path.join(folder, "vault.sqlite"));
    });
  });
  describe(`${title}, in PostgreSQL`, () => {
    const { freshDatabase } = usePostgres();
    tests(async () => place("postgres", await freshDatabase()));
  });
};

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
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
  /** Whether the bytes are in the database's files, or for PostgreSQL in any row of any table. */
  readonly holds: (bytes: Buffer) => Promise<boolean>;
};

export const openStoreAt = async (kind: StorePlace["kind"], where: string): Promise<VaultStore> =>
  sqlStore(kind === "file" ? openSqlite(where) : await openPostgres(where));

const filesOf = (file: string): Buffer =>
  Buffer.concat(
    ["", "-wal"]
      .map((end) => `${file}${end}`)
      .filter(existsSync)
      .map((name) => readFileSync(name)),
  );

const TABLES = ["handles", "records", "record_keys", "anchors", "anchor_leaves", "erasures", "accesses"];

const rowsOf = async (where: string): Promise<Buffer> => {
  const client = new pg.Client({ connectionString: where });
  await client.connect();
  const parts: Buffer[] = [];
  for (const table of [...TABLES, "access_subjects", "subject_keys", "key_requests"]) {
    const { rows } = await client.query(`SELECT * FROM theriac_vault.${table}`);
    const values = rows.flatMap((row) => Object.values(row));
    parts.push(...values.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))));
  }
  await client.end();
  return Buffer.concat(parts);
};

/** Declares the same tests for the embedded database and for PostgreSQL. */
export const describeEachStore = (
  title: string,
  tests: (newPlace: () => Promise<StorePlace>) => void,
): void => {
  const place = (kind: StorePlace["kind"], where: string): StorePlace => ({
    kind,
    where,
    open: () => openStoreAt(kind, where),
    holds: async (bytes) => (kind === "file" ? filesOf(where) : await rowsOf(where)).includes(bytes),
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

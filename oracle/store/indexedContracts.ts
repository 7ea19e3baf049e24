import type { Hex } from "../../standards/hex.ts";
import { ForeignStoreError } from "./errors.ts";
import { type Database, inTransaction, type Row } from "./indexDatabase.ts";

/** Contracts by the names that the config gives them. */
export type IndexedContracts = Readonly<Record<string, Hex>>;

/**
 * An index is complete for the contracts that it followed from its first block on. When it is told of another one it
 * forgets everything and reads the chain again; one that it is told of no longer counts as new when it comes back. Throws `FOREIGN_STORE` when a contract moved.
 */
export const claimContracts = (db: Database, file: string, contracts: IndexedContracts): void =>
  inTransaction(db, () => {
    const rows = db.prepare("SELECT name, address FROM indexed").all() as Row[];
    const known = new Map(rows.map(({ name, address }) => [String(name), String(address)]));
    const fresh = Object.entries(contracts).filter(([name, address]) => {
      const stored = known.get(name);
      if (stored !== undefined && stored !== address)
        throw new ForeignStoreError(file, name, stored, address);
      return stored === undefined;
    });
    const dropped = [...known.keys()].filter((name) => contracts[name] === undefined);
    for (const name of dropped) db.prepare("DELETE FROM indexed WHERE name = ?").run(name);
    // What others asked for is not kept by an index that was told to follow it no longer.
    if (fresh.length === 0 && !dropped.includes("court")) return;
    for (const table of ["events", "grants", "cursor", "journal", "as_of"]) db.exec(`DELETE FROM ${table}`);
    for (const [name, address] of fresh) db.prepare("INSERT INTO indexed VALUES (?, ?)").run(name, address);
  });

import type { Hex } from "../../standards/hex.ts";
import { ForeignStoreError } from "./errors.ts";
import { type Database, inTransaction, type Row } from "./indexDatabase.ts";

/** Contracts by the names that the config gives them. */
export type IndexedContracts = Readonly<Record<string, Hex>>;

/**
 * An index is complete for the contracts that it followed from its first block on. When it is told of another one it
 * forgets everything and reads the chain again. Throws `FOREIGN_STORE` when a contract moved.
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
    if (fresh.length === 0) return;
    for (const table of ["events", "grants", "cursor", "journal", "as_of"]) db.exec(`DELETE FROM ${table}`);
    for (const [name, address] of fresh) db.prepare("INSERT INTO indexed VALUES (?, ?)").run(name, address);
  });

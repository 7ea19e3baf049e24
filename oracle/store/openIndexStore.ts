import type { IndexStore } from "../domain/indexed.ts";
import { type Identity, openDatabase } from "./database.ts";
import { eventStore } from "./events.ts";
import { grantStore } from "./grants.ts";
import { claimContracts, type IndexedContracts } from "./indexedContracts.ts";
import { indexScanStore } from "./indexScans.ts";
import { unitRunStore } from "./unitRuns.ts";

/** Opens the index's store, making or upgrading it. */
export const openIndexStore = (
  file: string,
  identity: Identity,
  contracts: IndexedContracts = {},
): IndexStore => {
  const db = openDatabase(file, identity);
  try {
    claimContracts(db, file, contracts);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    ...indexScanStore(db),
    ...eventStore(db),
    ...grantStore(db),
    ...unitRunStore(db),
    close: () => db.close(),
  };
};

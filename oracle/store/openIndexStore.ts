import type { IndexStore } from "../domain/indexed.ts";
import { eventStore } from "./events.ts";
import { grantStore } from "./grants.ts";
import type { Identity } from "./identity.ts";
import { openIndexDatabase } from "./indexDatabase.ts";
import { claimContracts, type IndexedContracts } from "./indexedContracts.ts";
import { indexScanStore } from "./indexScans.ts";
import { unitRunStore } from "./unitRuns.ts";

/** Opens the index's store, making or upgrading it. */
export const openIndexStore = (
  file: string,
  identity: Identity,
  contracts: IndexedContracts = {},
): IndexStore => {
  const db = openIndexDatabase(file, identity);
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

import type { IndexStore } from "../domain/indexed.ts";
import { type Identity, openDatabase } from "./database.ts";
import { eventStore } from "./events.ts";
import { grantStore } from "./grants.ts";
import { indexScanStore } from "./indexScans.ts";

/** Opens the index's store, making or upgrading it. */
export const openIndexStore = (file: string, identity: Identity): IndexStore => {
  const db = openDatabase(file, identity);
  return { ...indexScanStore(db), ...eventStore(db), ...grantStore(db), close: () => db.close() };
};

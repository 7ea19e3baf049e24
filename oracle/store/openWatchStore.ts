import type { WatchStore } from "../domain/watch.ts";
import { answerStore } from "./answers.ts";
import { attemptStore } from "./attempts.ts";
import { caseStore } from "./cases.ts";
import type { Identity } from "./identity.ts";
import { openDatabase, type StorePlace } from "./openDatabase.ts";
import { cursorStore } from "./scans.ts";

/** Opens a watcher's store, making or upgrading it. */
export const openWatchStore = async (place: StorePlace, identity: Identity): Promise<WatchStore> => {
  const sql = await openDatabase(place, identity);
  return {
    ...cursorStore(sql),
    ...answerStore(sql),
    ...caseStore(sql),
    attempts: attemptStore(sql),
    close: sql.close,
  };
};

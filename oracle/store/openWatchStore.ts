import type { WatchStore } from "../domain/watch.ts";
import { answerStore } from "./answers.ts";
import { attemptStore } from "./attempts.ts";
import { caseStore } from "./cases.ts";
import { type Identity, openDatabase } from "./database.ts";
import { scanStore } from "./scans.ts";

/** Opens a watcher's store, making or upgrading it. */
export const openWatchStore = (file: string, identity: Identity): WatchStore => {
  const db = openDatabase(file, identity);
  const { cursor, journal } = scanStore(db);
  return {
    cursor,
    journal,
    ...answerStore(db),
    ...caseStore(db),
    attempts: attemptStore(db),
    close: () => db.close(),
  };
};

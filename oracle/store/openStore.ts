import type { Attempts } from "../domain/attempt.ts";
import type { Store } from "../domain/ports.ts";
import { attemptStore } from "./attempts.ts";
import { type Identity, openDatabase } from "./database.ts";
import { readDecisions, releaseDecision } from "./decisions.ts";
import { dutyStore } from "./duties.ts";
import { readResult } from "./results.ts";
import { scanStore } from "./scans.ts";
import { releaseSignature } from "./signatures.ts";

/** Opens the node's store, making or upgrading it; see migrations.ts for what it holds. */
export const openStore = (file: string, identity: Identity): Store & { readonly attempts: Attempts } => {
  const db = openDatabase(file, identity);
  return {
    ...scanStore(db),
    ...dutyStore(db),
    releaseSignature: (id, next, sign) => releaseSignature(db, id, next, sign),
    releaseDecision: (id, next, sign) => releaseDecision(db, id, next, sign),
    decisions: (id) => readDecisions(db, id),
    result: (id) => readResult(db, id),
    attempts: attemptStore(db),
    close: () => db.close(),
  };
};

import { randomUUID } from "node:crypto";
import type { Attempts } from "../domain/attempt.ts";
import type { Store } from "../domain/ports.ts";
import { attemptStore } from "./attempts.ts";
import { readDecisions, releaseDecision } from "./decisions.ts";
import { dutyStore, ownDuties, sharedDuties } from "./duties.ts";
import type { Identity } from "./identity.ts";
import { moveAll } from "./moves.ts";
import { openDatabase, type StorePlace } from "./openDatabase.ts";
import { keepProof, readProof, readSignedProof } from "./proofs.ts";
import { readResult } from "./results.ts";
import { scanStore } from "./scans.ts";
import { releaseBatch, releaseSignature } from "./signatures.ts";

/** Opens the node's store, making or upgrading it; see migrations.ts for what it holds. */
export const openStore = async (
  place: StorePlace,
  identity: Identity,
): Promise<Store & { readonly attempts: Attempts }> => {
  const sql = await openDatabase(place, identity);
  return {
    ...scanStore(sql),
    ...dutyStore(sql),
    ...("path" in place ? ownDuties(sql) : sharedDuties(sql, randomUUID())),
    moveAll: (ids, from, to, changes) => moveAll(sql, ids, from, to, changes),
    releaseSignature: (id, next, sign) => releaseSignature(sql, id, next, sign),
    releaseBatch: (all, sign) => releaseBatch(sql, all, sign),
    releaseDecision: (id, next, sign) => releaseDecision(sql, id, next, sign),
    decisions: (id) => readDecisions(sql, id),
    result: (id) => readResult(sql, id),
    keepProof: (id, kept) => keepProof(sql, id, kept),
    proofOf: (id, output) => readProof(sql, id, output),
    signedProofOf: (id) => readSignedProof(sql, id),
    attempts: attemptStore(sql),
    alone: sql.alone,
    close: sql.close,
  };
};

import type { AccessDecision } from "../../standards/accessDecision.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { ruleOn, type SignedDecision } from "../domain/decision.ts";
import { type Database, inTransaction, type Row } from "./database.ts";
import { EquivocationError } from "./errors.ts";
import { toJson } from "./json.ts";

/**
 * Signs a decision unless it contradicts an earlier one, and only after it is on disk. The same decision again gives what
 * was signed before.
 */
export const releaseDecision = (
  db: Database,
  id: RequestId,
  next: Omit<SignedDecision, "signature">,
  sign: () => Hex,
): SignedDecision =>
  inTransaction(db, () => {
    const before = readDecisions(db, id);
    const ruling = ruleOn(
      before.map(({ decision }) => decision),
      next.decision,
    );
    if (ruling === "contradicts") throw new EquivocationError(id);
    const kept = before.find(({ decision }) => decision.permitted === next.decision.permitted);
    if (kept !== undefined) return kept;
    const signed = { ...next, signature: sign() };
    db.prepare("INSERT INTO decisions VALUES (?, ?, ?, ?, ?)").run(
      id,
      next.decision.permitted ? 1 : 0,
      toJson(next.decision),
      signed.signature,
      next.reader ?? null,
    );
    return signed;
  });

/** What was decided about a request, a permit before the denial that ended it. */
export const readDecisions = (db: Database, id: RequestId): readonly SignedDecision[] => {
  const rows = db
    .prepare("SELECT * FROM decisions WHERE request_id = ? ORDER BY permitted DESC")
    .all(id) as Row[];
  return rows.map((row) => ({
    decision: toDecision(JSON.parse(row.decision as string)),
    signature: row.signature as Hex,
    reader: (row.reader as Hex | null) ?? undefined,
  }));
};

const toDecision = (
  json: Omit<AccessDecision, "duoObligations"> & { duoObligations: string },
): AccessDecision => ({
  ...json,
  duoObligations: BigInt(json.duoObligations),
});

import type { AccessDecision } from "../../standards/accessDecision.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { ruleOn, type SignedDecision } from "../domain/decision.ts";
import type { Sql, SqlSession } from "../shared/sql/sql.ts";
import { EquivocationError } from "./errors.ts";
import { toJson } from "./json.ts";

type Unsigned = Omit<SignedDecision, "signature">;

/**
 * Gives out a signed decision unless it contradicts an earlier one, and only after it is on disk. The same decision again
 * gives what was signed before.
 */
export const releaseDecision = async (
  sql: Sql,
  id: RequestId,
  next: Unsigned,
  sign: () => Promise<Hex>,
): Promise<SignedDecision> => {
  const kept = keptOf(id, await readDecisions(sql, id), next);
  if (kept !== undefined) return kept;
  // Nobody sees this signature before the transaction below has found that nothing contradicts it.
  const signed = { ...next, signature: await sign() };
  return sql.transaction(async (tx) => {
    await tx.lock(`decision ${id}`);
    const earlier = keptOf(id, await readDecisions(tx, id), next);
    if (earlier !== undefined) return earlier;
    await tx.run("INSERT INTO decisions VALUES (?, ?, ?, ?, ?)", [
      id,
      next.decision.permitted ? 1 : 0,
      toJson(next.decision),
      signed.signature,
      next.reader ?? null,
    ]);
    return signed;
  });
};

/** The same decision, if it was signed before. Throws `WOULD_EQUIVOCATE`. */
const keptOf = (
  id: RequestId,
  before: readonly SignedDecision[],
  { decision: next }: Unsigned,
): SignedDecision | undefined => {
  const decided = before.map(({ decision }) => decision);
  if (ruleOn(decided, next) === "contradicts") throw new EquivocationError(id);
  return before.find(({ decision }) => decision.permitted === next.permitted);
};

/** What was decided about a request, a permit before the denial that ended it. */
export const readDecisions = async (sql: SqlSession, id: RequestId): Promise<readonly SignedDecision[]> => {
  const rows = await sql.all("SELECT * FROM decisions WHERE request_id = ? ORDER BY permitted DESC", [id]);
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

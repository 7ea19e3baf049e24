import type { Hex, RequestId } from "../../standards/hex.ts";
import type { RefusalReasonCode } from "../../standards/inference.ts";
import { mayRelease, type SignedBefore, type ToSign } from "../domain/equivocation.ts";
import type { Sql, SqlSession, SqlTransaction } from "../shared/sql/sql.ts";
import { EquivocationError } from "./errors.ts";
import { assertProven } from "./proofs.ts";

/**
 * Signs only what does not contradict an earlier signature. Check and record are one transaction, and signing begins after
 * its commit: whatever leaves this process is on disk before, and a second, different statement finds it there after any
 * crash and from any worker. A signing that fails leaves its record: the same may be signed again, nothing else.
 */
export const releaseSignature = async (
  sql: Sql,
  id: RequestId,
  next: ToSign,
  sign: () => Promise<Hex>,
): Promise<Hex> => {
  await releaseAll(sql, [{ id, next }]);
  return sign();
};

/** The same for several requests that one signature speaks of: all of them or none. */
export const releaseBatch = async (
  sql: Sql,
  all: readonly { readonly id: RequestId; readonly next: ToSign }[],
  sign: () => Promise<Hex>,
): Promise<Hex> => {
  await releaseAll(sql, all);
  return sign();
};

const releaseAll = (
  sql: Sql,
  all: readonly { readonly id: RequestId; readonly next: ToSign }[],
): Promise<void> =>
  sql.transaction(async (tx) => {
    // In one order, so that two workers cannot wait for each other.
    for (const { id, next } of [...all].sort((a, b) => (a.id < b.id ? -1 : 1))) await release(tx, id, next);
  });

const release = async (tx: SqlTransaction, id: RequestId, next: ToSign): Promise<void> => {
  await tx.lock(`signature ${id}`);
  const before = await signedBefore(tx, id);
  if (!mayRelease(before, next)) throw new EquivocationError(id);
  if (next.kind === "answer") await assertProven(tx, id, next.outputHash);
  const outputHash = next.kind === "answer" ? next.outputHash : before.outputHash;
  const trace = next.kind === "answer" ? next.traceCommitment : before.traceCommitment;
  const refusal = next.kind === "refusal" ? next.reason : before.refusal;
  await tx.run(
    `INSERT INTO signatures (request_id, output_hash, refusal, trace_commitment) VALUES (?, ?, ?, ?)
     ON CONFLICT (request_id) DO UPDATE SET
       output_hash = excluded.output_hash, refusal = excluded.refusal, trace_commitment = excluded.trace_commitment`,
    [id, outputHash ?? null, refusal ?? null, trace ?? null],
  );
  if (next.kind === "answer" && next.adopted !== undefined) {
    await tx.run("UPDATE duties SET output = ?, output_hash = ? WHERE id = ?", [
      next.adopted,
      next.outputHash,
      id,
    ]);
  }
};

/** What was signed about a request. */
const signedBefore = async (session: SqlSession, id: RequestId): Promise<SignedBefore> => {
  const row = await session.get("SELECT * FROM signatures WHERE request_id = ?", [id]);
  return {
    outputHash: (row?.output_hash as Hex | null | undefined) ?? undefined,
    traceCommitment: (row?.trace_commitment as Hex | null | undefined) ?? undefined,
    refusal: (row?.refusal as RefusalReasonCode | null | undefined) ?? undefined,
  };
};

import type { Hex, RequestId } from "../../standards/hex.ts";
import type { RefusalReasonCode } from "../../standards/inference.ts";
import { mayRelease, type SignedBefore, type ToSign } from "../domain/equivocation.ts";
import { type Database, inTransaction, type Row } from "./database.ts";
import { EquivocationError } from "./errors.ts";

/**
 * Signs only what does not contradict an earlier signature. Check, record and signature are one transaction and the
 * signature is returned after its commit: whatever left this process is on disk, and a second, different statement
 * finds it there after any crash.
 */
export const releaseSignature = (db: Database, id: RequestId, next: ToSign, sign: () => Hex): Hex =>
  inTransaction(db, () => {
    const before = signedBefore(db, id);
    if (!mayRelease(before, next)) throw new EquivocationError(id);
    const outputHash = next.kind === "answer" ? next.outputHash : before.outputHash;
    const trace = next.kind === "answer" ? next.traceCommitment : before.traceCommitment;
    const refusal = next.kind === "refusal" ? next.reason : before.refusal;
    db.prepare(
      `INSERT INTO signatures (request_id, output_hash, refusal, trace_commitment) VALUES (?, ?, ?, ?)
       ON CONFLICT (request_id) DO UPDATE SET
         output_hash = excluded.output_hash, refusal = excluded.refusal, trace_commitment = excluded.trace_commitment`,
    ).run(id, outputHash ?? null, refusal ?? null, trace ?? null);
    if (next.kind === "answer" && next.adopted !== undefined) {
      const adopt = db.prepare("UPDATE duties SET output = ?, output_hash = ? WHERE id = ?");
      adopt.run(next.adopted, next.outputHash, id);
    }
    return sign();
  });

/** What was signed about a request. */
const signedBefore = (db: Database, id: RequestId): SignedBefore => {
  const row = db.prepare("SELECT * FROM signatures WHERE request_id = ?").get(id) as Row | undefined;
  return {
    outputHash: (row?.output_hash as Hex | null | undefined) ?? undefined,
    traceCommitment: (row?.trace_commitment as Hex | null | undefined) ?? undefined,
    refusal: (row?.refusal as RefusalReasonCode | null | undefined) ?? undefined,
  };
};

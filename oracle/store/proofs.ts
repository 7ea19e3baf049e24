import type { Hex, RequestId } from "../../standards/hex.ts";
import type { InferenceRequest } from "../../standards/inference.ts";
import { needsProof } from "../domain/duty.ts";
import type { KeptProof } from "../domain/proof.ts";
import type { Row, Sql, SqlSession } from "../shared/sql/sql.ts";
import { ProofMissingError } from "./errors.ts";
import { fromJson } from "./json.ts";

/** Keeps a proof; of an output that has one already, the first. */
export const keepProof = async (sql: Sql, id: RequestId, kept: KeptProof): Promise<void> => {
  await sql.run(
    "INSERT INTO proofs (request_id, output, payee, proof) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    [id, kept.output, kept.payee, kept.proof],
  );
};

export const readProof = async (
  sql: SqlSession,
  id: RequestId,
  output: Hex,
): Promise<KeptProof | undefined> => {
  const row = await sql.get("SELECT * FROM proofs WHERE request_id = ? AND output = ?", [id, output]);
  return row === undefined ? undefined : toProof(row);
};

/** The proof of the output that was signed, which is the only one that may still be. */
export const readSignedProof = async (sql: SqlSession, id: RequestId): Promise<KeptProof | undefined> => {
  const row = await sql.get(
    `SELECT proofs.* FROM proofs JOIN signatures ON signatures.request_id = proofs.request_id
       AND signatures.output_hash = proofs.output WHERE proofs.request_id = ?`,
    [id],
  );
  return row === undefined ? undefined : toProof(row);
};

const toProof = ({ output, payee, proof }: Row): KeptProof => ({
  output: output as Hex,
  payee: payee as Hex,
  proof: proof as Hex,
});

/** No proof, no signature. Throws `PROOF_MISSING` if the request's answer may be challenged and has no proof here. */
export const assertProven = async (sql: SqlSession, id: RequestId, output: Hex): Promise<void> => {
  const row = await sql.get("SELECT request FROM duties WHERE id = ?", [id]);
  if (row === undefined || !needsProof(fromJson<InferenceRequest>(row.request as string))) return;
  if ((await readProof(sql, id, output)) === undefined) throw new ProofMissingError(id);
};

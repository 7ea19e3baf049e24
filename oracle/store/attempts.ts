import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Attempt, Attempts } from "../domain/attempt.ts";
import type { Row, SqlSession } from "../shared/sql/sql.ts";

const toAttempt = (row: Row): Attempt => ({
  nonce: row.nonce as number,
  hash: row.hash as Hex,
  requestId: row.request_id as RequestId,
  maxFee: BigInt(row.max_fee as string),
  priorityFee: BigInt(row.priority_fee as string),
  raw: row.raw as Hex,
});

export const attemptStore = (sql: SqlSession): Attempts => ({
  open: async () => (await sql.all("SELECT * FROM attempts ORDER BY nonce")).map(toAttempt),
  save: async ({ nonce, hash, requestId, maxFee, priorityFee, raw }) => {
    await sql.run(
      `INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (nonce) DO UPDATE SET
         hash = excluded.hash, request_id = excluded.request_id, max_fee = excluded.max_fee,
         priority_fee = excluded.priority_fee, raw = excluded.raw`,
      [nonce, hash, requestId, maxFee.toString(), priorityFee.toString(), raw],
    );
  },
  remove: async (nonce) => {
    await sql.run("DELETE FROM attempts WHERE nonce = ?", [nonce]);
  },
  forgetBelow: async (nonce) => {
    await sql.run("DELETE FROM attempts WHERE nonce < ?", [nonce]);
  },
});

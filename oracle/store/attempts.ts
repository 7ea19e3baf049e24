import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Attempt, Attempts } from "../domain/attempt.ts";
import type { Database, Row } from "./database.ts";

const toAttempt = (row: Row): Attempt => ({
  nonce: row.nonce as number,
  hash: row.hash as Hex,
  requestId: row.request_id as RequestId,
  maxFee: BigInt(row.max_fee as string),
  priorityFee: BigInt(row.priority_fee as string),
  raw: row.raw as Hex,
});

export const attemptStore = (db: Database): Attempts => ({
  open: () => (db.prepare("SELECT * FROM attempts ORDER BY nonce").all() as Row[]).map(toAttempt),
  save: ({ nonce, hash, requestId, maxFee, priorityFee, raw }) => {
    db.prepare("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?)").run(
      nonce,
      hash,
      requestId,
      maxFee.toString(),
      priorityFee.toString(),
      raw,
    );
  },
  remove: (nonce) => {
    db.prepare("DELETE FROM attempts WHERE nonce = ?").run(nonce);
  },
  forgetBelow: (nonce) => {
    db.prepare("DELETE FROM attempts WHERE nonce < ?").run(nonce);
  },
});

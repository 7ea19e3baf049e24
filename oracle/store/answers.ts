import type { Hex, RequestId } from "../../standards/hex.ts";
import {
  type Accusation,
  Finding,
  type OpenCheck,
  type Sighting,
  type ToldAnswer,
  type WatchStore,
} from "../domain/watch.ts";
import { addCase } from "./cases.ts";
import { type Database, inTransaction, type Row } from "./database.ts";
import { fromJson, toJson } from "./json.ts";
import { setCursor } from "./scans.ts";

const toCheck = (row: Row): OpenCheck => ({
  id: row.request_id as RequestId,
  output: row.output as Hex,
  outputHash: row.output_hash as Hex,
  txHash: row.tx_hash as Hex,
  blockNumber: row.block_number as number,
  seenAt: row.seen_at as number,
  attempts: row.attempts as number,
});

type Answers = Pick<WatchStore, "recordAnswers" | "rewindTo" | "dueChecks" | "postpone" | "conclude">;

export const answerStore = (db: Database): Answers => ({
  recordAnswers: (to, answers, now) =>
    inTransaction(db, () => {
      const news = answers.filter((answer) => insertAnswer(db, answer, now));
      setCursor(db, to);
      return news.length;
    }),
  rewindTo: (block) =>
    inTransaction(db, () => {
      const last = block?.number ?? -1;
      db.prepare("DELETE FROM journal WHERE number > ?").run(last);
      // What was checked is kept: a signature is evidence whether its block stands or not.
      db.prepare("DELETE FROM answers WHERE block_number > ? AND state = 'seen'").run(last);
      if (block === undefined) db.exec("DELETE FROM cursor");
      else setCursor(db, block);
    }),
  dueChecks: (now, limit) =>
    (
      db
        .prepare(
          `SELECT * FROM answers WHERE state = 'seen' AND next_attempt_at <= ?
           ORDER BY next_attempt_at, seen_at LIMIT ?`,
        )
        .all(now, limit) as Row[]
    ).map(toCheck),
  postpone: ({ id, outputHash }, nextAttemptAt, why) => {
    db.prepare(
      `UPDATE answers SET attempts = attempts + 1, next_attempt_at = ?, last_error = ?
       WHERE request_id = ? AND output_hash = ?`,
    ).run(nextAttemptAt, why, id, outputHash);
  },
  conclude: ({ id, outputHash }, { obstacle, accusations, sightings }, now) =>
    inTransaction(db, () => {
      db.prepare("UPDATE answers SET state = ?, last_error = ? WHERE request_id = ? AND output_hash = ?").run(
        obstacle === undefined ? "checked" : "unable",
        obstacle ?? null,
        id,
        outputHash,
      );
      const doubles = sightings.flatMap((sighting) => noteSighting(db, id, sighting));
      return [...accusations, ...doubles].filter((accusation) => addCase(db, accusation, now));
    }),
});

/** True when it is new, or came again in another block: a judged answer may have to be overturned there. */
const insertAnswer = (db: Database, answer: ToldAnswer, now: number): boolean =>
  db
    .prepare(
      `INSERT INTO answers (request_id, output_hash, output, tx_hash, block_number, seen_at, state)
       VALUES (?, ?, ?, ?, ?, ?, 'seen')
       ON CONFLICT (request_id, output_hash) DO UPDATE SET
         state = 'seen', tx_hash = excluded.tx_hash, block_number = excluded.block_number, next_attempt_at = 0
         WHERE tx_hash <> excluded.tx_hash OR block_number <> excluded.block_number`,
    )
    .run(answer.id, answer.outputHash, answer.output, answer.txHash, answer.blockNumber, now).changes === 1;

/** Keeps a signature; gives the accusation when the same key signed another output before. */
const noteSighting = (db: Database, requestId: RequestId, sighting: Sighting): Accusation[] => {
  db.prepare("INSERT OR IGNORE INTO sightings VALUES (?, ?, ?, ?)").run(
    requestId,
    sighting.signer,
    sighting.outputHash,
    toJson(sighting),
  );
  const other = db
    .prepare(
      `SELECT sighting FROM sightings WHERE request_id = ? AND signer = ? AND output_hash <> ?
       ORDER BY output_hash LIMIT 1`,
    )
    .get(requestId, sighting.signer, sighting.outputHash) as Row | undefined;
  if (other === undefined) return [];
  const first = fromJson<Sighting>(other.sighting as string);
  return [{ finding: Finding.Equivocation, requestId, first, second: sighting }];
};

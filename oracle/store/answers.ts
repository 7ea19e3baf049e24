import type { Hex, RequestId } from "../../standards/hex.ts";
import {
  type Accusation,
  Finding,
  type OpenCheck,
  type Sighting,
  type ToldAnswer,
  type WatchStore,
} from "../domain/watch.ts";
import type { Row, Sql, SqlSession } from "../shared/sql/sql.ts";
import { addCase } from "./cases.ts";
import { fromJson, toJson } from "./json.ts";
import { filterAsync, moveCursor, setCursor } from "./scans.ts";

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

export const answerStore = (sql: Sql): Answers => ({
  recordAnswers: (to, answers, now) =>
    sql.transaction(async (tx) => {
      const news = await filterAsync(answers, (answer) => insertAnswer(tx, answer, now));
      await setCursor(tx, to);
      return news.length;
    }),
  rewindTo: (block) =>
    sql.transaction(async (tx) => {
      const last = block?.number ?? -1;
      await tx.run("DELETE FROM journal WHERE number > ?", [last]);
      // What was checked is kept: a signature is evidence whether its block stands or not.
      await tx.run("DELETE FROM answers WHERE block_number > ? AND state = 'seen'", [last]);
      await moveCursor(tx, block);
    }),
  dueChecks: async (now, limit) =>
    (
      await sql.all(
        `SELECT * FROM answers WHERE state = 'seen' AND next_attempt_at <= ?
         ORDER BY next_attempt_at, seen_at LIMIT ?`,
        [now, limit],
      )
    ).map(toCheck),
  postpone: async ({ id, outputHash }, nextAttemptAt, why) => {
    await sql.run(
      `UPDATE answers SET attempts = attempts + 1, next_attempt_at = ?, last_error = ?
       WHERE request_id = ? AND output_hash = ?`,
      [nextAttemptAt, why, id, outputHash],
    );
  },
  conclude: ({ id, outputHash }, { obstacle, accusations, sightings }, now) =>
    sql.transaction(async (tx) => {
      await tx.run("UPDATE answers SET state = ?, last_error = ? WHERE request_id = ? AND output_hash = ?", [
        obstacle === undefined ? "checked" : "unable",
        obstacle ?? null,
        id,
        outputHash,
      ]);
      const doubles: Accusation[] = [];
      for (const sighting of sightings) doubles.push(...(await noteSighting(tx, id, sighting)));
      return filterAsync([...accusations, ...doubles], (accusation) => addCase(tx, accusation, now));
    }),
});

/** True when it is new, or came again in another block: a judged answer may have to be overturned there. */
const insertAnswer = async (sql: SqlSession, answer: ToldAnswer, now: number): Promise<boolean> => {
  const inserted = await sql.run(
    `INSERT INTO answers (request_id, output_hash, output, tx_hash, block_number, seen_at, state)
     VALUES (?, ?, ?, ?, ?, ?, 'seen')
     ON CONFLICT (request_id, output_hash) DO UPDATE SET
       state = 'seen', tx_hash = excluded.tx_hash, block_number = excluded.block_number, next_attempt_at = 0
       WHERE answers.tx_hash <> excluded.tx_hash OR answers.block_number <> excluded.block_number`,
    [answer.id, answer.outputHash, answer.output, answer.txHash, answer.blockNumber, now],
  );
  return inserted === 1;
};

/** Keeps a signature; gives the accusation when the same key signed another output before. */
const noteSighting = async (
  sql: SqlSession,
  requestId: RequestId,
  sighting: Sighting,
): Promise<Accusation[]> => {
  const { signer, outputHash } = sighting;
  await sql.run("INSERT INTO sightings VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", [
    requestId,
    signer,
    outputHash,
    toJson(sighting),
  ]);
  const other = await sql.get(
    `SELECT sighting FROM sightings WHERE request_id = ? AND signer = ? AND output_hash <> ?
     ORDER BY output_hash LIMIT 1`,
    [requestId, signer, outputHash],
  );
  if (other === undefined) return [];
  const first = fromJson<Sighting>(other.sighting as string);
  return [{ finding: Finding.Equivocation, requestId, first, second: sighting }];
};

import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Attempt, Attempts, Call, Outstanding } from "../domain/attempt.ts";
import type { Row, Sql, SqlSession, SqlTransaction } from "../shared/sql/sql.ts";

const toCall = (row: Row): Call | undefined =>
  row.recipient === null
    ? undefined
    : { to: row.recipient as Hex, data: row.data as Hex, gasLimit: BigInt(row.gas_limit as string) };

const toAttempt = (row: Row): Attempt => ({
  nonce: row.nonce as number,
  hash: row.hash as Hex,
  maxFee: BigInt(row.max_fee as string),
  priorityFee: BigInt(row.priority_fee as string),
  raw: row.raw as Hex,
  savedAt: row.saved_at as number,
});

const toOutstanding = (row: Row, sent: readonly Attempt[]): Outstanding => ({
  nonce: row.nonce as number,
  key: row.key as RequestId,
  call: toCall(row),
  takenAt: row.taken_at as number,
  attempts: sent.filter(({ nonce }) => nonce === row.nonce),
});

const parametersOf = (call: Call | undefined) =>
  call === undefined ? [null, null, null] : [call.to, call.data, call.gasLimit.toString()];

/** Changes of the account's nonces wait for one another, whichever worker makes them. */
const NONCES = "nonces";

export const attemptStore = (sql: Sql): Attempts => ({
  open: async () => {
    const rows = await sql.all("SELECT * FROM nonces ORDER BY nonce");
    if (rows.length === 0) return [];
    const sent = (await sql.all("SELECT * FROM sent ORDER BY nonce, number")).map(toAttempt);
    return rows.map((row) => toOutstanding(row, sent));
  },
  find: (key) => newestOf(sql, key),
  next: () => nextOf(sql),
  take: (key, call, least, now) =>
    sql.transaction(async (tx) => {
      await tx.lock(NONCES);
      const earlier = await newestOf(tx, key);
      if (earlier !== undefined && earlier.nonce >= least)
        return { nonce: earlier.nonce, skipped: 0, earlier };
      const next = await nextOf(tx);
      const nonce = Math.max(least, next ?? 0);
      await setNext(tx, nonce + 1);
      await tx.run("INSERT INTO nonces VALUES (?, ?, ?, ?, ?, ?)", [nonce, key, ...parametersOf(call), now]);
      return { nonce, skipped: next === undefined ? 0 : nonce - next };
    }),
  assign: async (nonce, call) => {
    const set = "UPDATE nonces SET recipient = ?, data = ?, gas_limit = ? WHERE nonce = ?";
    await sql.run(set, [...parametersOf(call), nonce]);
  },
  save: ({ nonce, hash, maxFee, priorityFee, raw, savedAt }) =>
    sql.transaction(async (tx) => {
      await tx.lock(NONCES);
      const last = await tx.get("SELECT max(number) AS number FROM sent WHERE nonce = ?", [nonce]);
      await tx.run("INSERT INTO sent VALUES (?, ?, ?, ?, ?, ?, ?)", [
        nonce,
        Number(last?.number ?? 0) + 1,
        hash,
        maxFee.toString(),
        priorityFee.toString(),
        raw,
        savedAt,
      ]);
    }),
  drop: async (hash) => {
    await sql.run("DELETE FROM sent WHERE hash = ?", [hash]);
  },
  release: (nonce) =>
    sql.transaction(async (tx) => {
      await tx.lock(NONCES);
      const sent = await tx.get("SELECT 1 FROM sent WHERE nonce = ?", [nonce]);
      if (sent !== undefined || (await nextOf(tx)) !== nonce + 1) return false;
      await tx.run("DELETE FROM nonces WHERE nonce = ?", [nonce]);
      await setNext(tx, nonce);
      return true;
    }),
  fill: (nonces, key, now) =>
    sql.transaction(async (tx) => {
      await tx.lock(NONCES);
      const insert = "INSERT INTO nonces VALUES (?, ?, NULL, NULL, NULL, ?) ON CONFLICT (nonce) DO NOTHING";
      for (const nonce of nonces) await tx.run(insert, [nonce, key, now]);
    }),
  abandon: (from, last) =>
    sql.transaction(async (tx) => {
      await tx.lock(NONCES);
      if ((await nextOf(tx)) !== last + 1) return false;
      await tx.run("DELETE FROM sent WHERE nonce >= ?", [from]);
      await tx.run("DELETE FROM nonces WHERE nonce >= ?", [from]);
      await setNext(tx, from);
      return true;
    }),
  forgetBelow: (nonce) =>
    sql.transaction(async (tx) => {
      await tx.run("DELETE FROM sent WHERE nonce < ?", [nonce]);
      await tx.run("DELETE FROM nonces WHERE nonce < ?", [nonce]);
    }),
});

const newestOf = async (session: SqlSession, key: RequestId): Promise<Outstanding | undefined> => {
  const row = await session.get("SELECT * FROM nonces WHERE key = ? ORDER BY nonce DESC LIMIT 1", [key]);
  if (row === undefined) return undefined;
  const sent = await session.all("SELECT * FROM sent WHERE nonce = ? ORDER BY number", [row.nonce as number]);
  return toOutstanding(row, sent.map(toAttempt));
};

const nextOf = async (session: SqlSession): Promise<number | undefined> =>
  (await session.get("SELECT next_nonce FROM account"))?.next_nonce as number | undefined;

const setNext = async (tx: SqlTransaction, next: number): Promise<void> => {
  const set =
    "INSERT INTO account VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET next_nonce = excluded.next_nonce";
  await tx.run(set, [next]);
};

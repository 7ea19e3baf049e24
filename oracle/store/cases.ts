import { keccak256, toUtf8Bytes } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import {
  type Accusation,
  type Case,
  type CaseChanges,
  type CaseState,
  Finding,
  type WatchStore,
} from "../domain/watch.ts";
import type { Row, SqlSession, SqlValue } from "../shared/sql/sql.ts";
import { fromJson, toJson } from "./json.ts";

const OPEN = "'found', 'committing', 'committed'";

const toCase = (row: Row): Case => ({
  key: row.key as Hex,
  accusation: fromJson<Accusation>(row.accusation as string),
  state: row.state as CaseState,
  secret: (row.secret as Hex | null) ?? undefined,
  attempts: row.attempts as number,
  lastError: (row.last_error as string | null) ?? undefined,
});

const COLUMN: Record<keyof CaseChanges, string> = {
  secret: "secret",
  attempts: "attempts",
  lastError: "last_error",
  nextAttemptAt: "next_attempt_at",
};

export const caseStore = (sql: SqlSession): Pick<WatchStore, "dueCases" | "moveCase" | "backlog"> => ({
  dueCases: async (now, limit) =>
    (
      await sql.all(
        `SELECT * FROM cases WHERE state IN (${OPEN}) AND next_attempt_at <= ?
         ORDER BY next_attempt_at, found_at LIMIT ?`,
        [now, limit],
      )
    ).map(toCase),
  moveCase: async (key, from, to, changes) => {
    const entries = Object.entries(changes) as [keyof CaseChanges, SqlValue | undefined][];
    const set = ["state = ?", ...entries.map(([name]) => `${COLUMN[name]} = ?`)].join(", ");
    const values = entries.map(([, value]) => value ?? null);
    const moved = await sql.run(`UPDATE cases SET ${set} WHERE key = ? AND state = ?`, [
      to,
      ...values,
      key,
      from,
    ]);
    return moved === 1;
  },
  backlog: async () => {
    const row = await sql.get(
      `SELECT count(*) AS active, min(found_at) AS oldest FROM cases WHERE state IN (${OPEN})`,
    );
    return {
      active: Number(row?.active ?? 0),
      oldestSeenAt: (row?.oldest as number | null | undefined) ?? undefined,
    };
  },
});

/** Opens a case, or one that was closed while its answer was not on chain; true when there is something to do anew. */
export const addCase = async (sql: SqlSession, accusation: Accusation, now: number): Promise<boolean> => {
  const added = await sql.run(
    `INSERT INTO cases (key, accusation, state, found_at) VALUES (?, ?, 'found', ?)
     ON CONFLICT (key) DO UPDATE SET state = 'found', secret = NULL, attempts = 0, next_attempt_at = 0
       WHERE cases.state IN ('won', 'moot')`,
    [keyOf(accusation), toJson(accusation), now],
  );
  return added === 1;
};

/** One case for each offence, whoever finds it how often. */
const keyOf = (accusation: Accusation): Hex => {
  const { finding, requestId } = accusation;
  const offence =
    accusation.finding === Finding.Equivocation
      ? accusation.first.signer
      : [accusation.answer.output, accusation.answer.report.configDigest, memberOf(accusation)].join();
  return keccak256(toUtf8Bytes([finding, requestId, offence].join())) as Hex;
};

const memberOf = (accusation: Accusation): number | string =>
  accusation.finding === Finding.WrongTrace ? accusation.member : "all";

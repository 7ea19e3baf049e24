import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Sealed } from "../../standards/hpke.ts";
import type { RefusalReasonCode } from "../../standards/inference.ts";
import {
  ACTIVE_STATES,
  type Duty,
  type DutyChanges,
  type DutyState,
  mayMove,
  type NewDuty,
  OWED_STATES,
  type ProposedAnswer,
  type SignedStatement,
} from "../domain/duty.ts";
import type { Proposed, Settlement, Store } from "../domain/ports.ts";
import type { Row, Sql, SqlSession, SqlValue } from "../shared/sql/sql.ts";
import { IllegalMoveError } from "./errors.ts";
import { fromJson, toJson } from "./json.ts";
import { eraseResult, saveResult } from "./results.ts";

const optional = <T>(value: unknown): T | undefined =>
  value === null || value === undefined ? undefined : (value as T);

const toDuty = (row: Row): Duty => {
  const statement = optional<string>(row.statement);
  const proposal = optional<string>(row.proposal);
  return {
    id: row.id as RequestId,
    requester: row.requester as Hex,
    request: fromJson(row.request as string),
    blockNumber: row.block_number as number,
    openedAt: row.opened_at as number,
    seenAt: row.seen_at as number,
    state: row.state as DutyState,
    readyAt: optional<number>(row.ready_at),
    output: optional<Hex>(row.output),
    outputHash: optional<Hex>(row.output_hash),
    traceCommitment: optional<Hex>(row.trace_commitment),
    refusal: optional<RefusalReasonCode>(row.refusal),
    statement: statement === undefined ? undefined : (JSON.parse(statement) as SignedStatement),
    proposal: proposal === undefined ? undefined : (JSON.parse(proposal) as ProposedAnswer),
    outcome: optional<number>(row.outcome),
    attempts: row.attempts as number,
    nextAttemptAt: row.next_attempt_at as number,
    lastError: optional<string>(row.last_error),
  };
};

const COLUMN: Record<keyof DutyChanges, string> = {
  readyAt: "ready_at",
  output: "output",
  outputHash: "output_hash",
  traceCommitment: "trace_commitment",
  refusal: "refusal",
  statement: "statement",
  outcome: "outcome",
  attempts: "attempts",
  nextAttemptAt: "next_attempt_at",
  lastError: "last_error",
};

export const assignments = (changes: DutyChanges): { sql: string[]; values: SqlValue[] } => {
  const entries = Object.entries(changes) as [keyof DutyChanges, DutyChanges[keyof DutyChanges]][];
  return {
    sql: entries.map(([key]) => `${COLUMN[key]} = ?`),
    values: entries.map(([, value]) =>
      value === undefined ? null : typeof value === "object" ? JSON.stringify(value) : value,
    ),
  };
};

/** Stores a request unless it is known; true when it is new. */
export const insertDuty = async (sql: SqlSession, duty: NewDuty): Promise<boolean> => {
  const { id, requester, request, blockNumber, openedAt, seenAt } = duty;
  const inserted = await sql.run(
    `INSERT INTO duties (id, requester, request, block_number, opened_at, seen_at, state)
     VALUES (?, ?, ?, ?, ?, ?, 'seen') ON CONFLICT (id) DO NOTHING`,
    [id, requester, toJson(request), blockNumber, openedAt, seenAt],
  );
  if (inserted === 1) await repeatRefusal(sql, id);
  return inserted === 1;
};

/**
 * Takes a duty up again whose end the chain took back. What was signed about it is the only thing that may be signed again,
 * so it is gone on with and not worked out anew.
 */
export const reopenDuty = async (sql: SqlSession, id: RequestId): Promise<void> => {
  await sql.run(
    `UPDATE duties SET outcome = NULL, settled_block = NULL, statement = NULL, refusal = NULL, proposal = NULL,
       proposed_block = NULL, attempts = 0, next_attempt_at = 0, ready_at = COALESCE(ready_at, seen_at),
       state = CASE WHEN output IS NOT NULL AND output_hash IN (SELECT output_hash FROM signatures WHERE request_id = id)
         THEN 'computed' ELSE 'seen' END
     WHERE id = ?`,
    [id],
  );
  await repeatRefusal(sql, id);
};

/** Whoever signed that it refuses can only refuse again, for the same reason. */
const repeatRefusal = async (sql: SqlSession, id: RequestId): Promise<void> => {
  await sql.run(
    `UPDATE duties SET state = 'refusing', ready_at = seen_at,
       refusal = (SELECT refusal FROM signatures WHERE request_id = duties.id)
     WHERE id = ? AND EXISTS (SELECT 1 FROM signatures WHERE request_id = duties.id AND refusal IS NOT NULL)`,
    [id],
  );
};

/** Marks a request settled by the chain; true when that was news. A result is kept only for answers that stand. */
export const settleDuty = async (
  sql: SqlSession,
  { id, outcome, blockNumber }: Settlement,
  stands: boolean,
): Promise<boolean> => {
  const settled = await sql.run(
    `UPDATE duties SET state = 'settled', outcome = ?, settled_block = ?
     WHERE id = ? AND (state <> 'settled' OR outcome <> ?)`,
    [outcome, blockNumber, id, outcome],
  );
  if (!stands) await eraseResult(sql, id);
  return settled === 1;
};

/** Notes the answer that the chain holds; true when that was news. Settled requests stay settled. */
export const proposeDuty = async (
  sql: SqlSession,
  { id, blockNumber, ...answer }: Proposed,
): Promise<boolean> => {
  const proposal = JSON.stringify(answer);
  const proposed = await sql.run(
    `UPDATE duties SET state = 'proposed', proposal = ?, proposed_block = ?, ready_at = NULL, attempts = 0,
       next_attempt_at = 0
     WHERE id = ? AND state <> 'settled' AND proposal IS DISTINCT FROM ?`,
    [proposal, blockNumber, id, proposal],
  );
  return proposed === 1;
};

export const readDuty = async (sql: SqlSession, id: RequestId): Promise<Duty | undefined> => {
  const row = await sql.get("SELECT * FROM duties WHERE id = ?", [id]);
  return row === undefined ? undefined : toDuty(row);
};

const list = (states: readonly DutyState[]): string => states.map((state) => `'${state}'`).join(", ");
const [ACTIVE, OWED] = [list(ACTIVE_STATES), list(OWED_STATES)];

/** States of requests that the chain has not settled, and that this node has not given up. */
const COUNTED: readonly DutyState[] = [...ACTIVE_STATES, "halted"];

type Duties = Pick<Store, "duty" | "owedDuties" | "backlog" | "census" | "move" | "touch">;

export const dutyStore = (sql: Sql): Duties => ({
  duty: (id) => readDuty(sql, id),
  owedDuties: async (after, limit) =>
    (
      await sql.all(`SELECT * FROM duties WHERE state IN (${ACTIVE}) AND id > ? ORDER BY id LIMIT ?`, [
        after ?? "",
        limit,
      ])
    ).map(toDuty),
  backlog: async () => {
    const row = await sql.get(
      `SELECT count(*) AS active, min(seen_at) AS oldest FROM duties WHERE state IN (${OWED})`,
    );
    return { active: Number(row?.active ?? 0), oldestSeenAt: optional<number>(row?.oldest) };
  },
  census: async () => {
    const rows = await sql.all(
      `SELECT state, count(*) AS count FROM duties WHERE state IN (${COUNTED.map(() => "?").join(", ")})
       GROUP BY state`,
      [...COUNTED],
    );
    const none = Object.fromEntries(COUNTED.map((state) => [state, 0]));
    return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)])) };
  },
  move: (id, from, to, changes, result?: Sealed) => {
    if (!mayMove(from, to, changes.statement)) throw new IllegalMoveError(id, from, to);
    return sql.transaction(async (tx) => {
      const { sql: sets, values } = assignments(changes);
      const set = ["state = ?", ...sets].join(", ");
      const moved = await tx.run(`UPDATE duties SET ${set} WHERE id = ? AND state = ?`, [
        to,
        ...values,
        id,
        from,
      ]);
      if (moved === 1 && result !== undefined) await saveResult(tx, id, result);
      return moved === 1;
    });
  },
  touch: async (id, changes) => {
    const { sql: sets, values } = assignments(changes);
    if (sets.length > 0) await sql.run(`UPDATE duties SET ${sets.join(", ")} WHERE id = ?`, [...values, id]);
  },
});

const DUE = `state IN (${ACTIVE}) AND next_attempt_at <= ?`;
const LONGEST_WAITING = "ORDER BY next_attempt_at, seen_at LIMIT ?";

/** Duties of a worker that has the database to itself. */
export const ownDuties = (sql: Sql): Pick<Store, "claimDuties" | "keepDuties" | "freeDuty"> => ({
  // Those under way are due too, as their rows change only at the end of a step.
  claimDuties: async (now, limit, underWay = 0) =>
    (await sql.all(`SELECT * FROM duties WHERE ${DUE} ${LONGEST_WAITING}`, [now, limit + underWay])).map(
      toDuty,
    ),
  keepDuties: async () => undefined,
  freeDuty: async () => undefined,
});

/** How long a worker that says nothing keeps a duty: what a dead one held is taken over after that. */
export const LEASE_MS = 4_000;

/** Duties of one of several workers: each is held by one worker at a time. */
export const sharedDuties = (
  sql: Sql,
  worker: string,
): Pick<Store, "claimDuties" | "keepDuties" | "freeDuty"> => ({
  claimDuties: async (now, limit) =>
    (
      await sql.all(
        `UPDATE duties SET worker = ?, leased_until = ? WHERE id IN (
           SELECT id FROM duties WHERE ${DUE} AND leased_until <= ? ${LONGEST_WAITING} ${sql.skipLocked}
         ) RETURNING *`,
        [worker, now + LEASE_MS, now, now, limit],
      )
    )
      .map(toDuty)
      .sort((a, b) => a.nextAttemptAt - b.nextAttemptAt || a.seenAt - b.seenAt),
  keepDuties: async (ids, now) => {
    if (ids.length === 0) return;
    const places = ids.map(() => "?").join(", ");
    await sql.run(`UPDATE duties SET leased_until = ? WHERE worker = ? AND id IN (${places})`, [
      now + LEASE_MS,
      worker,
      ...ids,
    ]);
  },
  freeDuty: async (id) => {
    await sql.run("UPDATE duties SET leased_until = 0 WHERE id = ? AND worker = ?", [id, worker]);
  },
});

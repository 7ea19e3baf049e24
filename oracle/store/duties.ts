import type { SQLInputValue } from "node:sqlite";
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
import { type Database, inTransaction, type Row } from "./database.ts";
import { IllegalMoveError } from "./errors.ts";
import { fromJson, toJson } from "./json.ts";
import { eraseResult, saveResult } from "./results.ts";

const optional = <T>(value: SQLInputValue | undefined): T | undefined =>
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

const assignments = (changes: DutyChanges): { sql: string[]; values: SQLInputValue[] } => {
  const entries = Object.entries(changes) as [keyof DutyChanges, DutyChanges[keyof DutyChanges]][];
  return {
    sql: entries.map(([key]) => `${COLUMN[key]} = ?`),
    values: entries.map(([, value]) =>
      value === undefined ? null : typeof value === "object" ? JSON.stringify(value) : value,
    ),
  };
};

/** Stores a request unless it is known; true when it is new. */
export const insertDuty = (db: Database, duty: NewDuty): boolean =>
  db
    .prepare(
      `INSERT INTO duties (id, requester, request, block_number, opened_at, seen_at, state)
       VALUES (?, ?, ?, ?, ?, ?, 'seen') ON CONFLICT (id) DO NOTHING`,
    )
    .run(duty.id, duty.requester, toJson(duty.request), duty.blockNumber, duty.openedAt, duty.seenAt)
    .changes === 1;

/** Marks a request settled by the chain; true when that was news. A result is kept only for answers that stand. */
export const settleDuty = (
  db: Database,
  { id, outcome, blockNumber }: Settlement,
  stands: boolean,
): boolean => {
  const { changes } = db
    .prepare(
      `UPDATE duties SET state = 'settled', outcome = ?, settled_block = ?
       WHERE id = ? AND (state <> 'settled' OR outcome <> ?)`,
    )
    .run(outcome, blockNumber, id, outcome);
  if (!stands) eraseResult(db, id);
  return changes === 1;
};

/** Notes the answer that the chain holds; true when that was news. Settled requests stay settled. */
export const proposeDuty = (db: Database, { id, blockNumber, ...answer }: Proposed): boolean => {
  const proposal = JSON.stringify(answer);
  const { changes } = db
    .prepare(
      `UPDATE duties SET state = 'proposed', proposal = ?, proposed_block = ?, ready_at = NULL, attempts = 0,
         next_attempt_at = 0
       WHERE id = ? AND state <> 'settled' AND proposal IS NOT ?`,
    )
    .run(proposal, blockNumber, id, proposal);
  return changes === 1;
};

export const readDuty = (db: Database, id: RequestId): Duty | undefined => {
  const row = db.prepare("SELECT * FROM duties WHERE id = ?").get(id) as Row | undefined;
  return row === undefined ? undefined : toDuty(row);
};

export const dutyStore = (db: Database): Pick<Store, "duty" | "dueDuties" | "backlog" | "move" | "touch"> => {
  const list = (states: readonly DutyState[]) => states.map((state) => `'${state}'`).join(", ");
  const [active, owed] = [list(ACTIVE_STATES), list(OWED_STATES)];
  return {
    duty: (id) => readDuty(db, id),
    dueDuties: (now, limit) =>
      (
        db
          .prepare(
            `SELECT * FROM duties WHERE state IN (${active}) AND next_attempt_at <= ?
             ORDER BY next_attempt_at, seen_at LIMIT ?`,
          )
          .all(now, limit) as Row[]
      ).map(toDuty),
    backlog: () => {
      const row = db
        .prepare(`SELECT count(*) AS active, min(seen_at) AS oldest FROM duties WHERE state IN (${owed})`)
        .get() as Row;
      return { active: row.active as number, oldestSeenAt: optional<number>(row.oldest) };
    },
    move: (id, from, to, changes, result?: Sealed) => {
      if (!mayMove(from, to)) throw new IllegalMoveError(id, from, to);
      return inTransaction(db, () => {
        const { sql, values } = assignments(changes);
        const set = ["state = ?", ...sql].join(", ");
        const { changes: moved } = db
          .prepare(`UPDATE duties SET ${set} WHERE id = ? AND state = ?`)
          .run(to, ...values, id, from);
        if (moved === 1 && result !== undefined) saveResult(db, id, result);
        return moved === 1;
      });
    },
    touch: (id, changes) => {
      const { sql, values } = assignments(changes);
      if (sql.length > 0) db.prepare(`UPDATE duties SET ${sql.join(", ")} WHERE id = ?`).run(...values, id);
    },
  };
};

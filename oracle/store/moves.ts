import type { RequestId } from "../../standards/hex.ts";
import { type DutyChanges, type DutyState, mayMove } from "../domain/duty.ts";
import type { Sql } from "../shared/sql/sql.ts";
import { assignments } from "./duties.ts";
import { IllegalMoveError } from "./errors.ts";

/** Thrown inside a transaction only, to take back what it did. */
class NotAllError extends Error {}

/** Moves all of several duties, or none. In the order of ids, so that workers never wait for one another in a ring. */
export const moveAll = async (
  sql: Sql,
  ids: readonly RequestId[],
  from: DutyState,
  to: DutyState,
  changes: DutyChanges,
): Promise<boolean> => {
  const [first] = ids;
  if (first !== undefined && !mayMove(from, to, changes.statement))
    throw new IllegalMoveError(first, from, to);
  const { sql: sets, values } = assignments(changes);
  const update = `UPDATE duties SET ${["state = ?", ...sets].join(", ")} WHERE id = ? AND state = ?`;
  try {
    await sql.transaction(async (tx) => {
      for (const id of ids.toSorted()) {
        if ((await tx.run(update, [to, ...values, id, from])) !== 1) throw new NotAllError();
      }
    });
    return true;
  } catch (error) {
    if (error instanceof NotAllError) return false;
    throw error;
  }
};

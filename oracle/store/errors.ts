import { TheriacError } from "../../standards/errors.ts";
import type { RequestId } from "../../standards/hex.ts";
import type { DutyState } from "../domain/duty.ts";

/** Thrown when a signature would contradict one that was released before. */
export class EquivocationError extends TheriacError {
  override readonly code = "WOULD_EQUIVOCATE";
  constructor(requestId: RequestId) {
    super("Another statement about this request was signed before.", { context: { requestId } });
  }
}

/** Thrown when a duty is asked to skip or go back. */
export class IllegalMoveError extends TheriacError {
  override readonly code = "ILLEGAL_MOVE";
  constructor(requestId: RequestId, from: DutyState, to: DutyState) {
    super("A duty cannot make this move.", { context: { requestId, from, to } });
  }
}

/** Thrown when the database cannot be opened for this node alone. */
export class StoreUnavailableError extends TheriacError {
  override readonly code = "STORE_UNAVAILABLE";
  constructor(path: string, cause: unknown) {
    super("The store cannot be opened.", {
      context: { path },
      hint: "Is another node running on the same store? Is its folder writable?",
      cause,
    });
  }
}

/** Thrown when a database belongs to another chain, oracle, operator or a newer version of the node. */
export class ForeignStoreError extends TheriacError {
  override readonly code = "FOREIGN_STORE";
  constructor(path: string, field: string, stored: string | number, expected: string | number) {
    super("The store belongs to something else.", {
      context: { path, field, stored, expected },
      hint: "Give each operator and each deployment its own store.path.",
    });
  }
}

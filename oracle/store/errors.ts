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

/** Thrown when another worker moved the cursor back while a range was read: it may be of a branch that is gone. */
export class RewoundError extends TheriacError {
  override readonly code = "REWOUND";
  override readonly retryable = true;
  constructor() {
    super("The cursor was moved back while a range was read.");
  }
}

/** Thrown when the database cannot be opened: a file for this node alone, or a server that is there. */
export class StoreUnavailableError extends TheriacError {
  override readonly code = "STORE_UNAVAILABLE";
  override readonly retryable: boolean;
  constructor(store: string, reason: string, retryable: boolean) {
    super("The store cannot be opened.", {
      context: { store, reason },
      hint: "A file: is another node running on it, is its folder writable? A server: is it up, are user and password right?",
    });
    this.retryable = retryable;
  }
}

/** Thrown when the database fails at work. `reason` is its own code; its words may quote rows. */
export class StoreFailedError extends TheriacError {
  override readonly code = "STORE_FAILED";
  override readonly retryable: boolean;
  constructor(reason: string, retryable: boolean) {
    super("The store failed.", { context: { reason }, hint: "Is the disk full, or the server down?" });
    this.retryable = retryable;
  }
}

/** Thrown when a database belongs to another chain, oracle, operator or a newer version of the node. */
export class ForeignStoreError extends TheriacError {
  override readonly code = "FOREIGN_STORE";
  constructor(store: string, field: string, stored: string | number, expected: string | number) {
    super("The store belongs to something else.", {
      context: { store, field, stored, expected },
      hint: "Give each operator and each deployment its own store.",
    });
  }
}

/** Thrown instead of signing a private answer that its signer could not defend. */
export class ProofMissingError extends TheriacError {
  override readonly code = "PROOF_MISSING";
  constructor(requestId: RequestId) {
    super("This answer may be challenged and no proof of it is kept; nothing is signed.", {
      context: { requestId },
    });
  }
}

import { TheriacError } from "../../../standards/errors.ts";
import type { Hex } from "../../../standards/hex.ts";

/** A journal is of another document, chain or account, or was cut in its middle. */
export class JournalMismatchError extends TheriacError {
  readonly code = "JOURNAL_MISMATCH";
  constructor(file: string, why: string) {
    super("The journal is not of this work.", {
      context: { file, why },
      hint: "Name another file with --journal; keep this one until its own work is done.",
    });
  }
}

/** Another run works on the journal. */
export class JournalBusyError extends TheriacError {
  readonly code = "JOURNAL_BUSY";
  override readonly retryable = true;
  constructor(file: string, process: number) {
    super("Another run is at work on this journal.", {
      context: { file, process },
      hint: "Wait until it ends. If no such run is left, remove the file with .lock at its end.",
    });
  }
}

/** A transaction waits, and may be mined later. */
export class NotMinedYetError extends TheriacError {
  readonly code = "NOT_MINED_YET";
  override readonly retryable = true;
  constructor(n: number, nonce: number) {
    super("A transaction was sent and is not mined yet.", {
      context: { transaction: n, nonce },
      hint: "Run the same command again later: nothing is sent twice.",
    });
  }
}

/** A transaction was mined and changed nothing. */
export class StepRevertedError extends TheriacError {
  readonly code = "STEP_REVERTED";
  constructor(n: number, hash: Hex) {
    super("A transaction of the plan was mined and reverted.", {
      context: { transaction: n, hash },
      hint: "Those before it stand. Run the command with --dry-run to see why, and again when the cause is gone.",
    });
  }
}

/** The nonce is used up, by what the endpoint does not tell, and the chain refuses the call now. */
export class StepUncertainError extends TheriacError {
  readonly code = "STEP_UNCERTAIN";
  constructor(n: number, nonce: number) {
    super("Whether a transaction of the plan was mined cannot be told from this endpoint.", {
      context: { transaction: n, nonce },
      hint: "Run the same command with an endpoint that keeps the blocks since it was first run.",
    });
  }
}

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

/** The endpoint does not tell the first block, by which its chain is told from others of the same number. */
export class GenesisUnknownError extends TheriacError {
  readonly code = "GENESIS_UNKNOWN";
  constructor() {
    super("The endpoint does not give the first block of its chain.", {
      hint: "Give an endpoint that keeps block 0 with --rpc.",
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
      hint: "Wait until it ends. If no such run is left, remove the files with .lock or .lock.taking at their ends.",
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

/** The same document was begun with other options: what they would change is settled. */
export class JournalOptionsError extends TheriacError {
  readonly code = "JOURNAL_OPTIONS";
  constructor(file: string, options: readonly string[]) {
    super("The journal's work was begun with other options.", {
      context: { file, options: options.join(" ") },
      hint: "Run it with the options of the first run. For other ones name another file with --journal: what was sent already is then refused by the contracts, or done again.",
    });
  }
}

/** A transaction waits behind one that is nowhere. */
export class NonceGapError extends TheriacError {
  readonly code = "NONCE_GAP";
  override readonly retryable = true;
  constructor(n: number, nonce: number, missing: number) {
    super("A transaction cannot be mined: one that the account numbered before it is gone.", {
      context: { transaction: n, nonce, missing },
      hint: "Send anything from the account with the missing nonce, or restore the one that had it; then run the same command again.",
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

/** The nonce is used up, by what the endpoint does not tell. */
export class StepUncertainError extends TheriacError {
  readonly code = "STEP_UNCERTAIN";
  constructor(n: number, nonce: number) {
    super("Whether a transaction of the plan was mined cannot be told from this endpoint.", {
      context: { transaction: n, nonce },
      hint: "Run the same command with an endpoint that keeps the blocks since it was first run.",
    });
  }
}

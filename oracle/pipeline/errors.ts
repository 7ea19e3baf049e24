import { TheriacError } from "../../standards/errors.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import type { RefusalReasonCode } from "../../standards/inference.ts";

/** Thrown when no source has the payload; it may appear later. */
export class PayloadUnavailableError extends TheriacError {
  override readonly code = "PAYLOAD_UNAVAILABLE";
  override readonly retryable = true;
  constructor(payloadHash: Hex, sources: number, why: string) {
    super("No source has the payload.", { context: { payloadHash, sources, why } });
  }
}

/** Thrown inside a step when the committee should refuse. `detail` names a rule, never a value. */
export class RefusalError extends TheriacError {
  override readonly code = "REFUSED";
  readonly reason: RefusalReasonCode;
  constructor(reason: RefusalReasonCode, detail: string, cause?: unknown) {
    super("The request must be refused.", { context: { reason, detail }, cause });
    this.reason = reason;
  }
}

/** Something failed over a decrypted record. The cause is withheld: foreign texts may quote the record. */
export class PersonalFailureError extends TheriacError {
  override readonly code = "PERSONAL_FAILURE";
  constructor(kind: string) {
    super("Inference about a person failed.", { context: { kind } });
  }
}

/** Thrown when an answer of a batch was moved before the batch was sent; nothing is sent. */
export class BatchChangedError extends TheriacError {
  override readonly code = "BATCH_CHANGED";
  override readonly retryable = true;
  constructor() {
    super("An answer of a batch was moved meanwhile; the batch is not sent.");
  }
}

/** Why one source did not give the payload. */
export class SourceError extends TheriacError {
  override readonly code = "SOURCE_FAILED";
  override readonly retryable = true;
  readonly why: SourceFailure;
  constructor(why: SourceFailure) {
    super("A payload source failed.", { context: { why } });
    this.why = why;
  }
}
export type SourceFailure =
  | "NOT_FOUND"
  | "TOO_LARGE"
  | "TIMED_OUT"
  | "REDIRECTED"
  | "PRIVATE_ADDRESS"
  | "WRONG_HASH"
  | "HTTP_STATUS"
  | "UNREACHABLE";

/** The chain's verifier takes no proof of ours: another key is in force, or none. */
export class ProofNotAcceptedError extends TheriacError {
  override readonly code = "PROOF_NOT_ACCEPTED";
  override readonly retryable = true;
  constructor(requestId: RequestId) {
    super("The chain's verifier refuses the proof; nothing is signed.", {
      context: { requestId },
      hint: "Take the proving key that belongs to the model's verification key in force (prover.models).",
    });
  }
}

/** A duty that needs a proof outlived the configuration of the prover. */
export class ProverAbsentError extends TheriacError {
  override readonly code = "PROVER_ABSENT";
  override readonly retryable = true;
  constructor(requestId: RequestId) {
    super("This answer needs a proof and no prover is configured.", {
      context: { requestId },
      hint: "Put prover back into the config.",
    });
  }
}

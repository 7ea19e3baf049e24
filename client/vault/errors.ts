import type { DenyReason } from "../../standards/consentDecision.ts";
import { TheriacError } from "../../standards/errors.ts";

// What the vault throws may be shown to anyone: it names reasons, never a record, a person, a handle or a key. Foreign
// errors are no cause of ours: those of chains and databases quote what they were given.

/** Thrown when a release is denied. The reason is all that the data user learns. */
export class ConsentDeniedError extends TheriacError {
  override readonly code = "CONSENT_DENIED";
  readonly reason: DenyReason;
  constructor(reason: DenyReason) {
    super("The consent does not permit this access.", { context: { reason } });
    this.reason = reason;
  }
}

/** Thrown when a request for records was not signed by the actor that it names. Nothing is decided then. */
export class NotTheActorError extends TheriacError {
  override readonly code = "NOT_THE_ACTOR";
  constructor() {
    super("The request is not signed by the actor that it names.", {
      hint: "Sign it with signKeyRequest, for this vault and with these record ids.",
    });
  }
}

/** Thrown when what a data user hands over has the wrong form. Nothing is decided or written down then. */
export class MalformedAskError extends TheriacError {
  override readonly code = "MALFORMED_ASK";
  constructor(field: string) {
    super("The request for records has the wrong form.", {
      context: { field },
      hint: "Addresses are 0x and 40 digits, numbers are numbers, 64-bit masks bigints, countries two capitals.",
    });
  }
}

/** Thrown when a request came after its deadline, or has one that is too far away. */
export class KeyRequestDeadlineError extends TheriacError {
  override readonly code = "KEY_REQUEST_DEADLINE";
  constructor(deadline: number, now: number) {
    super("The request's deadline has passed, or is more than a day ahead.", { context: { deadline, now } });
  }
}

/** Thrown when a request's id was used by its actor before. */
export class RequestUsedError extends TheriacError {
  override readonly code = "REQUEST_USED";
  constructor() {
    super("This actor has used the request's id already.", { hint: "Sign a request with a fresh id." });
  }
}

/** Thrown when no key can be wrapped to the encryption key of a request. */
export class BadEncryptionKeyError extends TheriacError {
  override readonly code = "BAD_ENCRYPTION_KEY";
  constructor() {
    super("The encryption key is no X25519 key that anything can be encrypted to.");
  }
}

/** Thrown when a handle is named that the vault knows no patient by. */
export class UnknownSubjectError extends TheriacError {
  override readonly code = "UNKNOWN_SUBJECT";
  constructor() {
    super("The vault knows no patient by this handle.", {
      hint: "subjectOf gives handles. One is gone with the last record of its patient.",
    });
  }
}

/** Thrown when a key cannot be bound to a handle. */
export class PatientKeyError extends TheriacError {
  override readonly code = "BAD_PATIENT_KEY";
  constructor(reason: "no address" | "another is bound" | "the old one is not bound") {
    super("The key cannot be bound to this handle.", {
      context: { reason },
      hint: "Identify the person anew and name the key that the new one is instead of.",
    });
  }
}

/** Thrown when a master key is not 32 bytes. */
export class BadMasterKeyError extends TheriacError {
  override readonly code = "BAD_MASTER_KEY";
  constructor() {
    super("A master key is 0x and 64 hex digits: 32 random bytes.");
  }
}

/** Thrown when a request names no records, too many, or one twice. */
export class BadRecordListError extends TheriacError {
  override readonly code = "BAD_RECORD_LIST";
  constructor(count: number, most: number) {
    super("A request names records, each once.", { context: { count, most } });
  }
}

/** Thrown when the chain cannot say whether a consent permits something. Nothing leaves then. */
export class DecisionUnavailableError extends TheriacError {
  override readonly code = "DECISION_UNAVAILABLE";
  override readonly retryable = true;
  constructor() {
    super("The chain gave no decision.", { hint: "Is the custodian's own endpoint up and in step?" });
  }
}

/** Thrown when a kinship of diseases is claimed that no published ontology shows. */
export class ForgedAncestryError extends TheriacError {
  override readonly code = "FORGED_ANCESTRY";
  constructor() {
    super("A kinship of diseases is not shown by a published ontology.");
  }
}

/** Thrown when a transaction of the vault's did not go through. What it was for is journaled and done at the next run. */
export class AnchorFailedError extends TheriacError {
  override readonly code = "ANCHOR_FAILED";
  override readonly retryable = true;
  constructor(step: "anchor" | "erase" | "read", revert: string | undefined) {
    super("The record registry did not take it.", {
      context: { step, ...(revert === undefined ? {} : { revert }) },
      hint: "Is the custodian listed, and has its account ether? Run resume() then.",
    });
  }
}

/** Thrown when all was tried and the chain did not take part of it. That is journaled and done at the next run. */
export class ChainWorkUnfinishedError extends TheriacError {
  override readonly code = "CHAIN_WORK_UNFINISHED";
  override readonly retryable = true;
  readonly failures: readonly AnchorFailedError[];
  constructor(failures: readonly AnchorFailedError[]) {
    const reasons = failures.map(({ context }) => `${context.step}: ${context.revert ?? "no answer"}`);
    super("The record registry did not take everything.", {
      context: { failures: failures.length, reasons: [...new Set(reasons)].join(", ") },
      hint: "What it took is confirmed. Run resume() for the rest once the reasons are gone.",
    });
    this.failures = failures;
  }
}

/** Thrown when a record's legal hold is no time, or ends later than the chain takes. Nothing is kept then. */
export class HoldOutOfRangeError extends TheriacError {
  override readonly code = "HOLD_OUT_OF_RANGE";
  constructor(retainUntil: number, most: number) {
    super("The chain takes no such legal hold.", {
      context: { retainUntil, most },
      hint: "Unix seconds, at most thirty years ahead; zero for none.",
    });
  }
}

/** Thrown when a record is named that the vault does not hold. */
export class UnknownRecordError extends TheriacError {
  override readonly code = "UNKNOWN_RECORD";
  constructor() {
    super("The vault holds no such record.");
  }
}

/** Thrown when a record is to be erased that must be kept. */
export class LegalHoldError extends TheriacError {
  override readonly code = "UNDER_LEGAL_HOLD";
  constructor(retainUntil: number) {
    super("The record is under legal hold.", { context: { retainUntil } });
  }
}

/** Thrown when an acknowledgement fits no permit, or is not the data user's. */
export class BadAcknowledgementError extends TheriacError {
  override readonly code = "BAD_ACKNOWLEDGEMENT";
  constructor(reason: "unknown access" | "signature" | "another was given") {
    super("The acknowledgement is not the data user's for this access.", { context: { reason } });
  }
}

/** Thrown when a key or a record does not decrypt: wrong master key, or altered at rest. */
export class VaultSealError extends TheriacError {
  override readonly code = "VAULT_SEAL_BROKEN";
  constructor(part: "record key" | "record" | "release" | "commitment") {
    super("Something sealed does not open.", { context: { part } });
  }
}

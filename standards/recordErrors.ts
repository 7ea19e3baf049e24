import { TheriacError } from "./errors.ts";

// Records are about people: these errors say where, never what. Places are JSON Pointers (RFC 6901).

/** A value has no place in JSON, or more than one way to be written. */
export class NotJsonError extends TheriacError {
  readonly code = "NOT_JSON";
  constructor(where: string, reason: string) {
    super("The document is not JSON that can be committed to.", {
      context: { where: where === "" ? "the whole document" : where, reason },
      hint: "Records are I-JSON (RFC 7493): finite numbers, whole Unicode, no name twice in an object.",
    });
  }
}

/** An anchor holds no commitments, more than fit, or none at that place. */
export class AnchorIndexError extends TheriacError {
  readonly code = "ANCHOR_INDEX_OUT_OF_RANGE";
  constructor(index: number, count: number) {
    super("An anchor has nothing at this place.", { context: { index, count } });
  }
}

/** Two records of an anchor have the same commitment. */
export class CommitmentRepeatedError extends TheriacError {
  readonly code = "COMMITMENT_REPEATED";
  constructor(first: number, second: number) {
    super("Two records of an anchor have the same commitment.", {
      context: { first, second },
      hint: "Every record takes a fresh salt: commitRecord draws one.",
    });
  }
}

/** A leaf of a health profile is none that can be disclosed. */
export class ProfileLeafError extends TheriacError {
  readonly code = "PROFILE_LEAF_MALFORMED";
  constructor(index: number, field: string) {
    super("A leaf of a health profile is malformed.", { context: { index, field } });
  }
}

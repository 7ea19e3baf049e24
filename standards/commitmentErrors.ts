import { TheriacError } from "./errors.ts";

// Inputs and scores may be about a person: these errors say where, never what.

/** A network input is outside [-1023, 1023]. */
export class InputOutOfRangeError extends TheriacError {
  readonly code = "INPUT_OUT_OF_RANGE";
  constructor(index: number, limit: number) {
    super("A network input is out of range.", {
      context: { index, limit },
      hint: `Every input is an integer in [-${limit}, ${limit}]; run the raw values through the model's quantiser.`,
    });
  }
}

/** A network input is NaN, infinite or has a fraction. */
export class InputNotIntegerError extends TheriacError {
  readonly code = "INPUT_NOT_INTEGER";
  constructor(index: number) {
    super("A network input is not an integer.", {
      context: { index },
      hint: "Missing values are written as 0 by the quantiser, never as NaN.",
    });
  }
}

/** An input vector is empty, or too long for its commitment. */
export class InputLengthError extends TheriacError {
  readonly code = "INPUT_LENGTH_UNSUPPORTED";
  constructor(length: number, most: number) {
    super("The input vector has a length that cannot be committed to.", { context: { length, most } });
  }
}

/** A salt, a request id or another word is not 32 bytes of hex. */
export class WordMalformedError extends TheriacError {
  readonly code = "WORD_MALFORMED";
  constructor(field: string, length: number) {
    super("A 32-byte word was expected.", {
      context: { field, length },
      hint: "Write it as 0x and 64 hex digits.",
    });
  }
}

/** Scores that do not fit int32, or bytes that are not whole int32 words. */
export class ScoresMalformedError extends TheriacError {
  readonly code = "SCORES_MALFORMED";
  constructor(reason: string, context: Readonly<Record<string, number>>) {
    super(`The scores are malformed: ${reason}.`, { context });
  }
}

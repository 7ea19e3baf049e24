import { TheriacError } from "../errors.ts";

/** A GS1 key has the wrong number of digits, or something that is no digit. */
export class Gs1KeyMalformedError extends TheriacError {
  readonly code = "GS1_KEY_MALFORMED";
  constructor(key: string, text: string, lengths: readonly number[]) {
    super("A GS1 key has the wrong form.", {
      context: { key, text, lengths: lengths.join(" or ") },
      hint: "Write all digits, leading zeros included, without spaces.",
    });
  }
}

/** The last digit is not the check digit of the others. */
export class Gs1CheckDigitError extends TheriacError {
  readonly code = "GS1_CHECK_DIGIT_WRONG";
  constructor(key: string, text: string, expected: number) {
    super("A GS1 key has a wrong check digit.", { context: { key, text, expected } });
  }
}

/** A number is outside its GS1 key's range. */
export class Gs1KeyRangeError extends TheriacError {
  readonly code = "GS1_KEY_OUT_OF_RANGE";
  constructor(key: string, value: bigint) {
    super("A number is no GS1 key of this kind.", { context: { key, value } });
  }
}

/** A lot or serial is empty, longer than 20 characters, or has one outside GS1's set 82. */
export class Gs1TextMalformedError extends TheriacError {
  readonly code = "GS1_TEXT_MALFORMED";
  constructor(field: string, length: number, position: number | undefined) {
    super("A lot or serial number has the wrong form.", {
      context: { field, length, position },
      hint: "One to 20 characters of GS1's character set 82, case kept, never trimmed.",
    });
  }
}

/** An expiry is not YYMMDD, or names a day that its month does not have. */
export class ExpiryMalformedError extends TheriacError {
  readonly code = "EXPIRY_MALFORMED";
  constructor(text: string) {
    super("An expiry date has the wrong form.", {
      context: { text },
      hint: "Six digits YYMMDD; day 00 stands for the last day of the month.",
    });
  }
}

/** What is wrong with an element string, a Digital Link or an EPC URI. */
export type Gs1Fault =
  | "AI_UNKNOWN"
  | "CARRIER"
  | "CHARACTER"
  | "CHECK_DIGIT"
  | "DATE"
  | "EMPTY"
  | "ENCODING"
  | "EXCLUSIVE"
  | "LENGTH"
  | "MISSING"
  | "ORDER"
  | "PIECES"
  | "PREFIX"
  | "REPEATED"
  | "REQUIRES"
  | "SYNTAX";

const HINTS: Readonly<Record<Gs1Fault, string>> = {
  AI_UNKNOWN: "No application identifier that is covered starts here; is a separator missing before it?",
  CARRIER: "GS1 carriers are ]d2, ]Q3, ]C1, ]e0 and ]J1.",
  CHARACTER: "Only the characters of the identifier's GS1 set may stand here.",
  CHECK_DIGIT: "Weights 3, 1, 3, ... from the right of the other digits; the sum ends in zero.",
  DATE: "Write YYMMDD of a day that exists; where it is allowed, day 00 is the last of the month.",
  EMPTY: "Leave the element out, or give it a value.",
  ENCODING: "Write other characters as % and two hex digits, in UTF-8.",
  EXCLUSIVE: "Two of these identifiers never stand together.",
  LENGTH: "The value is too short or too long for its identifier.",
  MISSING: "An identifier is needed here that is not there.",
  ORDER: "Key qualifiers stand in their fixed order: 22, 10, 21.",
  PIECES: "A piece has a number from 1 to the total.",
  PREFIX: "A company prefix has 6 to 12 digits and leads the key.",
  REPEATED: "An identifier that repeats must have the same value each time.",
  REQUIRES: "This identifier says something about another one that has to stand beside it.",
  SYNTAX: "The text is not written in the form that is asked for.",
};

/** A barcode's content, a Digital Link or an EPC URI breaks a rule. It says where, never what stands there. */
export class Gs1MessageError extends TheriacError {
  readonly code = "GS1_MESSAGE_INVALID";
  readonly fault: Gs1Fault;
  /** Where in the text, counted from 0 in characters; in a list of elements, which one. */
  readonly position: number;
  readonly ai: string | undefined;

  constructor(fault: Gs1Fault, position: number, ai?: string) {
    super("GS1 data break a rule.", { context: { fault, position, ai }, hint: HINTS[fault] });
    this.fault = fault;
    this.position = position;
    this.ai = ai;
  }
}

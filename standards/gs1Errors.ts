import { TheriacError } from "./errors.ts";

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

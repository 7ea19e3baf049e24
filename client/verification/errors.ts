import { TheriacError } from "../../standards/errors.ts";

/** Somebody asks about too many serials that do not exist. */
export class TooManyMissesError extends TheriacError {
  override readonly code = "TOO_MANY_MISSES";
  override readonly retryable = true;
  constructor(retryAfterSeconds: number) {
    super("Too many questions about packs that do not match.", {
      context: { retryAfterSeconds },
      hint: "Ask again later. Serials are not to be guessed.",
    });
  }
}

/** Two packs of one trade item have the same serial. */
export class SerialOfTwoLotsError extends TheriacError {
  override readonly code = "SERIAL_OF_TWO_LOTS";
  constructor(gtin: string, first: string, second: string) {
    super("A serial stands in two lots of one trade item.", { context: { gtin, first, second } });
  }
}

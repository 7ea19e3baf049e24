import { TheriacError } from "./errors.ts";

/** The bytes are not a header and whole readings. */
export class ReadingsLengthError extends TheriacError {
  readonly code = "READINGS_LENGTH_WRONG";
  constructor(length: number) {
    super("Device readings have the wrong length.", {
      context: { length },
      hint: "Five bytes of start, then four for each reading.",
    });
  }
}

/** Too few or too many readings. */
export class ReadingsCountError extends TheriacError {
  readonly code = "READINGS_COUNT_OUT_OF_RANGE";
  constructor(count: number, least: number, most: number) {
    super("A series has too few or too many readings.", { context: { count, least, most } });
  }
}

/** The start is no time in whole seconds that a device could have. */
export class ReadingsStartError extends TheriacError {
  readonly code = "READINGS_START_OUT_OF_RANGE";
  constructor(startedAt: number) {
    super("A series starts at an impossible time.", { context: { startedAt } });
  }
}

/** The first reading is not at the start, or no time passed before a later one. */
export class ReadingIntervalError extends TheriacError {
  readonly code = "READING_INTERVAL_WRONG";
  constructor(position: number, minutesSincePrevious: number) {
    super("A reading has an impossible interval.", {
      context: { position, minutesSincePrevious },
      hint: "The first reading has 0 minutes, every other 1 to 65535.",
    });
  }
}

/** A temperature is outside what loggers measure, or no whole tenth of a degree. */
export class ReadingTemperatureError extends TheriacError {
  readonly code = "READING_TEMPERATURE_WRONG";
  constructor(position: number, deciCelsius: number) {
    super("A reading has an impossible temperature.", { context: { position, deciCelsius } });
  }
}

import { TheriacError } from "./errors.ts";

/** A patient's emergencies are counted by whole numbers from zero. */
export class EmergencyCountError extends TheriacError {
  readonly code = "EMERGENCY_COUNT";
  constructor(n: number, most: number) {
    super("No emergency has this number.", { context: { n, most } });
  }
}

import { TheriacError } from "../../standards/errors.ts";

/** A scan names a place that the local table does not know. */
export class PlaceUnknownError extends TheriacError {
  override readonly code = "PLACE_UNKNOWN";
  constructor(gln: string) {
    super("The table of places does not know this location number.", {
      context: { gln },
      hint: "Add it with its coordinates: without them nobody can tell how far apart two scans are.",
    });
  }
}

/** The log of scans failed. A database's own messages quote rows: they are never kept as a cause. */
export class ScanLogError extends TheriacError {
  override readonly code = "SCAN_LOG_FAILED";
  override readonly retryable: boolean;
  constructor(step: "open" | "record", reason: string, retryable = false) {
    super("The log of scans failed.", { context: { step, reason } });
    this.retryable = retryable;
  }
}

/** The key of a log, or the salt of a finding, is not 32 bytes. */
export class ScanKeyError extends TheriacError {
  override readonly code = "SCAN_KEY_MALFORMED";
  constructor(bytes: number) {
    super("The key of a log of scans must be 32 bytes.", { context: { bytes } });
  }
}

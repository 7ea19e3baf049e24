import { TheriacError } from "./errors.ts";

/** A payload is not what its kind says. Says where it is wrong, never what stands there. */
export class PayloadMalformedError extends TheriacError {
  readonly code = "PAYLOAD_MALFORMED";
  constructor(kind: string, reason: string, cause?: unknown) {
    super(`The payload is malformed: ${reason}.`, {
      context: { kind },
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

import { type ErrorContext, TheriacError } from "../../standards/errors.ts";

/** Committed data, generated data or a card are not what training or verification needs. */
export class ModelDataError extends TheriacError {
  readonly code = "MODEL_DATA_INVALID";
  constructor(message: string, context: ErrorContext = {}) {
    super(message, { context });
  }
}

import { TheriacError } from "../../../standards/errors.ts";

/** A job asked for something it does not get. `status` is the HTTP status of the answer. */
export class AdapterError extends TheriacError {
  override readonly code: string;
  readonly status: number;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

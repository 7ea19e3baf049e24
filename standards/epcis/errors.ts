import { TheriacError } from "../errors.ts";
import { jsonPointer, type Path } from "./path.ts";

/** What is wrong with an EPCIS document. */
export type EpcisFault =
  | "CLASS"
  | "CODE"
  | "CONTEXT"
  | "EMPTY"
  | "EVENT_TYPE"
  | "FORBIDDEN"
  | "KEY"
  | "MISSING"
  | "NOT_JSON"
  | "NUMBER"
  | "ORDER"
  | "REPEATED"
  | "SIZE"
  | "TIME"
  | "TYPE"
  | "UNKNOWN_FIELD"
  | "URI";

export type Finding = {
  readonly fault: EpcisFault;
  readonly path: Path;
  /** Which rule is broken, in words. */
  readonly reason: string;
};

/** Thrown when a document is not valid EPCIS 2.0. It says where and why, never what stands there. */
export class InvalidEpcisError extends TheriacError {
  readonly code = "INVALID_EPCIS";
  readonly fault: EpcisFault;
  /** JSON pointer into the document. */
  readonly pointer: string;

  constructor({ fault, path, reason }: Finding, cause?: unknown) {
    const pointer = jsonPointer(path);
    super(`The document is not valid EPCIS 2.0: ${pointer === "" ? "it" : pointer} ${reason}.`, {
      context: { fault, pointer },
      ...(cause === undefined ? {} : { cause }),
    });
    this.fault = fault;
    this.pointer = pointer;
  }
}

import { TheriacError } from "../../standards/errors.ts";

/** Why a message from somebody who says to be an operator is not taken. */
export type EnvelopeProblem =
  | "MALFORMED_ENVELOPE"
  | "WRONG_DEPLOYMENT"
  | "WRONG_RECIPIENT"
  | "OUT_OF_TIME"
  | "JUST_STARTED"
  | "UNKNOWN_SENDER"
  | "BAD_SESSION"
  | "BAD_SIGNATURE"
  | "REPLAYED"
  | "WRONG_ANSWER"
  | "TOO_MANY_MESSAGES";

/** Thrown for a message that is not authenticated. */
export class EnvelopeError extends TheriacError {
  override readonly code = "ENVELOPE_REFUSED";
  readonly why: EnvelopeProblem;
  constructor(why: EnvelopeProblem) {
    super("A message from an operator was not taken.", {
      context: { why },
      hint: "Compare clocks, deployments and peers: see docs/adr/0015.",
    });
    this.why = why;
  }
}

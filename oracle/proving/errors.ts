import { TheriacError } from "../../standards/errors.ts";

/** Thrown when no proof comes out of the prover's process. What it was given is never repeated. */
export class ProverFailedError extends TheriacError {
  override readonly code = "PROVER_FAILED";
  override readonly retryable = true;
  constructor(why: string) {
    super("The prover made no proof; nothing is signed without one.", {
      context: { why },
      hint: "Check prover.circuits and prover.models; `npm run circuits:build` makes what it needs beforehand.",
    });
  }
}

/** Thrown at start when a model to be proved is not there. */
export class ProverModelError extends TheriacError {
  override readonly code = "PROVER_MODEL_MISSING";
  constructor(folder: string, cause: unknown) {
    super("The prover's model cannot be read.", {
      context: { folder },
      hint: "prover.models names folders of models, those that hold artifacts/.",
      cause,
    });
  }
}

import { TheriacError } from "../standards/errors.ts";

/** The circuit compiler refused a source. */
export class CircuitCompilationError extends TheriacError {
  readonly code = "CIRCUIT_COMPILATION_FAILED";
  constructor(output: string) {
    super("The circuit does not compile.", { context: { output } });
  }
}

/** The prover's process ended without a proof. What it was given is never part of this error. */
export class ProverFailedError extends TheriacError {
  readonly code = "PROVER_FAILED";
  constructor(reason: string) {
    super("The prover made no proof.", {
      context: { reason },
      hint: "NO_WITNESS means that the input is out of the network's range; try `npm run circuits:build` otherwise.",
    });
  }
}

/** A verification key file is not what it says it is. */
export class KeyFileError extends TheriacError {
  readonly code = "KEY_FILE_INVALID";
  constructor(reason: string, context: Readonly<Record<string, string>> = {}) {
    super(`The key file is not usable: ${reason}.`, {
      context,
      hint: "Rebuild it with `npm run circuits:build`, or take the one that the ceremony published.",
    });
  }
}

/** A step of a set-up ceremony did not go as it must. */
export class CeremonyError extends TheriacError {
  readonly code = "CEREMONY_FAILED";
  constructor(step: string, reason: string) {
    super("The set-up ceremony cannot go on.", { context: { step, reason } });
  }
}

/** The circuit and the integer reference disagree, or the circuit finds no witness for a valid input. */
export class CircuitDiffersError extends TheriacError {
  readonly code = "CIRCUIT_DIFFERS";
  constructor(index: number, reason: string) {
    super("The circuit gives another answer than the integer reference.", { context: { index, reason } });
  }
}

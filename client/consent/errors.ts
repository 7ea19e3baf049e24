import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";

/** A consent, request, credential or kinship is not in the form that a decision is made over. */
export class QuestionMalformedError extends TheriacError {
  readonly code = "QUESTION_MALFORMED";
  constructor(field: string) {
    super("What is to be decided over has the wrong form.", {
      context: { field },
      hint: "Addresses are 0x and 40 digits, numbers are numbers, 64-bit masks bigints, countries two capitals.",
    });
  }
}

/** A disease is claimed to be a kind of another, and what is shown for it does not show it. */
export class ForgedAncestryError extends TheriacError {
  readonly code = "FORGED_ANCESTRY";
  constructor(root: Hex) {
    super("What is shown does not make the disease a kind of the one that is claimed.", {
      context: { root },
      hint: "Take proofs from an ontology that the deployment publishes: standards/ontology.ts.",
    });
  }
}

/** An endpoint answered with a decision whose hash is another decision's. */
export class DecisionAlteredError extends TheriacError {
  readonly code = "DECISION_ALTERED";
  constructor(actual: Hex, expected: Hex) {
    super("The endpoint answered with a decision that does not have the hash it gave.", {
      context: { actual, expected },
      hint: "Ask an endpoint of your own.",
    });
  }
}

import type { Hex } from "../../standards/hex.ts";
import { VERIFICATION_FAILURES } from "../../standards/provenance.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import { type LotDetails, numberOf } from "./supplyTypes.ts";

export type VerificationFailure = (typeof VERIFICATION_FAILURES)[number];

/** Answers, as the authorisation holder, whether a returned or suspect pack is what it says. */
export const answerReturn = (
  lot: LotDetails,
  index: number,
  failure: VerificationFailure,
  corrUuid: Hex,
): Step =>
  unitStep(
    "answerVerification",
    UNITS.encodeFunctionData("answerVerification", [
      lot,
      index,
      numberOf(VERIFICATION_FAILURES, failure),
      corrUuid,
    ]),
    failure === "None" ? "says that a pack matches" : `says of a pack: ${failure}`,
  );

import { formatSscc, type Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { MARKS } from "../../standards/provenance.ts";
import { contractArgument } from "../contractArgument.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import { numberOf, type Place } from "./supplyTypes.ts";

/** Marks a logistic unit as what its custodian found it to be. */
export const markLogisticUnit = (
  { sscc, contents }: Place,
  what: "Suspect" | "Destroyed" | "Stolen",
  by: Gln,
  reason: Hex,
): Step =>
  batchStep(
    "mark",
    BATCHES.encodeFunctionData("mark", [
      sscc,
      contractArgument(contents),
      [],
      numberOf(MARKS, what),
      by,
      reason,
    ]),
    `marks ${formatSscc(sscc)} ${what}`,
  );

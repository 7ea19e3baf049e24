import { formatSscc, type Sscc } from "../../standards/gs1/keys.ts";
import { DISCREPANCY_CODES } from "../../standards/provenance.ts";
import type { DiscrepancyCode } from "./receiveUnit.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import { numberOf } from "./supplyTypes.ts";

/** Refuses a logistic unit; custody stays with the sender, and it is Suspect. */
export const rejectShipment = (sscc: Sscc, code: DiscrepancyCode): Step =>
  batchStep(
    "rejectShipment",
    BATCHES.encodeFunctionData("rejectShipment", [sscc, numberOf(DISCREPANCY_CODES, code)]),
    `refuses ${formatSscc(sscc)}`,
  );

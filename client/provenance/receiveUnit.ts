import { formatSscc } from "../../standards/gs1/keys.ts";
import { DISCREPANCY_CODES } from "../../standards/provenance.ts";
import { contractArgument } from "../contractArgument.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import { numberOf, type Place } from "./supplyTypes.ts";

export type DiscrepancyCode = (typeof DISCREPANCY_CODES)[number];

/** Accepts a logistic unit; what it is short of is booked against the sender. */
export const receiveUnit = ({ sscc, contents }: Place, count: number, code: DiscrepancyCode): Step =>
  batchStep(
    "receiveShipment",
    BATCHES.encodeFunctionData("receiveShipment", [
      sscc,
      contractArgument(contents),
      count,
      numberOf(DISCREPANCY_CODES, code),
    ]),
    `accepts ${formatSscc(sscc)} with ${count} packs`,
  );

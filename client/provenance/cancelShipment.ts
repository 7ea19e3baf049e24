import { formatSscc, type Sscc } from "../../standards/gs1/keys.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";

/** Takes an offer back before the pick-up. */
export const cancelShipment = (sscc: Sscc): Step =>
  batchStep(
    "cancelShipment",
    BATCHES.encodeFunctionData("cancelShipment", [sscc]),
    `takes the offer of ${formatSscc(sscc)} back`,
  );

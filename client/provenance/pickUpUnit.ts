import { formatSscc, type Gln, type Sscc } from "../../standards/gs1/keys.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";

/** Confirms the pick-up; the sender can no longer cancel. */
export const pickUpUnit = (sscc: Sscc, by: Gln): Step =>
  batchStep("pickUp", BATCHES.encodeFunctionData("pickUp", [sscc, by]), `picks up ${formatSscc(sscc)}`);

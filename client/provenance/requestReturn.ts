import { formatGln, type Gln } from "../../standards/gs1/keys.ts";
import { contractArgument } from "../contractArgument.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import type { LotDetails, Place } from "./supplyTypes.ts";

/** Sends a pack back to a wholesaler, once in its life. */
export const requestReturn = (place: Place, lot: LotDetails, index: number, to: Gln): Step =>
  unitStep(
    "requestReturn",
    UNITS.encodeFunctionData("requestReturn", [contractArgument(place), lot, index, to]),
    `sends a pack back to ${formatGln(to)}`,
  );

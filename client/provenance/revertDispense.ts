import { type Step, UNITS, unitStep } from "./step.ts";
import type { LotDetails } from "./supplyTypes.ts";

/** Takes a dispense back: the same dispenser, within ten days, a pack that was not handed over. */
export const revertDispense = (lot: LotDetails, index: number): Step =>
  unitStep(
    "revertDispense",
    UNITS.encodeFunctionData("revertDispense", [lot, index]),
    "takes a dispense back",
  );

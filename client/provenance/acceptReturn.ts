import type { Hex } from "../../standards/hex.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import type { LotDetails } from "./supplyTypes.ts";

/** Takes a verified return into custody, saleable. `series` is the verdict on its time outside, where one is asked for. */
export const acceptReturn = (lot: LotDetails, index: number, series: Hex): Step =>
  unitStep(
    "acceptReturn",
    UNITS.encodeFunctionData("acceptReturn", [lot, index, series]),
    "takes a returned pack into custody",
  );

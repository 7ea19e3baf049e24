import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import type { LotDetails } from "./supplyTypes.ts";

/** Ends a return without success. */
export const endReturn = (lot: LotDetails, index: number, by: Gln, reason: Hex): Step =>
  unitStep(
    "endReturn",
    UNITS.encodeFunctionData("endReturn", [lot, index, by, reason]),
    "ends the return of a pack",
  );

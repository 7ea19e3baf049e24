import type { Gln } from "../../standards/gs1/keys.ts";
import { contractArgument } from "../contractArgument.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import type { LotUnits } from "./supplyTypes.ts";

/** Notes that the dispenser told, or tried to tell, whoever got these packs. Nothing of those persons goes along. */
export const passOnRecall = ({ lot, indices }: LotUnits, by: Gln): Step =>
  unitStep(
    "passOnRecall",
    UNITS.encodeFunctionData("passOnRecall", [lot, by, contractArgument(indices)]),
    `notes that the notice of ${indices.length} packs was passed on`,
  );

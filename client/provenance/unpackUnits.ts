import { formatSscc } from "../../standards/gs1/keys.ts";
import { contractArgument } from "../contractArgument.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import type { LotUnits, Place } from "./supplyTypes.ts";

/** Takes single packs out of an outermost logistic unit. */
export const unpackUnits = (place: Place, { lot, indices }: LotUnits): Step =>
  unitStep(
    "unpackUnits",
    UNITS.encodeFunctionData("unpackUnits", [contractArgument(place), lot, contractArgument(indices)]),
    `takes ${indices.length} packs out of ${formatSscc(place.sscc)}`,
  );

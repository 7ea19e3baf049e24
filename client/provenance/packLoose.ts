import { formatSscc, type Gln } from "../../standards/gs1/keys.ts";
import { contractArgument } from "../contractArgument.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import type { LotUnits, Place } from "./supplyTypes.ts";

/** Packs packs that lie by themselves into a logistic unit, new (no contents) or outermost. */
export const packLoose = (into: Place, units: readonly LotUnits[], custodian: Gln): Step =>
  unitStep(
    "packUnits",
    UNITS.encodeFunctionData("packUnits", [contractArgument(into), contractArgument(units), custodian]),
    `packs ${units.reduce((sum, { indices }) => sum + indices.length, 0)} loose packs into ${formatSscc(into.sscc)}`,
  );

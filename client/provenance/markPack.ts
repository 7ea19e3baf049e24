import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { UNIT_STATES } from "../../standards/provenance.ts";
import { contractArgument } from "../contractArgument.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import { type LotDetails, numberOf, type Place } from "./supplyTypes.ts";

export type PackMark = "Suspect" | "Destroyed" | "Sampled" | "Exported" | "Stolen";

/** Marks a single pack as what its holder found it to be. */
export const markPack = (
  place: Place,
  { lot, index }: { readonly lot: LotDetails; readonly index: number },
  what: PackMark,
  by: Gln,
  reason: Hex,
): Step =>
  unitStep(
    "markUnit",
    UNITS.encodeFunctionData("markUnit", [
      contractArgument(place),
      lot,
      index,
      numberOf(UNIT_STATES, what),
      by,
      reason,
    ]),
    `marks a pack ${what}`,
  );

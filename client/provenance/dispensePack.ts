import { contractArgument } from "../contractArgument.ts";
import { type Step, UNITS, unitStep } from "./step.ts";
import type { LotDetails, PackProof, Place } from "./supplyTypes.ts";

/** Takes a pack out of the supply chain; the first dispense wins. */
export const dispensePack = (
  place: Place,
  lot: LotDetails,
  { index, unitHash, proof }: PackProof,
  supplied: boolean,
): Step =>
  unitStep(
    "dispense",
    UNITS.encodeFunctionData("dispense", [
      contractArgument(place),
      lot,
      index,
      unitHash,
      contractArgument(proof),
      supplied,
    ]),
    supplied ? "dispenses a pack and hands it over" : "dispenses a pack, which stays on the premises",
  );

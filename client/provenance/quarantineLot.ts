import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import type { LotDetails } from "./supplyTypes.ts";

/** Stops a lot at once, wherever its packs are. */
export const quarantineLot = (lot: LotDetails, orderedBy: Gln, reason: Hex): Step =>
  batchStep(
    "quarantine",
    BATCHES.encodeFunctionData("quarantine", [lot, orderedBy, reason]),
    `stops a lot of ${lot.unitCount} packs`,
  );

import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { RECALL_CLASSES } from "../../standards/provenance.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import { type LotDetails, numberOf } from "./supplyTypes.ts";

export type RecallClass = Exclude<(typeof RECALL_CLASSES)[number], "None">;

/** Recalls a lot for good, wherever its packs are: one write. */
export const recallLot = (lot: LotDetails, recallClass: RecallClass, by: Gln, reason: Hex): Step =>
  batchStep(
    "recall",
    BATCHES.encodeFunctionData("recall", [lot, numberOf(RECALL_CLASSES, recallClass), by, reason]),
    `recalls a lot of ${lot.unitCount} packs, class ${recallClass}`,
  );

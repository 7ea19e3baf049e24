import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import type { LotDetails } from "./supplyTypes.ts";

/** What a recall achieved, in packs. */
export type RecallFigures = {
  readonly dispensed: number;
  readonly notified: number;
  readonly recovered: number;
  readonly destroyed: number;
  readonly reportHash: Hex;
};

/** Shows the figures of a recall; it is closed when authorisation holder and regulator have shown the same. */
export const closeRecall = (lot: LotDetails, by: Gln, figures: RecallFigures): Step =>
  batchStep(
    "closeRecall",
    BATCHES.encodeFunctionData("closeRecall", [lot, by, figures]),
    "shows what the recall achieved",
  );

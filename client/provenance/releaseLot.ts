import type { Hex } from "../../standards/hex.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import type { LotDetails } from "./supplyTypes.ts";

/** Releases a lot to trade, as the authorisation holder's quality person. */
export const releaseLot = (lot: LotDetails, certificateHash: Hex): Step =>
  batchStep(
    "release",
    BATCHES.encodeFunctionData("release", [lot, certificateHash]),
    `releases ${lot.unitCount} packs to trade`,
  );

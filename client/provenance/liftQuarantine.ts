import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { QUARANTINE_ORDERS } from "../../standards/provenance.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import { type LotDetails, numberOf } from "./supplyTypes.ts";

export type QuarantineOrder = (typeof QUARANTINE_ORDERS)[number];

/** Lifts one order on a lot; others stay in force. */
export const liftQuarantine = (lot: LotDetails, order: QuarantineOrder, by: Gln, reason: Hex): Step =>
  batchStep(
    "liftQuarantine",
    BATCHES.encodeFunctionData("liftQuarantine", [lot, numberOf(QUARANTINE_ORDERS, order), by, reason]),
    `lifts the order of ${order} on a lot of ${lot.unitCount} packs`,
  );

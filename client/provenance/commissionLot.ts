import { formatGtin } from "../../standards/gs1/keys.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import type { LotDetails } from "./supplyTypes.ts";

/** Brings a lot to life: one write, however many packs it has. */
export const commissionLot = (lot: LotDetails): Step =>
  batchStep(
    "commission",
    BATCHES.encodeFunctionData("commission", [lot]),
    `commissions a lot of ${formatGtin(lot.gtin)}, ${lot.unitCount} packs`,
  );

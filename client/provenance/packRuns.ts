import { formatSscc, type Sscc } from "../../standards/gs1/keys.ts";
import { contractArgument } from "../contractArgument.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import type { PackItem } from "./supplyTypes.ts";

/** Packs the next units of one or more lots into a new logistic unit. */
export const packRuns = (sscc: Sscc, items: readonly PackItem[]): Step =>
  batchStep(
    "pack",
    BATCHES.encodeFunctionData("pack", [sscc, contractArgument(items)]),
    `packs ${items.reduce((sum, { unitCount }) => sum + unitCount, 0)} packs into ${formatSscc(sscc)}`,
  );

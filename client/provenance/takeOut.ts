import { formatSscc } from "../../standards/gs1/keys.ts";
import { contractArgument } from "../contractArgument.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import type { Child, Place } from "./supplyTypes.ts";

/** Takes a logistic unit out of an outermost one. */
export const takeOut = ({ sscc, contents }: Place, child: Child): Step =>
  batchStep(
    "disaggregate",
    BATCHES.encodeFunctionData("disaggregate", [sscc, contractArgument(contents), contractArgument(child)]),
    `takes ${formatSscc(child.sscc)} out of ${formatSscc(sscc)}`,
  );

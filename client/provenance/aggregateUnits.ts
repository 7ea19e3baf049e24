import { formatSscc } from "../../standards/gs1/keys.ts";
import { contractArgument } from "../contractArgument.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import type { Child, Place } from "./supplyTypes.ts";

/** Puts logistic units into another one, new (no contents) or outermost. */
export const aggregateUnits = ({ sscc, contents }: Place, children: readonly Child[]): Step =>
  batchStep(
    "aggregate",
    BATCHES.encodeFunctionData("aggregate", [sscc, contractArgument(contents), contractArgument(children)]),
    `puts ${children.map((child) => formatSscc(child.sscc)).join(", ")} into ${formatSscc(sscc)}`,
  );

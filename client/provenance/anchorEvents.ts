import { formatGln, type Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { ANCHORS, anchorStep, type Step } from "./step.ts";

/** A batch of events under one root. */
export type EventBatch = {
  readonly root: Hex;
  readonly events: number;
  /** Earliest and latest event time, unix seconds. */
  readonly from: number;
  readonly to: number;
  readonly cbvVersion: number;
};

/** Anchors a partner's next batch of events after the one before it. */
export const anchorEvents = (gln: Gln, previous: Hex, batch: EventBatch): Step =>
  anchorStep(
    "anchor",
    ANCHORS.encodeFunctionData("anchor", [gln, previous, batch]),
    `anchors ${batch.events} events of ${formatGln(gln)}`,
  );

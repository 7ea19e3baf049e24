import { formatGln, formatSscc, type Gln } from "../../standards/gs1/keys.ts";
import { contractArgument } from "../contractArgument.ts";
import { BATCHES, batchStep, type Step } from "./step.ts";
import { NO_PARTNER, type Place } from "./supplyTypes.ts";

export type Offer = {
  readonly to: Gln;
  /** May confirm the pick-up beside the receiver. */
  readonly carrier?: Gln;
  /** Last second at which the receiver may accept. */
  readonly acceptBy: number;
};

/** Offers a logistic unit to a partner; custody stays until that partner accepts. */
export const shipUnit = ({ sscc, contents }: Place, { to, carrier = NO_PARTNER, acceptBy }: Offer): Step =>
  batchStep(
    "ship",
    BATCHES.encodeFunctionData("ship", [sscc, contractArgument(contents), to, carrier, acceptBy]),
    `offers ${formatSscc(sscc)} to ${formatGln(to)}`,
  );

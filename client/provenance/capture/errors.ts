import { TheriacError } from "../../../standards/errors.ts";
import { formatGtin, formatSscc, type Gtin, type Sscc } from "../../../standards/gs1/keys.ts";

/** An event is about a pack or a lot whose file was not given. Says which product, never which serial. */
export class GoodsUnknownError extends TheriacError {
  readonly code = "GOODS_UNKNOWN";
  constructor(event: number, gtin: Gtin) {
    super("An event is about a pack or lot that no file given here knows.", {
      context: { event, gtin: formatGtin(gtin) },
      hint: "Name its lot file, or the proofs that its manufacturer gave, with --lots.",
    });
  }
}

/** Packs are packed in another order than their lot numbers them. */
export class PackingOrderError extends TheriacError {
  readonly code = "PACKING_ORDER";
  constructor(event: number, into: Sscc, expected: number, found: number) {
    super("The packs of an event are not the next ones of their lot.", {
      context: { event, into: formatSscc(into), expected, found },
      hint: "List the serials in the units' file in the order in which they are packed, before the lot is commissioned.",
    });
  }
}

/** An event happened later than the chain's own time, or before time was counted: no anchor takes it. */
export class EventTimeError extends TheriacError {
  readonly code = "EVENT_TIME";
  constructor(event: number, eventTime: string, now: number) {
    super("An event is of a time that cannot be anchored.", {
      context: { event, eventTime, chainTime: now },
      hint: "Event times lie between 1970 and the chain's last block. Correct the clock that wrote it, or wait.",
    });
  }
}

/** An event lacks what its call needs. */
export class EventIncompleteError extends TheriacError {
  readonly code = "EVENT_INCOMPLETE";
  constructor(event: number, missing: string) {
    super("An event does not say all that its counterpart on chain needs.", {
      context: { event, missing },
    });
  }
}

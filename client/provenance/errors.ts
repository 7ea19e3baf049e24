import { TheriacError } from "../../standards/errors.ts";
import { formatSscc, type Sscc } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import type { LotId } from "../../standards/units.ts";

/** Nobody commissioned the lot, as far as the endpoint tells. */
export class LotUnknownError extends TheriacError {
  readonly code = "LOT_UNKNOWN";
  constructor(lot: LotId) {
    super("The chain knows no such lot.", {
      context: { lot },
      hint: "Check the trade item number and the lot number: case counts.",
    });
  }
}

/** The chain has the lot, and the endpoint does not give the event of its commissioning. */
export class LotWithheldError extends TheriacError {
  readonly code = "LOT_WITHHELD";
  override readonly retryable = true;
  constructor(lot: LotId) {
    super("The lot is on the chain, but the endpoint does not tell its details.", {
      context: { lot },
      hint: "The endpoint lacks old logs: try another with --rpc.",
    });
  }
}

/** What a logistic unit holds is not to be found, or is not what its commitment says. */
export class ContentsUnknownError extends TheriacError {
  readonly code = "CONTENTS_UNKNOWN";
  constructor(sscc: Sscc, committed: Hex) {
    super("What the logistic unit holds cannot be told from the events that the endpoint gives.", {
      context: { sscc: formatSscc(sscc), committed },
      hint: "Nothing was ever packed under this code, or the endpoint lacks old logs: try another with --rpc.",
    });
  }
}

/** The chain has the pack as packed, and the endpoint does not tell where. */
export class PackWithheldError extends TheriacError {
  readonly code = "PACK_WITHHELD";
  override readonly retryable = true;
  constructor(lot: LotId, index: number) {
    super("The pack was packed, but the endpoint does not tell into which logistic unit.", {
      context: { lot, index },
      hint: "The endpoint lacks old logs: try another with --rpc. Until then nothing is known of what is around the pack.",
    });
  }
}

/** Nobody packed the pack yet. */
export class PackNotPlacedError extends TheriacError {
  readonly code = "PACK_NOT_PLACED";
  constructor(lot: LotId, index: number) {
    super("No logistic unit holds the pack.", {
      context: { lot, index },
      hint: "It was not packed yet: `theriac pack` comes before shipping and dispensing.",
    });
  }
}

/** The account speaks for no partner, or for several. */
export class PartnerUnclearError extends TheriacError {
  readonly code = "PARTNER_UNCLEAR";
  constructor(account: string, partners: number) {
    super("Which partner the account speaks for is not clear.", {
      context: { account, partners },
      hint: "Name the location number with --as; governance authorises partners.",
    });
  }
}

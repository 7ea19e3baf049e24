import type { Gtin } from "../../standards/gs1/keys.ts";
import { formatExpiry, parseExpiry } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import type { LotId } from "../../standards/units.ts";
import type { ChainView } from "./chainView.ts";
import { LotUnknownError, LotWithheldError } from "./errors.ts";
import { scanLogs } from "./scanLogs.ts";
import { BATCHES } from "./step.ts";
import type { LotDetails } from "./supplyTypes.ts";

const WORD = 0xffff_ffffn;

/**
 * A lot's details from the event of its commissioning, which the ledger's commitment confirms whenever they are shown.
 * Throws `LOT_UNKNOWN`; `LOT_WITHHELD` if the ledger has a lot of which the endpoint gives no event.
 */
export const readLot = async (
  { provider, addresses, batches }: ChainView,
  lot: LotId,
): Promise<LotDetails> => {
  const query = {
    provider,
    address: addresses.BatchLedger,
    contract: BATCHES,
    events: ["LotCommissioned"],
    indexed: [lot],
  };
  for await (const { event } of scanLogs(query)) {
    const { lotHash, unitsRoot, facts } = event.args as unknown as {
      lotHash: Hex;
      unitsRoot: Hex;
      facts: bigint;
    };
    const expiry = Number((facts >> 32n) & WORD);
    return {
      gtin: (facts >> 64n) as Gtin,
      lotHash,
      expiry,
      expiresAt: parseExpiry(formatExpiry(expiry)).expiresAt,
      unitsRoot,
      unitCount: Number(facts & WORD),
    };
  }
  const { commitment } = await batches.lotOf(lot);
  throw BigInt(commitment) === 0n ? new LotUnknownError(lot) : new LotWithheldError(lot);
};

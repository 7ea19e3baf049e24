import { toBeHex } from "ethers";
import type { Sscc } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import type { LotId } from "../../standards/units.ts";
import type { ChainView } from "./chainView.ts";
import { contentsHash } from "./contentsHash.ts";
import { ContentsUnknownError } from "./errors.ts";
import { scanLogs } from "./scanLogs.ts";
import { BATCHES } from "./step.ts";
import type { Contents } from "./supplyTypes.ts";

const WORD = 32;
/** Both tell all that a logistic unit holds from then on. */
const TELLING = ["UnitsPacked", "ContentsChanged"];

/** The contents that a log of these events tells. */
export const contentsIn = (args: { readonly contents?: unknown }): Contents =>
  (args.contents as { lot: string; expiresAt: bigint; firstUnit: bigint; unitCount: bigint }[]).map(
    ({ lot, expiresAt, firstUnit, unitCount }) => ({
      lot: lot as LotId,
      expiresAt: Number(expiresAt),
      firstUnit: Number(firstUnit),
      unitCount: Number(unitCount),
    }),
  );

/**
 * What a logistic unit holds now, from events: a receiver needs no file. Each candidate is held against the commitment
 * on chain, so that an endpoint may withhold contents and not make any up.
 */
export const readContents = async (view: ChainView, sscc: Sscc): Promise<Contents> => {
  const { provider, addresses, batches } = view;
  const { contentsHash: committed } = await batches.logisticUnitOf(sscc);
  const query = {
    provider,
    address: addresses.BatchLedger,
    contract: BATCHES,
    events: TELLING,
    indexed: [toBeHex(sscc, WORD)],
  };
  for await (const { event } of scanLogs(query)) {
    const contents = contentsIn(event.args.toObject());
    if (contentsHash(contents) === committed) return contents;
  }
  throw new ContentsUnknownError(sscc, committed as Hex);
};

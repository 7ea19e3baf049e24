import type { Sscc } from "../../standards/gs1/keys.ts";
import { UNIT_STATES } from "../../standards/provenance.ts";
import type { LotId } from "../../standards/units.ts";
import type { ChainView } from "./chainView.ts";
import { PackNotPlacedError, PackWithheldError } from "./errors.ts";
import { contentsIn, readContents } from "./readContents.ts";
import { scanLogs } from "./scanLogs.ts";
import { BATCHES } from "./step.ts";
import { type Content, LOOSE, numberOf, type Place, SCATTERED } from "./supplyTypes.ts";

/** Whether a run of the lot covers the index. */
export const covers = ({ lot, firstUnit, unitCount }: Content, wanted: LotId, index: number): boolean =>
  lot === wanted && firstUnit !== SCATTERED && index >= firstUnit && index - firstUnit < unitCount;

/**
 * The logistic unit into which the run of an index was packed: it is packed once, so the event is found once. None at all
 * is believed only if the ledger says that nobody packed it.
 */
const findRun = async (
  { provider, addresses, batches }: ChainView,
  lot: LotId,
  index: number,
): Promise<Sscc> => {
  const query = { provider, address: addresses.BatchLedger, contract: BATCHES, events: ["UnitsPacked"] };
  for await (const { event } of scanLogs(query)) {
    const runs = contentsIn(event.args.toObject());
    if (runs.some((run) => covers(run, lot, index))) return event.args.sscc as Sscc;
  }
  const { packedUpTo } = await batches.lotOf(lot);
  throw packedUpTo > BigInt(index) ? new PackWithheldError(lot, index) : new PackNotPlacedError(lot, index);
};

/**
 * Where a pack lies, as the ledgers want it shown: by its own word if it has one, else where its run lies. Throws
 * `PACK_NOT_PLACED` if nobody packed it, `PACK_WITHHELD` if somebody did and the endpoint does not tell.
 */
export const findPlace = async (view: ChainView, lot: LotId, index: number): Promise<Place> => {
  const { state, container } = await view.units.unitOf(lot, index);
  if (Number(state) === numberOf(UNIT_STATES, "Packed")) {
    const sscc = container as Sscc;
    return { sscc, contents: await readContents(view, sscc) };
  }
  if (Number(state) !== numberOf(UNIT_STATES, "Untouched")) return LOOSE;
  const sscc = await findRun(view, lot, index);
  return { sscc, contents: await readContents(view, sscc) };
};

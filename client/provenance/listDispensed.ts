import type { Gln } from "../../standards/gs1/keys.ts";
import type { LotId } from "../../standards/units.ts";
import type { ChainView } from "./chainView.ts";
import { collectLogs } from "./scanLogs.ts";
import { UNITS } from "./step.ts";

/** The notice that one dispenser owes for a recalled lot. Nothing here is about patients: the chain knows of none. */
export type DispenserNotice = {
  readonly dispenser: Gln;
  /** Indices of packs that it dispensed. */
  readonly dispensed: readonly number[];
  /** Of those, packs whose notice it passed on. */
  readonly passedOn: readonly number[];
};

const TELLING = ["UnitDispensed", "DispenseReverted", "RecallNoticePassedOn"];

/** The packs of a lot that are dispensed, by dispenser, ascending. */
export const listDispensed = async (view: ChainView, lot: LotId): Promise<readonly DispenserNotice[]> => {
  const dispensers = new Map<number, Gln>();
  const passed = new Set<number>();
  const { provider, addresses } = view;
  const at = { provider, address: addresses.UnitLedger, contract: UNITS };
  for (const { event } of await collectLogs({ ...at, events: TELLING, indexed: [lot] })) {
    const index = Number(event.args.index);
    if (event.name === "UnitDispensed") dispensers.set(index, event.args.dispenser as Gln);
    if (event.name === "DispenseReverted") dispensers.delete(index);
    if (event.name === "RecallNoticePassedOn") passed.add(index);
  }
  const packs = [...dispensers].sort(([a], [b]) => a - b);
  return [...new Set(dispensers.values())].map((dispenser) => {
    const dispensed = packs.flatMap(([index, by]) => (by === dispenser ? [index] : []));
    return { dispenser, dispensed, passedOn: dispensed.filter((index) => passed.has(index)) };
  });
};

// AggregationEvents: packing and unpacking.

import type { AggregationEvent } from "../../../standards/epcis/events.ts";
import type { Sscc } from "../../../standards/gs1/keys.ts";
import { ShipmentState } from "../../../standards/provenance.ts";
import type { LotId } from "../../../standards/units.ts";
import { aggregateUnits } from "../aggregateUnits.ts";
import { packLoose } from "../packLoose.ts";
import { packRuns } from "../packRuns.ts";
import type { Step } from "../step.ts";
import { type Child, MOST_INDICES, type PackItem } from "../supplyTypes.ts";
import { takeOut } from "../takeOut.ts";
import { unpackUnits } from "../unpackUnits.ts";
import { EventIncompleteError, GoodsUnknownError, PackingOrderError } from "./errors.ts";
import { type KnownLot, withAdded, withTaken } from "./goods.ts";
import { anchoredOnly, type MapDeps, type Mapped } from "./mapped.ts";
import { readThing } from "./readThing.ts";

type Packs = { readonly known: KnownLot; readonly indices: readonly number[] };
type Children = {
  readonly units: readonly Sscc[];
  readonly packs: readonly Packs[];
  /** Children that the ledgers cannot tell: quantities, and what has another kind of identifier. */
  readonly others: number;
};

const childrenOf = (
  { goods, event: n }: MapDeps,
  { childEPCs = [], childQuantityList = [] }: AggregationEvent,
): Children => {
  const units: Sscc[] = [];
  let others = childQuantityList.length;
  const packs = new Map<LotId, { known: KnownLot; indices: number[] }>();
  for (const id of childEPCs) {
    const thing = readThing(id);
    if (thing.kind === "unit") units.push(thing.sscc);
    if (thing.kind !== "pack") {
      others += thing.kind === "unit" ? 0 : 1;
      continue;
    }
    const found = goods.find(thing.gtin, thing.serial);
    if (found === undefined) throw new GoodsUnknownError(n, thing.gtin);
    const entry = packs.get(found.known.id) ?? { known: found.known, indices: [] };
    entry.indices.push(found.index);
    packs.set(found.known.id, entry);
  }
  const sorted = [...packs.values()].map(({ known, indices }) => ({
    known,
    indices: indices.sort((a, b) => a - b),
  }));
  return { units, packs: sorted, others };
};

const parts = (indices: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(indices.length / MOST_INDICES) }, (_, i) =>
    indices.slice(i * MOST_INDICES, (i + 1) * MOST_INDICES),
  );

/** Packs that nothing touched yet go in as runs, from their lots' cursors on. */
const packFresh = async (deps: MapDeps, into: Sscc, packs: readonly Packs[]): Promise<Step[]> => {
  const { goods, event: n } = deps;
  const items: PackItem[] = [];
  for (const { known, indices } of packs) {
    const cursor = await goods.cursorOf(known.id);
    const wrong = indices.findIndex((index, i) => index !== cursor + i);
    if (wrong >= 0) throw new PackingOrderError(n, into, cursor + wrong, indices[wrong] ?? -1);
    const lot = await goods.detailsOf(known);
    items.push({ lot, firstUnit: cursor, unitCount: indices.length });
  }
  const contents = items.map(({ lot, firstUnit, unitCount }, i) => ({
    lot: packs[i]?.known.id as LotId,
    expiresAt: lot.expiresAt,
    firstUnit,
    unitCount,
  }));
  goods.pack(into, contents);
  return [packRuns(into, items)];
};

const packTouched = async ({ goods, gln }: MapDeps, into: Sscc, packs: readonly Packs[]): Promise<Step[]> => {
  const steps: Step[] = [];
  for (const { known, indices } of packs) {
    const lot = await goods.detailsOf(known);
    for (const part of parts(indices)) {
      const { contents, packs: count } = await goods.holding(into);
      steps.push(packLoose({ sscc: into, contents }, [{ lot, indices: part }], gln));
      const added = { lot: known.id, expiresAt: lot.expiresAt, firstUnit: 0, unitCount: part.length };
      goods.hold(into, withAdded(contents, [added]), count + part.length);
      goods.move(known.id, part, into);
    }
  }
  return steps;
};

const putInto = async ({ goods }: MapDeps, into: Sscc, units: readonly Sscc[]): Promise<Step[]> => {
  if (units.length === 0) return [];
  const children: Child[] = [];
  let packs = 0;
  for (const sscc of units) {
    const holding = await goods.holding(sscc);
    children.push({ sscc, contents: holding.contents });
    packs += holding.packs;
  }
  const parent = await goods.holding(into);
  const merged = children.reduce((list, child) => withAdded(list, child.contents), parent.contents);
  goods.hold(into, merged, parent.packs + packs);
  goods.place(units, into);
  return [aggregateUnits({ sscc: into, contents: parent.contents }, children)];
};

const pack = async (
  deps: MapDeps,
  into: Sscc,
  { units, packs }: Omit<Children, "others">,
): Promise<Mapped> => {
  const { goods } = deps;
  const fresh: Packs[] = [];
  const touched: Packs[] = [];
  for (const entry of packs) {
    const cursor = await goods.cursorOf(entry.known.id);
    const below = entry.indices.filter((index) => index < cursor);
    const above = entry.indices.filter((index) => index >= cursor);
    if (below.length > 0) touched.push({ ...entry, indices: below });
    if (above.length > 0) fresh.push({ ...entry, indices: above });
  }
  const isNew = (await goods.holding(into)).isNew;
  // The ledger packs runs into new logistic units only.
  if (fresh.length > 0 && !isNew)
    throw new EventIncompleteError(deps.event, "all first packs of a logistic unit in one event");
  const steps = [
    ...(fresh.length > 0 ? await packFresh(deps, into, fresh) : []),
    ...(await packTouched(deps, into, touched)),
    ...(await putInto(deps, into, units)),
  ];
  return { steps };
};

const unpack = async (
  deps: MapDeps,
  from: Sscc,
  { units, packs }: Omit<Children, "others">,
): Promise<Mapped> => {
  const { goods } = deps;
  const steps: Step[] = [];
  for (const sscc of units) {
    const parent = await goods.holding(from);
    const child = await goods.holding(sscc);
    steps.push(takeOut({ sscc: from, contents: parent.contents }, { sscc, contents: child.contents }));
    goods.hold(from, withTaken(parent.contents, child.contents), parent.packs - child.packs);
    goods.place([sscc], undefined);
  }
  for (const { known, indices } of packs) {
    const lot = await goods.detailsOf(known);
    for (const part of parts(indices)) {
      const parent = await goods.holding(from);
      steps.push(unpackUnits({ sscc: from, contents: parent.contents }, { lot, indices: part }));
      goods.hold(from, parent.contents, parent.packs - part.length);
      goods.move(known.id, part, "loose");
    }
  }
  return { steps };
};

/** Logistic units inside one by now: by their own word, and by what the document did so far. */
const insideOf = async ({ view, goods, inside }: MapDeps, sscc: Sscc): Promise<readonly Sscc[]> => {
  const candidates = await inside(sscc);
  const found: Sscc[] = [];
  for (const child of candidates) {
    const { state, parent } = await view.batches.logisticUnitOf(child);
    if (Number(state) === ShipmentState.Aggregated && parent === sscc) found.push(child);
  }
  return goods.inside(sscc, found);
};

/** Everything that can be told is taken out. */
const empty = async (deps: MapDeps, from: Sscc): Promise<Mapped> => {
  const why = "packs are unpacked by their serials";
  const units = await insideOf(deps, from);
  if (units.length === 0) return anchoredOnly(`no logistic unit lies inside; ${why}`);
  const mapped = await unpack(deps, from, { units, packs: [] });
  const { packs } = await deps.goods.holding(from);
  return packs === 0 ? mapped : { ...mapped, only: `${packs} packs stay inside: ${why}` };
};

/** ADD packs, DELETE unpacks; a DELETE without children empties the parent of its logistic units. */
export const mapAggregation = async (deps: MapDeps, event: AggregationEvent): Promise<Mapped> => {
  const parent = event.parentID === undefined ? undefined : readThing(event.parentID);
  if (parent?.kind !== "unit") return anchoredOnly("its parent is no logistic unit with an SSCC");
  if (event.action === "OBSERVE") return anchoredOnly("it only observes what lies in what");
  const isAll = (event.childEPCs ?? []).length === 0 && (event.childQuantityList ?? []).length === 0;
  if (event.action === "DELETE" && isAll) return empty(deps, parent.sscc);
  const children = childrenOf(deps, event);
  if (children.units.length + children.packs.length === 0)
    return anchoredOnly("its children are neither packs nor logistic units by number");
  const mapped = await (event.action === "ADD" ? pack : unpack)(deps, parent.sscc, children);
  if (children.others === 0) return mapped;
  return {
    ...mapped,
    only: `${children.others} children left out: neither packs nor logistic units by number`,
  };
};

// Where goods are as a document goes on: what the chain says, and on top of it what the events so far will change.
import type { Gtin, Sscc } from "../../../standards/gs1/keys.ts";
import { ShipmentState, UnitState } from "../../../standards/provenance.ts";
import type { LotId } from "../../../standards/units.ts";
import type { ChainView } from "../chainView.ts";
import { contentsIn, readContents } from "../readContents.ts";
import { readLot } from "../readLot.ts";
import { collectLogs } from "../scanLogs.ts";
import { BATCHES } from "../step.ts";
import {
  type Contents,
  LOOSE,
  type LotDetails,
  type PackProof,
  type Place,
  SCATTERED,
} from "../supplyTypes.ts";

/** A lot whose packs can be told by their serials. */
export type KnownLot = {
  readonly id: LotId;
  readonly gtin: Gtin;
  readonly lot: string;
  /** Missing where only proofs of packs are known; the chain has them. */
  readonly details?: LotDetails;
  readonly indexOf: (serial: string) => number | undefined;
  readonly proofOf: (serial: string) => PackProof;
};

/** What a logistic unit holds. */
export type Holding = { readonly contents: Contents; readonly packs: number; readonly isNew: boolean };

export type FoundPack = { readonly known: KnownLot; readonly index: number };
type Run = { readonly sscc: Sscc; readonly first: number; readonly count: number };

const keyOf = (lot: LotId, index: number): string => `${lot} ${index}`;

/** Contents with others' packs added, as the ledger adds them: one entry a lot. */
export const withAdded = (contents: Contents, added: Contents): Contents => {
  const merged = [...contents];
  for (const { lot, expiresAt, unitCount } of added) {
    const at = merged.findIndex((entry) => entry.lot === lot && entry.firstUnit === SCATTERED);
    const entry = merged[at];
    if (entry === undefined) merged.push({ lot, expiresAt, firstUnit: SCATTERED, unitCount });
    else merged[at] = { ...entry, unitCount: entry.unitCount + unitCount };
  }
  return merged;
};

/** The reverse. */
export const withTaken = (contents: Contents, taken: Contents): Contents => {
  let left = [...contents];
  for (const { lot, unitCount } of taken)
    left = left.map((entry) =>
      entry.lot === lot && entry.firstUnit === SCATTERED
        ? { ...entry, unitCount: entry.unitCount - unitCount }
        : entry,
    );
  return left.filter((entry) => entry.unitCount > 0);
};

/** The goods of a document. Reads of the chain are made once each. */
export const createGoods = (view: ChainView, lots: readonly KnownLot[]) => {
  const holdings = new Map<Sscc, Holding>();
  const cursors = new Map<LotId, number>();
  const commissioned = new Set<LotId>();
  const details = new Map<LotId, LotDetails>();
  const places = new Map<string, Sscc | "loose">();
  const runs = new Map<LotId, Run[]>();
  const received = new Set<Sscc>();
  const parents = new Map<Sscc, Sscc | undefined>();
  let hasRuns = false;

  const noteRuns = (sscc: Sscc, contents: Contents): void => {
    for (const { lot, firstUnit: first, unitCount: count } of contents) {
      if (first === SCATTERED) continue;
      runs.set(lot, [...(runs.get(lot) ?? []), { sscc, first, count }]);
    }
  };
  const loadRuns = async (): Promise<void> => {
    if (hasRuns) return;
    hasRuns = true;
    const { provider, addresses } = view;
    const query = { provider, address: addresses.BatchLedger, contract: BATCHES, events: ["UnitsPacked"] };
    for (const { event } of await collectLogs(query))
      noteRuns(event.args.sscc as Sscc, contentsIn(event.args.toObject()));
  };
  const runOf = (lot: LotId, index: number): Sscc | undefined =>
    runs.get(lot)?.find(({ first, count }) => index >= first && index - first < count)?.sscc;

  const holding = async (sscc: Sscc): Promise<Holding> => {
    const known = holdings.get(sscc);
    if (known !== undefined) return known;
    const { state, unitCount } = await view.batches.logisticUnitOf(sscc);
    const isNew = Number(state) === ShipmentState.None;
    const packs = Number(unitCount);
    const contents = isNew || packs === 0 ? [] : await readContents(view, sscc);
    const found = { contents, packs, isNew };
    holdings.set(sscc, found);
    return found;
  };

  /** Where a pack lies that the events so far did not touch. */
  const placeOnChain = async (lot: LotId, index: number): Promise<Sscc | "loose" | undefined> => {
    const planned = runOf(lot, index);
    if (planned !== undefined && !hasRuns) return planned;
    const { state, container } = await view.units.unitOf(lot, index);
    if (Number(state) === UnitState.Packed) return container as Sscc;
    if (Number(state) !== UnitState.Untouched) return "loose";
    await loadRuns();
    return runOf(lot, index);
  };

  const sourceOf = async (lot: LotId, index: number): Promise<Sscc | "loose" | undefined> => {
    const key = keyOf(lot, index);
    const known = places.get(key) ?? (await placeOnChain(lot, index));
    if (known !== undefined) places.set(key, known);
    return known;
  };

  return {
    /** The pack of a serial, if a file knows it. */
    find: (gtin: Gtin, serial: string): FoundPack | undefined => {
      for (const known of lots) {
        const index = known.gtin === gtin ? known.indexOf(serial) : undefined;
        if (index !== undefined) return { known, index };
      }
      return undefined;
    },
    lotNamed: (gtin: Gtin, lot: string): KnownLot | undefined =>
      lots.find((known) => known.gtin === gtin && known.lot === lot),
    detailsOf: async ({ id, details: own }: Pick<KnownLot, "id" | "details">): Promise<LotDetails> => {
      const found = own ?? details.get(id) ?? (await readLot(view, id));
      details.set(id, found);
      return found;
    },
    /** Whether the lot is on chain, or will be by an earlier event. */
    isCommissioned: async (id: LotId): Promise<boolean> => {
      if (!commissioned.has(id) && BigInt((await view.batches.lotOf(id)).commitment) !== 0n)
        commissioned.add(id);
      return commissioned.has(id);
    },
    commission: (id: LotId): void => {
      commissioned.add(id);
    },
    /** Index of the next unit that is to be packed. */
    cursorOf: async (id: LotId): Promise<number> => {
      const cursor = cursors.get(id) ?? Number((await view.batches.lotOf(id)).packedUpTo);
      cursors.set(id, cursor);
      return cursor;
    },
    holding,
    /** Where a pack lies: in a logistic unit, by itself, or (undefined) nowhere yet. */
    sourceOf,
    placeOf: async (lot: LotId, index: number): Promise<Place | undefined> => {
      const at = await sourceOf(lot, index);
      if (at === undefined || at === "loose") return at === undefined ? undefined : LOOSE;
      return { sscc: at, contents: (await holding(at)).contents };
    },
    /** Units were packed from their lots' cursors on. */
    pack: (sscc: Sscc, contents: Contents): void => {
      for (const { lot, firstUnit, unitCount } of contents) cursors.set(lot, firstUnit + unitCount);
      noteRuns(sscc, contents);
      const packs = contents.reduce((sum, { unitCount }) => sum + unitCount, 0);
      holdings.set(sscc, { contents, packs, isNew: false });
    },
    /** A logistic unit holds something else from now on; one without packs holds nothing. */
    hold: (sscc: Sscc, contents: Contents, packs: number): void => {
      holdings.set(sscc, { contents: packs === 0 ? [] : contents, packs, isNew: false });
    },
    /** Logistic units were put into one, or (undefined) taken out. */
    place: (units: readonly Sscc[], parent: Sscc | undefined): void => {
      for (const sscc of units) parents.set(sscc, parent);
    },
    /** What lies in a logistic unit by now, given what lies in it on chain. */
    inside: (parent: Sscc, onChain: readonly Sscc[]): readonly Sscc[] => [
      ...onChain.filter((sscc) => !parents.has(sscc)),
      ...[...parents].flatMap(([sscc, at]) => (at === parent ? [sscc] : [])),
    ],
    receive: (sscc: Sscc): void => {
      received.add(sscc);
    },
    /** Whether an earlier event received it: custody passes once. */
    wasReceived: (sscc: Sscc): boolean => received.has(sscc),
    /** Packs were touched by themselves. */
    move: (lot: LotId, indices: readonly number[], to: Sscc | "loose"): void => {
      for (const index of indices) places.set(keyOf(lot, index), to);
    },
  };
};

export type Goods = ReturnType<typeof createGoods>;

import type { Hex } from "../../standards/hex.ts";
import type { Pack } from "../../standards/provenance/custodyChain.ts";
import { isBefore, type ProvenanceEvent } from "../../standards/provenance/event.ts";
import { CONTENTS_EVENTS, LOGISTIC_UNIT_EVENTS } from "../../standards/provenance/logisticUnitStanding.ts";
import { LOT_EVENTS, SOURCE_EVENTS } from "../../standards/provenance/lotStanding.ts";
import { unitSubject } from "../../standards/provenance/subjects.ts";
import { UNIT_EVENTS } from "../../standards/provenance/unitStanding.ts";
import type { IndexStore, StoredEvent } from "../domain/indexed.ts";
import { HttpError } from "./errors.ts";

export type SupplyStore = Pick<IndexStore, "events" | "eventsNamed" | "lastNamed" | "runOf">;

/** Reads an event of the supply chain's contracts; undefined for another. */
export type DecodeProvenance = (event: StoredEvent) => ProvenanceEvent | undefined;

export type CustodyDeps = { readonly store: SupplyStore; readonly decodeProvenance: DecodeProvenance };

/** An event as the chain holds it, and decoded. */
export type Told = { readonly raw: StoredEvent; readonly event: ProvenanceEvent };

/** More than any honest pack's life; what is longer is no answer within a second. */
const MOST_EVENTS = 5_000;

/** Every event that a pack's life adds up from: of its lot, of itself, and of whatever it ever lay in. */
export const custodyEvents = (deps: CustodyDeps, { lot, index }: Pack): readonly Told[] => {
  const ofLot = lotEvents(deps, lot);
  const ofUnit = tell(
    deps,
    deps.store.eventsNamed({ kind: "unit", key: unitSubject(lot, index) }, UNIT_EVENTS),
  );
  const run = deps.store.runOf(lot, index);
  const places = [...(run === undefined ? [] : [run.sscc]), ...ofUnit.flatMap(placesOf)];
  return inOrder([...ofLot, ...ofUnit, ...logisticUnitEvents(deps, places)]);
};

/** Events of a lot, and recalls and orders of those that it was made of. */
export const lotEvents = (deps: CustodyDeps, lot: Hex): readonly Told[] => {
  const own = tell(deps, deps.store.eventsNamed({ kind: "lot", key: lot }, LOT_EVENTS));
  const sources = own.flatMap(({ event: { name, args } }) =>
    name === "LotDerived" && args.id === lot ? [String(args.source) as Hex] : [],
  );
  const shared = sources.flatMap((source) =>
    tell(deps, deps.store.eventsNamed({ kind: "lot", key: source }, SOURCE_EVENTS)),
  );
  return [...own, ...shared];
};

/** Events of logistic units, of those that ever were around them, and of what says whose a new outer one was. */
export const logisticUnitEvents = (deps: CustodyDeps, first: readonly Hex[]): readonly Told[] => {
  const known = new Set<Hex>();
  const waiting = [...first];
  const all: Told[] = [];
  for (let sscc = waiting.pop(); sscc !== undefined; sscc = waiting.pop()) {
    if (known.has(sscc)) continue;
    known.add(sscc);
    const key = { kind: "sscc", key: sscc } as const;
    const told = tell(deps, deps.store.eventsNamed(key, LOGISTIC_UNIT_EVENTS));
    const contents = deps.store.lastNamed(key, CONTENTS_EVENTS);
    all.push(...told, ...(contents === undefined ? [] : tell(deps, [contents])));
    if (all.length > MOST_EVENTS) throw new HttpError(422, "HISTORY_TOO_LONG");
    waiting.push(...told.flatMap(parentsOf));
  }
  return all;
};

export const tell = ({ decodeProvenance }: CustodyDeps, events: readonly StoredEvent[]): readonly Told[] =>
  events.flatMap((raw) => {
    const event = decodeProvenance(raw);
    return event === undefined ? [] : [{ raw, event }];
  });

/** In the chain's order, none twice. */
export const inOrder = (told: readonly Told[]): readonly Told[] => {
  const placeOf = ({ blockNumber, logIndex }: ProvenanceEvent) => `${blockNumber}.${logIndex}`;
  const unique = new Map(told.map((each) => [placeOf(each.event), each]));
  return [...unique.values()].sort((a, b) => (isBefore(a.event, b.event) ? -1 : 1));
};

const word = (value: unknown): Hex =>
  `0x${BigInt(value as bigint)
    .toString(16)
    .padStart(64, "0")}`;

const placesOf = ({ event: { args } }: Told): readonly Hex[] =>
  args.sscc === undefined || args.sscc === 0n ? [] : [word(args.sscc)];

const parentsOf = ({ event: { name, args } }: Told): readonly Hex[] =>
  name === "LogisticUnitAggregated" ? [word(args.parent)] : [];

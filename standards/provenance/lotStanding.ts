import { formatExpiry, parseExpiry } from "../gs1/keys.ts";
import type { Hex } from "../hex.ts";
import { EffectiveStatus, LotState, QuarantineOrder } from "../provenance.ts";
import { bigArg, hexArg, numberArg, type ProvenanceEvent } from "./event.ts";

/** What the events of a lot add up to. */
export type LotStanding = {
  readonly gtin: bigint;
  readonly lotHash: Hex;
  readonly unitsRoot: Hex;
  readonly expiry: number;
  readonly expiresAt: number;
  readonly unitCount: number;
  readonly state: number;
  /** Zero: not recalled. */
  readonly recall: number;
  /** Bit 1 << QuarantineOrder for each order in force, a hold also after it lapsed. */
  readonly marks: number;
  /** End of the latest hold, zero if there was none or a person ended it. */
  readonly heldUntil: number;
  /** Lots that it was made of, which of them are recalled, and which are under an order that lasts. */
  readonly sources: readonly Hex[];
  readonly recalledSources: readonly Hex[];
  readonly quarantinedSources: readonly Hex[];
  /** Marks of other lots, by their ids. */
  readonly marksOfOthers: Readonly<Record<Hex, number>>;
};

/** Names of the events that change how a lot stands. */
export const LOT_EVENTS: readonly string[] = [
  "LotCommissioned",
  "LotReleased",
  "LotQuarantined",
  "QuarantineLifted",
  "LotRecalled",
  "LotHeld",
  "LotHoldConfirmed",
  "RecallClosed",
  "LotDerived",
];

/** Names of those that change how the lots stand that were made of it. */
export const SOURCE_EVENTS: readonly string[] = ["LotRecalled", "LotQuarantined", "QuarantineLifted"];

const { Hold } = QuarantineOrder;
const bit = (order: number): number => 1 << order;
const LASTING = bit(Hold) - 1;

/** Adds an event to how a lot stands; other lots' recalls and orders count once the lot was made of them. */
export const addToLot = (
  id: Hex,
  lot: LotStanding | undefined,
  event: ProvenanceEvent,
): LotStanding | undefined => {
  const about = LOT_EVENTS.includes(event.name) ? hexArg(event, "id") : undefined;
  if (about === id && event.name === "LotCommissioned") return lot ?? commissioned(event);
  if (lot === undefined || about === undefined) return lot;
  if (about === id) return { ...lot, ...changeBy(lot, event) };
  return SOURCE_EVENTS.includes(event.name) ? passedOn(lot, about, event) : lot;
};

/** What another lot would pass on to this one. */
const passedOn = (lot: LotStanding, other: Hex, event: ProvenanceEvent): LotStanding => {
  if (event.name === "LotRecalled")
    return { ...lot, recalledSources: [...new Set([...lot.recalledSources, other])] };
  const before = lot.marksOfOthers[other] ?? 0;
  const order = bit(numberArg(event, "order"));
  const marks = event.name === "LotQuarantined" ? before | order : before & ~order;
  const rest = lot.quarantinedSources.filter((source) => source !== other);
  return {
    ...lot,
    marksOfOthers: { ...lot.marksOfOthers, [other]: marks },
    quarantinedSources: (marks & LASTING) === 0 ? rest : [...rest, other],
  };
};

/** LotFacts: gtin << 64 | expiry << 32 | unitCount. */
const commissioned = (event: ProvenanceEvent): LotStanding => {
  const facts = bigArg(event, "facts");
  const expiry = Number((facts >> 32n) & 0xffff_ffffn);
  return {
    gtin: facts >> 64n,
    lotHash: hexArg(event, "lotHash"),
    unitsRoot: hexArg(event, "unitsRoot"),
    expiry,
    expiresAt: parseExpiry(formatExpiry(expiry)).expiresAt,
    unitCount: Number(facts & 0xffff_ffffn),
    state: LotState.Commissioned,
    recall: 0,
    marks: 0,
    heldUntil: 0,
    sources: [],
    recalledSources: [],
    quarantinedSources: [],
    marksOfOthers: {},
  };
};

const changeBy = (lot: LotStanding, event: ProvenanceEvent): Partial<LotStanding> => {
  const { marks } = lot;
  switch (event.name) {
    case "LotReleased":
      return { state: LotState.Released };
    case "LotQuarantined":
      return { marks: marks | bit(numberArg(event, "order")) };
    case "QuarantineLifted": {
      const order = numberArg(event, "order");
      return { marks: marks & ~bit(order), ...(order === Hold ? { heldUntil: 0 } : {}) };
    }
    case "LotHeld":
      return { marks: marks | bit(Hold), heldUntil: numberArg(event, "until") };
    case "LotHoldConfirmed":
      // The order in its place is told by an event of its own.
      return { marks: marks & ~bit(Hold), heldUntil: 0 };
    case "LotRecalled":
      return { recall: numberArg(event, "recallClass") };
    case "RecallClosed":
      return { state: LotState.RecallClosed };
    case "LotDerived":
      return { sources: [...new Set([...lot.sources, hexArg(event, "source")])] };
    default:
      return {};
  }
};

/** Severity of a lot by itself and by its sources at a moment, as the ledger's. A hold counts up to its last second. */
export const statusOfLot = (lot: LotStanding, now: number): number => {
  const isSourceRecalled = lot.sources.some((source) => lot.recalledSources.includes(source));
  if (lot.recall !== 0 || isSourceRecalled) return EffectiveStatus.Recalled;
  const isSourceStopped = lot.sources.some((source) => lot.quarantinedSources.includes(source));
  if (isSourceStopped || (lot.marks & LASTING) !== 0) return EffectiveStatus.Quarantined;
  if ((lot.marks & bit(Hold)) !== 0 && now <= lot.heldUntil) return EffectiveStatus.Quarantined;
  if (now > lot.expiresAt) return EffectiveStatus.Expired;
  return lot.state === LotState.Commissioned ? EffectiveStatus.Unreleased : EffectiveStatus.Active;
};

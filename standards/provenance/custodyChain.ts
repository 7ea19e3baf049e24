// The life of one pack, added up from its events: who had it when, where it lies and how it stands. An index answers by
// this; whoever does not believe it replays the same events.
import type { Hex } from "../hex.ts";
import { EffectiveStatus, Mark, ShipmentState, UnitState } from "../provenance.ts";
import { bigArg, type Content, contentsArg, isBefore, type ProvenanceEvent } from "./event.ts";
import {
  addToLogisticUnit,
  CONTENTS_EVENTS,
  LOGISTIC_UNIT_EVENTS,
  type LogisticUnitStanding,
  NO_LOGISTIC_UNIT,
  statusOfLogisticUnit,
} from "./logisticUnitStanding.ts";
import { addToLot, type LotStanding, statusOfLot } from "./lotStanding.ts";
import { addToUnit, isAboutUnit, statusOfUnitState, UNTOUCHED, type UnitStanding } from "./unitStanding.ts";

/** Which pack: by its lot and its index there. */
export type Pack = { readonly lot: Hex; readonly index: number };

/** Something that happened to the pack, to what it lay in, or to its lot. */
export type CustodyStep = {
  readonly event: ProvenanceEvent;
  /** The logistic unit it happened to, if to one. */
  readonly sscc: bigint;
  /** Who had the pack afterwards; zero before it was packed. */
  readonly custodian: bigint;
};

/** A logistic unit around the pack now. */
export type Around = LogisticUnitStanding & { readonly sscc: bigint };

export type CustodyChain = {
  readonly lot: LotStanding | undefined;
  readonly unit: UnitStanding;
  /** From the one that it lies in to the outermost; none if it is by itself, or was never packed. */
  readonly around: readonly Around[];
  /** Whether anybody packed it yet: before, nothing individual can be said of it. */
  readonly wasPacked: boolean;
  /** The logistic unit into which the run of its index was packed; zero: no event tells of one. */
  readonly run: bigint;
  readonly custodian: bigint;
  readonly steps: readonly CustodyStep[];
};

type World = {
  readonly lot: LotStanding | undefined;
  readonly unit: UnitStanding;
  /** The logistic unit into which the run of its index was packed; zero: none yet. */
  readonly run: bigint;
  readonly logisticUnits: ReadonlyMap<bigint, LogisticUnitStanding>;
};

const EMPTY: World = { lot: undefined, unit: UNTOUCHED, run: 0n, logisticUnits: new Map() };

/** The contract allows four levels, the pack being the first: a longer way up is a ring. */
const MOST_AROUND = 3;

/** Adds up the events of a pack's life, in the chain's order whatever order they are given in. */
export const replayCustody = (pack: Pack, events: readonly ProvenanceEvent[]): CustodyChain => {
  let world = EMPTY;
  const steps: CustodyStep[] = [];
  for (const event of [...events].sort((a, b) => (isBefore(a, b) ? -1 : 1))) {
    const before = world;
    world = addToWorld(pack, before, event);
    const sscc = logisticUnitOf(event);
    const isOwn = isAboutUnit(event, pack.lot, pack.index) || world.lot !== before.lot;
    const touched = sscc !== 0n && [before, world].some((each) => pathOf(each).includes(sscc));
    const isTold = LOGISTIC_UNIT_EVENTS.includes(event.name) && event.name !== "UnitsRepacked";
    if (isOwn || (touched && isTold)) steps.push({ event, sscc, custodian: custodianOf(world) });
  }
  const around = pathOf(world).map((sscc) => ({ sscc, ...standingOf(world, sscc) }));
  const { lot, unit, run } = world;
  const wasPacked = run !== 0n || unit.state !== UnitState.Untouched;
  return { lot, unit, around, wasPacked, run, custodian: custodianOf(world), steps };
};

/** Greatest severity over pack, what is around it and its lot, at a moment. Undefined without a lot. */
export const statusOfPack = (
  { lot, unit, around }: Pick<CustodyChain, "lot" | "unit" | "around">,
  now: number,
): number | undefined => {
  if (lot === undefined) return undefined;
  const parts = [
    statusOfLot(lot, now),
    statusOfUnitState(unit.state),
    ...around.map((logisticUnit) => statusOfLogisticUnit(logisticUnit, now)),
  ];
  return Math.max(EffectiveStatus.Active, ...parts);
};

/** Logistic units that an event tells the pack lay in, or was put into. */
export const logisticUnitOf = ({ args }: ProvenanceEvent): bigint =>
  args.sscc === undefined ? 0n : BigInt(args.sscc as bigint);

const addToWorld = (pack: Pack, world: World, event: ProvenanceEvent): World => {
  const lot = addToLot(pack.lot, world.lot, event);
  const unit = isAboutUnit(event, pack.lot, pack.index)
    ? addToUnit(world.unit, event, custodianOf(world))
    : world.unit;
  return {
    lot,
    unit,
    run: event.name === "UnitsPacked" && holdsRun(event, pack) ? logisticUnitOf(event) : world.run,
    logisticUnits: addToLogisticUnits(world.logisticUnits, event),
  };
};

const holdsRun = (event: ProvenanceEvent, { lot, index }: Pack): boolean =>
  contentsArg(event).some((run: Content) => {
    const isInside = index >= run.firstUnit && index - run.firstUnit < run.unitCount;
    return run.lot === lot && isInside;
  });

/** Adds an event to the logistic unit it names and, if one was put into another, to that. */
export const addToLogisticUnits = (
  units: ReadonlyMap<bigint, LogisticUnitStanding>,
  event: ProvenanceEvent,
): ReadonlyMap<bigint, LogisticUnitStanding> => {
  const isTold = LOGISTIC_UNIT_EVENTS.includes(event.name) || CONTENTS_EVENTS.includes(event.name);
  if (!isTold) return units;
  const sscc = logisticUnitOf(event);
  const before = units.get(sscc) ?? NO_LOGISTIC_UNIT;
  const next = new Map(units).set(sscc, addToLogisticUnit(before, event));
  if (LEFT.includes(event.name))
    return next.set(sscc, freed(event.timestamp, next.get(sscc), units.get(before.parent)));
  if (event.name !== "LogisticUnitAggregated") return next;
  // Whoever puts one into another has custody of both, and no event of a new outer one names him.
  const parent = bigArg(event, "parent");
  return next.set(parent, outerOf(units.get(parent), before.custodian));
};

const LEFT: readonly string[] = ["LogisticUnitDisaggregated", "LogisticUnitMissing"];
const { Rejected, TimedOut } = ShipmentState;

/** What is wrong with the one around it stays wrong with what leaves it; a hold that lapsed is over. */
const freed = (
  now: number,
  child: LogisticUnitStanding = NO_LOGISTIC_UNIT,
  parent: LogisticUnitStanding = NO_LOGISTIC_UNIT,
): LogisticUnitStanding => {
  const hold = 1 << Mark.Hold;
  const isHeld = (parent.marks & hold) !== 0 && now <= parent.heldUntil;
  return {
    ...child,
    state: parent.state === Rejected || parent.state === TimedOut ? parent.state : child.state,
    marks: child.marks | (isHeld ? parent.marks : parent.marks & ~hold),
    heldUntil: isHeld ? Math.max(child.heldUntil, parent.heldUntil) : child.heldUntil,
  };
};

const outerOf = (known: LogisticUnitStanding | undefined, custodian: bigint): LogisticUnitStanding => ({
  ...(known ?? NO_LOGISTIC_UNIT),
  custodian,
  ...(known === undefined || known.state === ShipmentState.None ? { state: ShipmentState.Packed } : {}),
});

const standingOf = (world: World, sscc: bigint): LogisticUnitStanding =>
  world.logisticUnits.get(sscc) ?? NO_LOGISTIC_UNIT;

/** From the logistic unit that the pack lies in to the outermost. */
const pathOf = (world: World): readonly bigint[] => {
  const { state, container } = world.unit;
  const first = state === UnitState.Untouched ? world.run : container;
  return pathFrom(world.logisticUnits, first);
};

/** From a logistic unit to the outermost around it. */
export const pathFrom = (
  units: ReadonlyMap<bigint, LogisticUnitStanding>,
  first: bigint,
): readonly bigint[] => {
  const path: bigint[] = [];
  for (let at = first; at !== 0n && path.length < MOST_AROUND; at = units.get(at)?.parent ?? 0n)
    path.push(at);
  return path;
};

const custodianOf = (world: World): bigint => {
  const outermost = pathOf(world).at(-1);
  return outermost === undefined ? world.unit.custodian : standingOf(world, outermost).custodian;
};

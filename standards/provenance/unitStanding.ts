import type { Hex } from "../hex.ts";
import { EffectiveStatus, NO_PARTNER, UNIT_STATES, UnitState } from "../provenance.ts";
import { bigArg, hexArg, indicesArg, numberArg, type ProvenanceEvent } from "./event.ts";

/** Bits of a pack's flags. */
export const UnitFlag = {
  Returned: 1,
  Supplied: 2,
  Verified: 4,
  Refused: 8,
  Notified: 16,
  PassedOn: 32,
} as const;

/** The word that the unit ledger keeps of a pack, as its events add up to it. */
export type UnitStanding = {
  readonly state: number;
  readonly before: number;
  readonly flags: number;
  readonly since: number;
  readonly custodian: bigint;
  readonly container: bigint;
  readonly returnTo: bigint;
};

export const UNTOUCHED: UnitStanding = {
  state: UnitState.Untouched,
  before: UnitState.Untouched,
  flags: 0,
  since: 0,
  custodian: 0n,
  container: 0n,
  returnTo: 0n,
};

/** Names of the events about single packs. */
export const UNIT_EVENTS: readonly string[] = [
  "UnitDispensed",
  "DispenseReverted",
  "UnitsUnpacked",
  "UnitsRepacked",
  "UnitsMissing",
  "UnitMarked",
  "UnitCleared",
  "ReturnRequested",
  "VerificationAnswered",
  "ReturnAccepted",
  "ReturnEnded",
  "SuspicionProposed",
  "IllegitimateFound",
  "IllegitimateNotified",
  "RecallNoticePassedOn",
  "UnitsTransformed",
];

const OF_SEVERAL: readonly string[] = ["UnitsUnpacked", "UnitsRepacked", "UnitsMissing", "UnitsTransformed"];

/** Whether an event is about this pack. */
export const isAboutUnit = (event: ProvenanceEvent, lot: Hex, index: number): boolean => {
  if (!UNIT_EVENTS.includes(event.name)) return false;
  const named = hexArg(event, event.name === "UnitsTransformed" ? "from" : "lot");
  if (named !== lot) return false;
  return OF_SEVERAL.includes(event.name)
    ? indicesArg(event).includes(index)
    : numberArg(event, "index") === index;
};

/** Adds an event about a pack to its word. `holder` had it when the event happened. */
export const addToUnit = (unit: UnitStanding, event: ProvenanceEvent, holder: bigint): UnitStanding => {
  const noted = noteOf(unit, event);
  if (noted !== undefined) return { ...unit, flags: noted };
  const next = transitionOf(unit, event, holder);
  if (next === undefined) return unit;
  const { addedFlags = 0, ...change } = next;
  // What the authorisation holder answered in the state before is over.
  const flags = (unit.flags & ~(UnitFlag.Verified | UnitFlag.Refused)) | addedFlags;
  return { ...UNTOUCHED, custodian: holder, before: unit.state, since: event.timestamp, ...change, flags };
};

/** The flags after an event that leaves the pack in its state. */
const noteOf = ({ flags }: UnitStanding, event: ProvenanceEvent): number | undefined => {
  switch (event.name) {
    case "VerificationAnswered": {
      const answer = numberArg(event, "failure") === 0 ? UnitFlag.Verified : UnitFlag.Refused;
      return (flags & ~(UnitFlag.Verified | UnitFlag.Refused)) | answer;
    }
    case "IllegitimateNotified":
      return flags | UnitFlag.Notified;
    case "RecallNoticePassedOn":
      return flags | UnitFlag.PassedOn;
    default:
      return undefined;
  }
};

type Transition = Partial<UnitStanding> & {
  readonly state: number;
  readonly addedFlags?: number;
};

const transitionOf = (unit: UnitStanding, event: ProvenanceEvent, holder: bigint): Transition | undefined => {
  switch (event.name) {
    case "UnitDispensed":
      return {
        state: UnitState.Dispensed,
        custodian: bigArg(event, "dispenser"),
        addedFlags: event.args.supplied === true ? UnitFlag.Supplied : 0,
      };
    case "DispenseReverted":
      return { state: UnitState.Loose, custodian: bigArg(event, "dispenser") };
    case "UnitsUnpacked":
      return { state: UnitState.Loose, custodian: bigArg(event, "custodian") };
    case "UnitsRepacked":
      return {
        state: UnitState.Packed,
        // The logistic unit says who has it.
        custodian: NO_PARTNER,
        container: bigArg(event, "sscc"),
      };
    case "UnitsMissing":
      return { state: UnitState.Suspect, custodian: bigArg(event, "answerable") };
    case "UnitMarked":
      return { state: numberArg(event, "state"), custodian: bigArg(event, "custodian") };
    case "UnitCleared":
      return { state: unit.before === UnitState.Dispensed ? UnitState.Dispensed : UnitState.Loose };
    case "UnitsTransformed":
      return { state: UnitState.Decommissioned, custodian: bigArg(event, "by") };
    default:
      return transitionOfReturn(unit, event, holder);
  }
};

const transitionOfReturn = (
  unit: UnitStanding,
  event: ProvenanceEvent,
  holder: bigint,
): Transition | undefined => {
  switch (event.name) {
    case "ReturnRequested":
      return {
        state: UnitState.ReturnPending,
        custodian: bigArg(event, "from"),
        returnTo: bigArg(event, "to"),
      };
    case "ReturnAccepted":
      return { state: UnitState.Loose, custodian: bigArg(event, "by"), addedFlags: UnitFlag.Returned };
    case "ReturnEnded": {
      const isRefused = (unit.flags & UnitFlag.Refused) !== 0;
      return { state: isRefused ? UnitState.Suspect : UnitState.Loose, custodian: holder };
    }
    default:
      return undefined;
  }
};

/** Severity of a pack by its own word: states above rest are called as what they make of it. */
export const statusOfUnitState = (state: number): number => {
  const name = UNIT_STATES[state];
  return name === undefined || name === "Untouched" || name === "Loose" || name === "Packed"
    ? EffectiveStatus.Active
    : EffectiveStatus[name];
};

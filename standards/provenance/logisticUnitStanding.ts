import { EffectiveStatus, Mark, ShipmentState } from "../provenance.ts";
import { bigArg, type Content, contentsArg, numberArg, type ProvenanceEvent } from "./event.ts";

/** What the events of a logistic unit add up to, without those around it. */
export type LogisticUnitStanding = {
  /** Of the outermost one around it: meaningless while Aggregated. */
  readonly custodian: bigint;
  readonly receiver: bigint;
  readonly carrier: bigint;
  readonly acceptBy: number;
  /** Zero: it lies in no other one. */
  readonly parent: bigint;
  readonly state: number;
  readonly code: number;
  readonly marks: number;
  readonly heldUntil: number;
  readonly contents: readonly Content[];
  readonly unitCount: number;
};

export const NO_LOGISTIC_UNIT: LogisticUnitStanding = {
  custodian: 0n,
  receiver: 0n,
  carrier: 0n,
  acceptBy: 0,
  parent: 0n,
  state: ShipmentState.None,
  code: 0,
  marks: 0,
  heldUntil: 0,
  contents: [],
  unitCount: 0,
};

/** Names of the events that tell where a logistic unit is and how it stands. */
export const LOGISTIC_UNIT_EVENTS: readonly string[] = [
  "UnitsPacked",
  "UnitsRepacked",
  "LogisticUnitAggregated",
  "LogisticUnitDisaggregated",
  "LogisticUnitMissing",
  "LogisticUnitMarked",
  "LogisticUnitHeld",
  "MarkCleared",
  "SuspicionCleared",
  "ShipmentOffered",
  "ShipmentPickedUp",
  "ShipmentReceived",
  "ShipmentRejected",
  "ShipmentCancelled",
  "ShipmentTimedOut",
];
/** Names of the events that tell what is in it. The last of them counts. */
export const CONTENTS_EVENTS: readonly string[] = ["UnitsPacked", "ContentsChanged"];

const AT_REST = { receiver: 0n, carrier: 0n, acceptBy: 0 };
const bit = (mark: number): number => 1 << mark;

/** Adds an event that names the logistic unit as its `sscc`. */
export const addToLogisticUnit = (
  unit: LogisticUnitStanding,
  event: ProvenanceEvent,
): LogisticUnitStanding => ({
  ...unit,
  ...(changeOfPlace(unit, event) ?? changeByShipment(event) ?? changeOfMarks(unit, event) ?? {}),
});

type Change = Partial<LogisticUnitStanding> | undefined;

const changeOfPlace = (unit: LogisticUnitStanding, event: ProvenanceEvent): Change => {
  switch (event.name) {
    case "UnitsPacked": {
      const contents = contentsArg(event);
      const unitCount = contents.reduce((sum, run) => sum + run.unitCount, 0);
      const custodian = bigArg(event, "custodian");
      return { ...AT_REST, custodian, state: ShipmentState.Packed, contents, unitCount };
    }
    case "UnitsRepacked":
      return unit.state === ShipmentState.None
        ? { custodian: bigArg(event, "custodian"), state: ShipmentState.Packed }
        : {};
    case "ContentsChanged":
      return { contents: contentsArg(event), unitCount: numberArg(event, "unitCount") };
    case "LogisticUnitAggregated":
      return { ...AT_REST, state: ShipmentState.Aggregated, parent: bigArg(event, "parent") };
    case "LogisticUnitDisaggregated":
      return { ...AT_REST, state: ShipmentState.Packed, parent: 0n, custodian: bigArg(event, "custodian") };
    case "LogisticUnitMissing":
      return {
        ...AT_REST,
        state: ShipmentState.Packed,
        parent: 0n,
        custodian: bigArg(event, "answerable"),
        marks: unit.marks | bit(Mark.Suspect),
      };
    default:
      return undefined;
  }
};

const changeByShipment = (event: ProvenanceEvent): Change => {
  switch (event.name) {
    case "ShipmentOffered":
      return {
        state: ShipmentState.Offered,
        custodian: bigArg(event, "from"),
        receiver: bigArg(event, "to"),
        carrier: bigArg(event, "carrier"),
        acceptBy: numberArg(event, "acceptBy"),
      };
    case "ShipmentPickedUp":
      return { state: ShipmentState.PickedUp };
    case "ShipmentReceived": {
      const isWhole = numberArg(event, "missing") === 0;
      const state = isWhole ? ShipmentState.Received : ShipmentState.PartiallyReceived;
      return { ...AT_REST, state, custodian: bigArg(event, "to"), code: numberArg(event, "code") };
    }
    case "ShipmentRejected":
      return { ...AT_REST, state: ShipmentState.Rejected, code: numberArg(event, "code") };
    case "ShipmentCancelled":
      return { ...AT_REST, state: ShipmentState.Cancelled };
    case "ShipmentTimedOut":
      return { ...AT_REST, state: ShipmentState.TimedOut };
    case "SuspicionCleared":
      return { ...AT_REST, state: ShipmentState.Packed };
    default:
      return undefined;
  }
};

const changeOfMarks = ({ marks }: LogisticUnitStanding, event: ProvenanceEvent): Change => {
  switch (event.name) {
    case "LogisticUnitMarked":
      return { marks: marks | bit(numberArg(event, "mark")) };
    case "LogisticUnitHeld":
      return { marks: marks | bit(Mark.Hold), heldUntil: numberArg(event, "until") };
    case "MarkCleared": {
      const mark = numberArg(event, "mark");
      return { marks: marks & ~bit(mark), ...(mark === Mark.Hold ? { heldUntil: 0 } : {}) };
    }
    default:
      return undefined;
  }
};

/** Severity of a logistic unit as such, without those around it and what is inside, at a moment. */
export const statusOfLogisticUnit = (
  { state, marks, heldUntil }: LogisticUnitStanding,
  now: number,
): number => Math.max(statusOfShipment(state), statusOfMarks(marks, heldUntil, now));

const statusOfShipment = (state: number): number => {
  if (state === ShipmentState.Rejected || state === ShipmentState.TimedOut) return EffectiveStatus.Suspect;
  const isInTransit = state === ShipmentState.Offered || state === ShipmentState.PickedUp;
  return isInTransit ? EffectiveStatus.InTransit : EffectiveStatus.Active;
};

const MARK_STATUS: readonly (readonly [number, number])[] = [
  [Mark.Stolen, EffectiveStatus.Stolen],
  [Mark.Illegitimate, EffectiveStatus.Illegitimate],
  [Mark.Destroyed, EffectiveStatus.Destroyed],
  [Mark.Suspect, EffectiveStatus.Suspect],
  [Mark.Excursion, EffectiveStatus.ExcursionHold],
  [Mark.Reject, EffectiveStatus.ExcursionHold],
];

const statusOfMarks = (marks: number, heldUntil: number, now: number): number => {
  const found = MARK_STATUS.find(([mark]) => (marks & bit(mark)) !== 0);
  if (found !== undefined) return found[1];
  const isHeld = (marks & bit(Mark.Hold)) !== 0 && now <= heldUntil;
  return isHeld ? EffectiveStatus.ExcursionHold : EffectiveStatus.Active;
};

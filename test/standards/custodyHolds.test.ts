import { expect } from "chai";
import type { Hex } from "../../standards/hex.ts";
import { addToLogisticUnits } from "../../standards/provenance/custodyChain.ts";
import type { ProvenanceEvent } from "../../standards/provenance/event.ts";
import {
  type LogisticUnitStanding,
  statusOfLogisticUnit,
} from "../../standards/provenance/logisticUnitStanding.ts";
import { EffectiveStatus, Mark } from "../../standards/provenance.ts";

const [CASE, PALLET, MAKER] = [1n, 2n, 3n];
const HOLD_TIME = 72 * 3600;
const NONE: Hex = "0x";

const tell = (name: string, timestamp: number, args: Record<string, unknown>): ProvenanceEvent => ({
  name,
  args,
  blockNumber: timestamp,
  logIndex: 0,
  timestamp,
  transactionHash: NONE,
});

const held = (sscc: bigint, at: number) => tell("LogisticUnitHeld", at, { sscc, until: at + HOLD_TIME });

/** A case put on a pallet at 1, held with it at 10, and taken off it at a moment. */
const taken = (at: number, between: readonly ProvenanceEvent[]): LogisticUnitStanding => {
  const events = [
    tell("UnitsPacked", 0, { sscc: CASE, custodian: MAKER, contents: [] }),
    tell("LogisticUnitAggregated", 1, { sscc: CASE, parent: PALLET }),
    held(PALLET, 10),
    ...between,
    tell("LogisticUnitDisaggregated", at, { sscc: CASE, parent: PALLET, custodian: MAKER }),
  ];
  const units = events.reduce<ReadonlyMap<bigint, LogisticUnitStanding>>(addToLogisticUnits, new Map());
  return units.get(CASE) as LogisticUnitStanding;
};

describe("holds of logistic units, added up", () => {
  it("go along with what leaves while they are in force", () => {
    const child = taken(10 + HOLD_TIME, []);
    expect(statusOfLogisticUnit(child, 10 + HOLD_TIME)).to.equal(EffectiveStatus.ExcursionHold);
    expect(statusOfLogisticUnit(child, 11 + HOLD_TIME)).to.equal(EffectiveStatus.Active);
  });

  it("do not bring back one that a person lifted once they have lapsed", () => {
    const later = 20 + HOLD_TIME;
    const lifted = tell("MarkCleared", later + 1, { sscc: CASE, mark: Mark.Hold });
    const child = taken(later + 2, [held(CASE, later), lifted]);
    expect([child.marks, child.heldUntil]).to.deep.equal([0, 0]);
    expect(statusOfLogisticUnit(child, later + 2)).to.equal(EffectiveStatus.Active);
  });
});

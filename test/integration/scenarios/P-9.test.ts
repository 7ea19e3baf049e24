import { expect } from "chai";
import { GLN, SSCC } from "../../../scripts/local/supply.ts";
import { DiscrepancyCode, EffectiveStatus } from "../../../standards/provenance.ts";
import {
  CASE_UNITS,
  done,
  offer,
  scatteredOf,
  ssccAt,
  stackPallet,
  standingOf,
} from "../../support/cases.ts";
import { testChain } from "../../support/chain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { commissionLot, UNITS } from "../../support/lots.ts";
import { revertOf } from "../../support/reverts.ts";

const UNPACKED = 3;

const load = async () => {
  const fixture: Staffed = await (await testChain()).load(staffed);
  const lot = await commissionLot(fixture);
  const { cases, contents } = await stackPallet(fixture, lot);
  const first = cases[0] as (typeof cases)[number];
  const maker = fixture.contracts.batches.connect(fixture.actors.manufacturer);
  return { fixture, lot, cases, contents, first, maker };
};

describe("P-9: what was unpacked, and what would contain itself", function () {
  this.timeout(120_000);
  it("a unit that was unpacked is not proved under its old case again", async () => {
    const { fixture, lot, contents, first, maker } = await load();
    const { actors, contracts } = fixture;
    await done(maker.disaggregate(SSCC, contents, first));
    const unpacker = contracts.units.connect(actors.manufacturer);
    await done(unpacker.unpackUnits(first, lot.details, [UNPACKED]));
    const proven = contracts.units.statusOfUnit.staticCall(first, lot.details, UNPACKED);
    expect(await revertOf(proven)).to.equal("UnitLedger_NotInside");
    const twice = unpacker.unpackUnits.staticCall(first, lot.details, [UNPACKED]);
    expect(await revertOf(twice)).to.match(/^UnitLedger_(NotInside|IllegalTransition)$/);

    // Nine go to a pharmacy. With them it can dispense, with the tenth it cannot.
    const sscc = first.sscc as bigint;
    await offer(fixture, actors.manufacturer, sscc, first.contents, GLN.pharmacy);
    const pharmacy = contracts.batches.connect(actors.pharmacy);
    await done(pharmacy.receiveShipment(sscc, first.contents, CASE_UNITS - 1, DiscrepancyCode.None));
    const dispenser = contracts.units.connect(actors.pharmacy);
    const packOf = (index: number) =>
      [first, lot.details, index, lot.tree.hashOf(index), lot.tree.proofOf(index), true] as const;
    expect(await revertOf(dispenser.dispense.staticCall(...packOf(UNPACKED)))).to.equal(
      "UnitLedger_NotInside",
    );
    await done(dispenser.dispense(...packOf(UNPACKED + 1)));
    expect(await standingOf(fixture, sscc)).to.include({ unitCount: CASE_UNITS - 2 });
  });

  it("a pallet does not go into a case that lies on it", async () => {
    const { contents, first, maker } = await load();
    const pallet = { sscc: SSCC, contents };
    const cycle = maker.aggregate.staticCall(first.sscc, first.contents, [pallet]);
    expect(await revertOf(cycle)).to.equal("BatchLedger_NotOutermost");
    const itself = maker.aggregate.staticCall(SSCC, contents, [pallet]);
    expect(await revertOf(itself)).to.equal("BatchLedger_TooDeep");
  });

  it("nothing is five levels deep: pack, case, pallet, container, and no more", async () => {
    const { fixture, lot, contents, first, maker } = await load();
    const [container, ship] = [ssccAt(50), ssccAt(51)];
    await done(maker.aggregate(container, [], [{ sscc: SSCC, contents }]));
    expect((await fixture.contracts.batches.logisticUnitOf(container)).level).to.equal(4n);
    const whole = { sscc: container, contents: scatteredOf(lot, UNITS) };
    const fifth = maker.aggregate.staticCall(ship, [], [whole]);
    expect(await revertOf(fifth)).to.equal("BatchLedger_TooDeep");
    // What lies deepest is in transit with the outermost.
    await offer(fixture, fixture.actors.manufacturer, container, whole.contents);
    const status = await fixture.contracts.batches.statusOfLogisticUnit(first.sscc, first.contents);
    expect(status).to.equal(BigInt(EffectiveStatus.InTransit));
  });
});

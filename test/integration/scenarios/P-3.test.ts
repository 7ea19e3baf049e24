import { expect } from "chai";
import { GLN, SSCC } from "../../../scripts/local/supply.ts";
import { DiscrepancyCode, EffectiveStatus } from "../../../standards/provenance.ts";
import { authoriseOther, done, offer, stackPallet, standingOf } from "../../support/cases.ts";
import { testChain } from "../../support/chain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { commissionLot, UNITS } from "../../support/lots.ts";
import { revertOf } from "../../support/reverts.ts";

const DISTRUST = `0x${"05".repeat(32)}`;

/** P-1's pallet of 120, offered to the wholesaler. */
const load = async () => {
  const fixture: Staffed = await (await testChain()).load(staffed);
  const lot = await commissionLot(fixture);
  const { contents } = await stackPallet(fixture, lot);
  const acceptBy = await offer(fixture, fixture.actors.manufacturer, SSCC, contents);
  return { fixture, lot, contents, acceptBy };
};

const AT_THE_MANUFACTURER = { custodian: GLN.manufacturer, unitCount: UNITS, suspectCount: 0 };

describe("P-3: a shipment that somebody else wants, that is taken back, that nobody accepts", function () {
  this.timeout(120_000);
  it("is not received by a second wholesaler", async () => {
    const { fixture, contents } = await load();
    const hijacker = await authoriseOther(fixture);
    const taken = hijacker.receiveShipment.staticCall(SSCC, contents, UNITS, DiscrepancyCode.None);
    expect(await revertOf(taken)).to.equal("TradingPartners_NotAccount");
    expect(await standingOf(fixture, SSCC)).to.deep.equal({ ...AT_THE_MANUFACTURER, state: "Offered" });
  });

  it("is cancelled by its sender before pick-up, and custody is unchanged", async () => {
    const { fixture, contents } = await load();
    const { batches } = fixture.contracts;
    await done(batches.connect(fixture.actors.manufacturer).cancelShipment(SSCC));
    expect(await standingOf(fixture, SSCC)).to.deep.equal({ ...AT_THE_MANUFACTURER, state: "Cancelled" });
    expect(await batches.statusOfLogisticUnit(SSCC, contents)).to.equal(BigInt(EffectiveStatus.Active));
    const late = batches.connect(fixture.actors.wholesaler).receiveShipment;
    expect(await revertOf(late.staticCall(SSCC, contents, UNITS, DiscrepancyCode.None))).to.equal(
      "BatchLedger_IllegalTransition",
    );
  });

  it("is not cancelled once it is picked up", async () => {
    const { fixture } = await load();
    const { batches } = fixture.contracts;
    await done(batches.connect(fixture.actors.wholesaler).pickUp(SSCC, GLN.wholesaler));
    const cancel = batches.connect(fixture.actors.manufacturer).cancelShipment.staticCall(SSCC);
    expect(await revertOf(cancel)).to.equal("BatchLedger_IllegalTransition");
  });

  it("times out when nobody accepts by the deadline: Suspect, with the sender, until it is verified", async () => {
    const { fixture, lot, contents, acceptBy } = await load();
    const { chain, actors, contracts } = fixture;
    const { batches } = contracts;
    expect(await revertOf(batches.timeOutShipment.staticCall(SSCC))).to.equal("BatchLedger_AcceptanceOpen");
    await chain.advance(acceptBy - (await chain.now()) + 1);
    const late = batches.connect(actors.wholesaler).receiveShipment;
    expect(await revertOf(late.staticCall(SSCC, contents, UNITS, DiscrepancyCode.None))).to.equal(
      "BatchLedger_AcceptByOutOfRange",
    );
    // Anybody may say that it is too late.
    await done(batches.connect(actors.relayer).timeOutShipment(SSCC));
    expect(await standingOf(fixture, SSCC)).to.deep.equal({ ...AT_THE_MANUFACTURER, state: "TimedOut" });
    expect(await batches.statusOfLogisticUnit(SSCC, contents)).to.equal(BigInt(EffectiveStatus.Suspect));
    const maker = batches.connect(actors.manufacturer);
    const again = maker.ship.staticCall(SSCC, contents, GLN.wholesaler, 0n, (await chain.now()) + 3_600);
    expect(await revertOf(again)).to.equal("BatchLedger_IllegalTransition");

    await done(maker.clearSuspicion(SSCC, contents, [lot.details], GLN.manufacturer, DISTRUST));
    await offer(fixture, actors.manufacturer, SSCC, contents);
    await done(
      batches.connect(actors.wholesaler).receiveShipment(SSCC, contents, UNITS, DiscrepancyCode.None),
    );
    expect((await standingOf(fixture, SSCC)).custodian).to.equal(GLN.wholesaler);
  });
});

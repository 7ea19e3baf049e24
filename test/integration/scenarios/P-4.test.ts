import { expect } from "chai";
import { GLN, SSCC } from "../../../scripts/local/supply.ts";
import {
  DiscrepancyCode,
  EffectiveStatus,
  NO_LOGISTIC_UNIT,
  RESOLUTIONS,
  Resolution,
  UNIT_STATES,
  VerificationFailure,
} from "../../../standards/provenance.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { done, offer, scatteredOf, stackPallet, standingOf } from "../../support/cases.ts";
import { testChain } from "../../support/chain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { commissionLot, UNITS } from "../../support/lots.ts";
import { revertOf } from "../../support/reverts.ts";

const RECEIVED = 118;
/** The third case holds units 20 to 29; these two are not in it. */
const SHORT_CASE = 2;
const MISSING = [22, 23];
const LOOSE = { sscc: NO_LOGISTIC_UNIT, contents: [] };

/** P-1's pallet: 120 were sent, 118 arrived. */
const load = async () => {
  const fixture: Staffed = await (await testChain()).load(staffed);
  const lot = await commissionLot(fixture);
  const { cases, contents } = await stackPallet(fixture, lot);
  const { actors, contracts } = fixture;
  await offer(fixture, actors.manufacturer, SSCC, contents);
  const receiver = contracts.batches.connect(actors.wholesaler);
  await done(receiver.receiveShipment(SSCC, contents, RECEIVED, DiscrepancyCode.MissingProduct));
  return { fixture, lot, contents, receiver, short: cases[SHORT_CASE] as (typeof cases)[number] };
};

type Shortage = Awaited<ReturnType<typeof load>>;

/** The receiver opens the pallet, finds the case that is short, and names the two packs. */
const nameThem = async ({ fixture, lot, contents, receiver, short }: Shortage) => {
  await done(receiver.disaggregateShort(SSCC, contents, short, MISSING.length));
  const units = fixture.contracts.units.connect(fixture.actors.wholesaler);
  await done(units.nameMissingUnits(short, lot.details, MISSING));
};

const unitOf = async ({ fixture, lot }: Shortage, index: number) => {
  const { state, custodian } = await fixture.contracts.units.unitOf(lot.id, index);
  return { state: UNIT_STATES[Number(state)], custodian };
};

describe("P-4: 120 were announced, 118 arrived", function () {
  this.timeout(120_000);
  it("is received partially, with two units missing and the rest the receiver's", async () => {
    const { fixture } = await load();
    expect(await standingOf(fixture, SSCC)).to.deep.equal({
      custodian: GLN.wholesaler,
      state: "PartiallyReceived",
      unitCount: RECEIVED,
      suspectCount: UNITS - RECEIVED,
    });
    const { sender, receiver, code } = await fixture.contracts.batches.discrepancyOf(SSCC);
    expect([sender, receiver, code]).to.deep.equal([
      GLN.manufacturer,
      GLN.wholesaler,
      BigInt(DiscrepancyCode.MissingProduct),
    ]);
  });

  it("leaves two named units Suspect with the sender, the other eight of the case saleable", async () => {
    const shortage = await load();
    const { fixture, lot, short } = shortage;
    await nameThem(shortage);
    for (const index of MISSING) {
      expect(await unitOf(shortage, index)).to.deep.equal({ state: "Suspect", custodian: GLN.manufacturer });
      const status = await fixture.contracts.units.statusOfUnit(LOOSE, lot.details, index);
      expect(status).to.equal(BigInt(EffectiveStatus.Suspect));
    }
    const counts = { unitCount: 8, suspectCount: 0, custodian: GLN.wholesaler, state: "Packed" };
    expect(await standingOf(fixture, short.sscc as bigint)).to.deep.equal(counts);
    expect(await standingOf(fixture, SSCC)).to.include({ unitCount: 110, suspectCount: 0 });
    const left = scatteredOf(lot, 110);
    const { batches, units } = fixture.contracts;
    expect(await batches.statusOfLogisticUnit(SSCC, left)).to.equal(BigInt(EffectiveStatus.Active));
    expect(await units.statusOfUnit(short, lot.details, 24)).to.equal(BigInt(EffectiveStatus.Active));
    // Nobody can prove a missing pack under the case it was packed into.
    const proven = units.statusOfUnit.staticCall(short, lot.details, MISSING[0] as number);
    expect(await revertOf(proven)).to.equal("UnitLedger_NotInside");
  });

  it("has no more than two missing, and the case is not stacked again before they are named", async () => {
    const { fixture, lot, contents, receiver, short } = await load();
    const three = receiver.disaggregateShort.staticCall(SSCC, contents, short, 3);
    expect(await revertOf(three)).to.equal("BatchLedger_MoreThanInside");
    await done(receiver.disaggregateShort(SSCC, contents, short, 2));
    const units = fixture.contracts.units.connect(fixture.actors.wholesaler);
    const named = units.nameMissingUnits.staticCall(short, lot.details, [22, 23, 24]);
    expect(await revertOf(named)).to.equal("BatchLedger_MoreThanInside");
    const onward = receiver.aggregate.staticCall(SSCC, scatteredOf(lot, 110), [short]);
    expect(await revertOf(onward)).to.equal("BatchLedger_MissingUnnamed");
  });

  it("is settled by a credit when both have shown it, and moves no goods", async () => {
    const { fixture, receiver } = await load();
    const { batches } = fixture.contracts;
    await done(receiver.resolveDiscrepancy(SSCC, GLN.wholesaler, Resolution.CreditAccount));
    expect((await batches.discrepancyOf(SSCC)).agreed).to.equal(false);
    const maker = batches.connect(fixture.actors.manufacturer);
    await done(maker.resolveDiscrepancy(SSCC, GLN.manufacturer, Resolution.CreditAccount));
    const { agreed, resolution } = await batches.discrepancyOf(SSCC);
    expect([agreed, RESOLUTIONS[Number(resolution)]]).to.deep.equal([true, "CreditAccount"]);
    expect(await standingOf(fixture, SSCC)).to.include({ unitCount: RECEIVED, suspectCount: 2 });
  });

  it("takes the authorisation holder's verification before found units are saleable again", async () => {
    const shortage = await load();
    const { fixture, lot } = shortage;
    await nameThem(shortage);
    const [index] = MISSING as [number];
    const maker = fixture.contracts.units.connect(fixture.actors.manufacturer);
    const found = [lot.details, index, GLN.manufacturer, randomWord()] as const;
    expect(await revertOf(maker.clearUnit.staticCall(...found))).to.equal("UnitLedger_NotVerifiedByHolder");
    await done(maker.answerVerification(lot.details, index, VerificationFailure.None, randomWord()));
    await done(maker.clearUnit(...found));
    expect(await unitOf(shortage, index)).to.deep.equal({ state: "Loose", custodian: GLN.manufacturer });
    expect(await unitOf(shortage, MISSING[1] as number)).to.include({ state: "Suspect" });
  });
});

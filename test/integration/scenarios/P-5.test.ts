import { expect } from "chai";
import { id } from "ethers";
import { CERTIFICATE_HASH, GLN } from "../../../scripts/local/supply.ts";
import { DiscrepancyCode, EffectiveStatus, NO_PARTNER, RecallClass } from "../../../standards/provenance.ts";
import { testChain } from "../../support/chain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { caseCode, commissionLot, LOT, makeLot, UNITS } from "../../support/lots.ts";
import { BY_ITSELF, dispense } from "../../support/packs.ts";
import { revertOf } from "../../support/reverts.ts";

const MIXED = caseCode(1);
const MOVING = caseCode(2);
const DISPENSED = 40;
const ON_SHELF = 50;
const IN_TRANSIT = 30;
const OTHERS = 10;
const DAY = 86_400;
const REASON = id("recall");

const indices = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

/** 90 packs of the lot in a mixed case at the pharmacy, 40 of them dispensed; 30 on their way to the wholesaler. */
const scatter = async (fixture: Staffed) => {
  const { contracts, actors, chain } = fixture;
  const { batches } = contracts;
  const maker = batches.connect(actors.manufacturer);
  const lot = await commissionLot(fixture);
  const other = makeLot({ ...LOT, lot: "LOT26C02" });
  await (await maker.commission(other.details)).wait();
  await (await batches.connect(actors.qualityPerson).release(other.details, CERTIFICATE_HASH)).wait();
  const { expiresAt } = lot.details;
  const mine = { firstUnit: 0, unitCount: DISPENSED + ON_SHELF };
  const theirs = { firstUnit: 0, unitCount: OTHERS };
  const items = [
    { lot: lot.details, ...mine },
    { lot: other.details, ...theirs },
  ];
  await (await maker.pack(MIXED, items)).wait();
  const mixed = [
    { lot: lot.id, expiresAt, ...mine },
    { lot: other.id, expiresAt, ...theirs },
  ];
  const acceptBy = (await chain.now()) + DAY;
  await (await maker.ship(MIXED, mixed, GLN.pharmacy, NO_PARTNER, acceptBy)).wait();
  const all = DISPENSED + ON_SHELF + OTHERS;
  const pharmacy = batches.connect(actors.pharmacy);
  await (await pharmacy.receiveShipment(MIXED, mixed, all, DiscrepancyCode.None)).wait();
  const rest = { firstUnit: DISPENSED + ON_SHELF, unitCount: IN_TRANSIT };
  await (await maker.pack(MOVING, [{ lot: lot.details, ...rest }])).wait();
  const moving = [{ lot: lot.id, expiresAt, ...rest }];
  await (await maker.ship(MOVING, moving, GLN.wholesaler, NO_PARTNER, acceptBy)).wait();
  for (const index of indices(0, DISPENSED)) {
    const given = await dispense(fixture, lot, { sscc: MIXED, contents: mixed }, index, true);
    await given.wait();
  }
  return { lot, other, mixed: { sscc: MIXED, contents: mixed }, moving: { sscc: MOVING, contents: moving } };
};

const recallLot = async ({ contracts, actors }: Staffed, details: object): Promise<number> => {
  const regulator = contracts.batches.connect(actors.regulator);
  const receipt = await (
    await regulator.recall(details as never, RecallClass.I, GLN.regulator, REASON)
  ).wait();
  if (receipt === null) throw new Error("The recall was not mined");
  return receipt.blockNumber;
};

describe("P-5: a recall of class I", () => {
  it("reaches all 120 packs in the block of its one transaction, wherever they are", async () => {
    const fixture: Staffed = await (await testChain()).load(staffed);
    const { units } = fixture.contracts;
    const { lot, mixed, moving } = await scatter(fixture);
    expect(DISPENSED + ON_SHELF + IN_TRANSIT).to.equal(UNITS);
    const blockTag = await recallLot(fixture, lot.details);
    const placeOf = (index: number) => {
      if (index < DISPENSED) return BY_ITSELF;
      return index < DISPENSED + ON_SHELF ? mixed : moving;
    };
    const read = await Promise.all(
      indices(0, UNITS).map((i) => units.statusOfUnit(placeOf(i), lot.details, i, { blockTag })),
    );
    expect(read).to.deep.equal(Array(UNITS).fill(BigInt(EffectiveStatus.Recalled)));
    const before = await units.statusOfUnit(mixed, lot.details, DISPENSED, { blockTag: blockTag - 1 });
    expect(before).to.equal(BigInt(EffectiveStatus.Active));
  });

  it("stops shipping and dispensing, and leaves the other lot in the same case alone", async () => {
    const fixture: Staffed = await (await testChain()).load(staffed);
    const { contracts, actors, chain } = fixture;
    const { lot, other, mixed, moving } = await scatter(fixture);
    await recallLot(fixture, lot.details);
    expect(await revertOf(dispense(fixture, lot, mixed, DISPENSED, true))).to.equal("UnitLedger_NotActive");
    const wholesaler = contracts.batches.connect(actors.wholesaler);
    await (
      await wholesaler.receiveShipment(MOVING, moving.contents, IN_TRANSIT, DiscrepancyCode.None)
    ).wait();
    const acceptBy = (await chain.now()) + DAY;
    const shipped = wholesaler.ship(MOVING, moving.contents, GLN.pharmacy, NO_PARTNER, acceptBy);
    expect(await revertOf(shipped)).to.equal("BatchLedger_NotActive");
    await (await dispense(fixture, other, mixed, 3, true)).wait();
    expect(await contracts.units.isDispensed(other.id, 3)).to.equal(true);
  });

  it("is passed on 40 times, and no notice says to whom", async () => {
    const fixture: Staffed = await (await testChain()).load(staffed);
    const { contracts, actors } = fixture;
    const { lot } = await scatter(fixture);
    await recallLot(fixture, lot.details);
    const pharmacy = contracts.units.connect(actors.pharmacy);
    const passed = await pharmacy.passOnRecall(lot.details, GLN.pharmacy, indices(0, DISPENSED));
    const receipt = await passed.wait();
    const topic = contracts.units.interface.getEvent("RecallNoticePassedOn").topicHash;
    const notices = (receipt?.logs ?? []).filter(({ topics }) => topics[0] === topic);
    expect(notices).to.have.length(DISPENSED);
    for (const [index, { topics, data }] of notices.entries()) {
      expect([topics.slice(1).map(BigInt), data]).to.deep.equal([
        [BigInt(lot.id), BigInt(index), GLN.pharmacy],
        "0x",
      ]);
    }
  });
});

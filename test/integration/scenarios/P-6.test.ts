import { expect } from "chai";
import { id } from "ethers";
import { GLN } from "../../../scripts/local/supply.ts";
import { testChain } from "../../support/chain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { BY_ITSELF, dispense, stockPharmacy } from "../../support/packs.ts";
import { revertOf } from "../../support/reverts.ts";

const PACK = 0;
const HOUR = 3_600;
const DAY = 24 * HOUR;
const REASON = id("two packs, one serial number");
/** Of UnitState, EffectiveStatus and SuspicionReason. */
const SUSPECT = 7n;
const READS_ILLEGITIMATE = 14n;
const DUPLICATE_DISPENSE = 1n;
const IMPOSSIBLE_TRAVEL = 2n;

/** K7Q2M9X4T1AB of LOT26C01, dispensed on day 0 and doubted after a scan 900 km away, two hours later. */
const doubted = async () => {
  const fixture: Staffed = await (await testChain()).load(staffed);
  const { contracts, actors, chain } = fixture;
  const { lot, pallet } = await stockPharmacy(fixture);
  await (await dispense(fixture, lot, pallet, PACK, true)).wait();
  const again = await revertOf(dispense(fixture, lot, BY_ITSELF, PACK, true));
  const underThePallet = await revertOf(dispense(fixture, lot, pallet, PACK, true));
  await chain.advance(2 * HOUR);
  const wholesaler = contracts.units.connect(actors.wholesaler);
  for (const reason of [DUPLICATE_DISPENSE, IMPOSSIBLE_TRAVEL]) {
    await (await wholesaler.proposeSuspicion(lot.details, PACK, reason, GLN.wholesaler, REASON)).wait();
  }
  return { ...fixture, lot, again, underThePallet };
};

/** The manufacturer finds it illegitimate. Returns the time of the finding. */
const find = async ({ contracts, actors, chain, lot }: Awaited<ReturnType<typeof doubted>>) => {
  const regulator = contracts.units.connect(actors.regulator);
  await (await regulator.markUnit(BY_ITSELF, lot.details, PACK, SUSPECT, GLN.regulator, REASON)).wait();
  const maker = contracts.units.connect(actors.manufacturer);
  const receipt = await (await maker.findIllegitimate(lot.details, PACK, GLN.manufacturer, REASON)).wait();
  const block = await chain.provider.getBlock(receipt?.blockNumber ?? 0);
  return block?.timestamp ?? 0;
};

const noteNotice = async ({ contracts, actors, lot }: Awaited<ReturnType<typeof doubted>>) => {
  const pharmacy = contracts.units.connect(actors.pharmacy);
  await (await pharmacy.noteNotice(lot.details, PACK, GLN.pharmacy, id("form"))).wait();
  const [event] = await contracts.units.queryFilter(
    contracts.units.filters.IllegitimateNotified(lot.id, PACK),
  );
  return event?.args.late;
};

describe("P-6: one serial number on two packs", function () {
  this.timeout(120_000);

  it("is dispensed once; the second dispense reverts, wherever the pack is said to be", async () => {
    const { contracts, lot, again, underThePallet } = await doubted();
    expect([again, underThePallet]).to.deep.equal([
      "UnitLedger_AlreadyDispensed",
      "UnitLedger_AlreadyDispensed",
    ]);
    const { dispensed } = await contracts.units.countsOf(lot.id);
    expect(dispensed).to.equal(1n);
  });

  it("is proposed as suspect for both reasons, which changes nothing", async () => {
    const { contracts, lot } = await doubted();
    const proposals = await contracts.units.queryFilter(
      contracts.units.filters.SuspicionProposed(lot.id, PACK),
    );
    expect(proposals.map(({ args }) => args.reason)).to.deep.equal([DUPLICATE_DISPENSE, IMPOSSIBLE_TRAVEL]);
    expect(await contracts.units.isDispensed(lot.id, PACK)).to.equal(true);
  });

  it("is found illegitimate; notice is due exactly 24 hours later", async () => {
    const scenario = await doubted();
    const foundAt = await find(scenario);
    const { contracts, lot } = scenario;
    const [found] = await contracts.units.queryFilter(
      contracts.units.filters.IllegitimateFound(lot.id, PACK),
    );
    expect(found?.args.notifyBy).to.equal(BigInt(foundAt + DAY));
    expect(await contracts.units.statusOfUnit(BY_ITSELF, lot.details, PACK)).to.equal(READS_ILLEGITIMATE);
  });

  for (const [when, seconds, late] of [
    ["in the last second of the day", DAY, false],
    ["a second later", DAY + 1, true],
  ] as const) {
    it(`has its notice noted as ${late ? "late" : "in time"} ${when}`, async () => {
      const scenario = await doubted();
      const foundAt = await find(scenario);
      await scenario.chain.nextBlockAt(foundAt + seconds);
      expect(await noteNotice(scenario)).to.equal(late);
    });
  }
});

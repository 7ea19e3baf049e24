import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import type { Actors } from "../../../scripts/local/actors.ts";
import { GLN } from "../../../scripts/local/supply.ts";
import { testChain } from "../../support/chain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { BY_ITSELF, dispense, stockPharmacy } from "../../support/packs.ts";
import { revertOf } from "../../support/reverts.ts";

const PACK = 5;
const DAY = 86_400;
const REASON = id("reason");
const QUESTION = id("request of the wholesaler");
const NO_SERIES = ZeroHash;
const CLASS_I = 1;
/** Of VerificationFailure and EffectiveStatus. */
const MATCH = 0;
const NO_MATCH_GTIN_SERIAL_EXPIRY = 3n;
const ACTIVE = 0n;
const READS_SUSPECT = 9n;

const start = async () => {
  const fixture: Staffed = await (await testChain()).load(staffed);
  const { lot, pallet } = await stockPharmacy(fixture);
  const { contracts, actors } = fixture;
  const as = (signer: Actors["pharmacy"]) => contracts.units.connect(signer);
  const requestReturn = (place: typeof pallet | typeof BY_ITSELF) =>
    as(actors.pharmacy).requestReturn(place, lot.details, PACK, GLN.wholesaler);
  const answer = (failure: bigint | number) =>
    as(actors.manufacturer).answerVerification(lot.details, PACK, failure, QUESTION);
  const accept = () => as(actors.wholesaler).acceptReturn(lot.details, PACK, NO_SERIES);
  const status = () => contracts.units.statusOfUnit(BY_ITSELF, lot.details, PACK);
  return { ...fixture, lot, pallet, as, requestReturn, answer, accept, status };
};

describe("P-7: a saleable return", function () {
  this.timeout(120_000);

  it("is saleable with the wholesaler when everything matches", async () => {
    const { contracts, lot, pallet, requestReturn, answer, accept, status } = await start();
    await (await requestReturn(pallet)).wait();
    expect(await revertOf(accept())).to.equal("UnitLedger_NotVerifiedByHolder");
    await (await answer(MATCH)).wait();
    await (await accept()).wait();
    expect(await status()).to.equal(ACTIVE);
    expect((await contracts.units.unitOf(lot.id, PACK)).custodian).to.equal(GLN.wholesaler);
  });

  it("is not saleable when the expiry differs, for that reason", async () => {
    const { contracts, actors, lot, pallet, as, requestReturn, answer, accept, status } = await start();
    await (await requestReturn(pallet)).wait();
    await (await answer(NO_MATCH_GTIN_SERIAL_EXPIRY)).wait();
    const [answered] = await contracts.units.queryFilter(
      contracts.units.filters.VerificationAnswered(lot.id, PACK),
    );
    expect(answered?.args.failure).to.equal(NO_MATCH_GTIN_SERIAL_EXPIRY);
    expect(await revertOf(accept())).to.equal("UnitLedger_NotVerifiedByHolder");
    await (await as(actors.wholesaler).endReturn(lot.details, PACK, GLN.wholesaler, REASON)).wait();
    expect(await status()).to.equal(READS_SUSPECT);
    expect((await contracts.units.unitOf(lot.id, PACK)).custodian).to.equal(GLN.pharmacy);
  });

  it("is made once in a pack's life", async () => {
    const { actors, lot, pallet, as, requestReturn, answer, accept } = await start();
    await (await requestReturn(pallet)).wait();
    await (await answer(MATCH)).wait();
    await (await accept()).wait();
    const again = as(actors.wholesaler).requestReturn(BY_ITSELF, lot.details, PACK, GLN.manufacturer);
    expect(await revertOf(again)).to.equal("UnitLedger_AlreadyReturned");
    expect(await revertOf(requestReturn(pallet))).to.equal("UnitLedger_AlreadyReturned");
    expect(await revertOf(accept())).to.equal("UnitLedger_IllegalTransition");
  });
});

describe("P-7: a dispense taken back at the same premises", function () {
  this.timeout(120_000);

  /** Dispensed and not handed over, so many days ago. */
  const dispensed = async (days: number) => {
    const scenario = await start();
    const { chain, lot, pallet, as, actors } = scenario;
    await (await dispense(scenario, lot, pallet, PACK, false)).wait();
    await chain.advance(days * DAY);
    return { ...scenario, revertDispense: () => as(actors.pharmacy).revertDispense(lot.details, PACK) };
  };

  it("is taken back on day 9", async () => {
    const { revertDispense, status } = await dispensed(9);
    await (await revertDispense()).wait();
    expect(await status()).to.equal(ACTIVE);
  });

  it("is not on day 11", async () => {
    const { revertDispense } = await dispensed(11);
    expect(await revertOf(revertDispense())).to.equal("UnitLedger_NotRevertible");
  });

  it("is not after a recall", async () => {
    const { contracts, actors, lot, revertDispense } = await dispensed(1);
    const maker = contracts.batches.connect(actors.manufacturer);
    await (await maker.recall(lot.details, CLASS_I, GLN.manufacturer, REASON)).wait();
    expect(await revertOf(revertDispense())).to.equal("UnitLedger_NotActive");
  });
});

import { expect } from "chai";
import { CERTIFICATE_HASH, GLN, GTIN, PRODUCT, SSCC } from "../../../scripts/local/supply.ts";
import {
  DiscrepancyCode,
  EffectiveStatus,
  NO_PARTNER,
  SCATTERED,
  ShipmentState,
  VerificationResult,
} from "../../../standards/provenance.ts";
import { testChain } from "../../support/chain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { caseCode, KNOWN_SERIAL, makeLot, type TestLot, UNITS } from "../../support/lots.ts";
import { dispense } from "../../support/packs.ts";
import { revertOf } from "../../support/reverts.ts";

const CASES = 12;
const PER_CASE = 10;
const DAY = 86_400;

type Runs = { lot: string; expiresAt: number; firstUnit: number; unitCount: number }[];

/** Storage words that a transaction wrote. */
const writesOf = async ({ chain }: Staffed, hash: string): Promise<number> => {
  const { structLogs } = (await chain.provider.send("debug_traceTransaction", [hash])) as {
    structLogs: { op: string }[];
  };
  return structLogs.filter(({ op }) => op === "SSTORE").length;
};

/** Packs the lot into cases, and those onto the pallet by one aggregation. */
const loadPallet = async ({ contracts, actors }: Staffed, { id, details }: TestLot) => {
  const maker = contracts.batches.connect(actors.manufacturer);
  const cases: { sscc: bigint; contents: Runs }[] = [];
  for (let i = 0; i < CASES; i++) {
    const run = { firstUnit: i * PER_CASE, unitCount: PER_CASE };
    await (await maker.pack(caseCode(i), [{ lot: details, ...run }])).wait();
    cases.push({ sscc: caseCode(i), contents: [{ lot: id, expiresAt: details.expiresAt, ...run }] });
  }
  await (await maker.aggregate(SSCC, [], cases)).wait();
  return cases;
};

describe("P-1: from the manufacturer to the patient", () => {
  it("takes one write to commission 120 packs, and ends with a verified pack dispensed", async () => {
    const fixture: Staffed = await (await testChain()).load(staffed);
    const { contracts, actors, chain } = fixture;
    const { batches, units } = contracts;
    const maker = batches.connect(actors.manufacturer);
    const wholesaler = batches.connect(actors.wholesaler);
    const pharmacy = batches.connect(actors.pharmacy);
    const lot = makeLot();
    const { details } = lot;
    expect([GLN.manufacturer, GTIN, UNITS, details.expiresAt]).to.deep.equal([
      9521234000013n,
      9521234543213n,
      120,
      Date.UTC(2028, 2, 31, 23, 59, 59) / 1_000,
    ]);
    await (await maker.registerProduct(GTIN, PRODUCT)).wait();
    const commissioned = await maker.commission(details);
    await commissioned.wait();
    expect(await writesOf(fixture, commissioned.hash)).to.equal(1);

    const cases = await loadPallet(fixture, lot);
    const onPallet = [{ lot: lot.id, expiresAt: details.expiresAt, firstUnit: SCATTERED, unitCount: UNITS }];
    const pallet = await batches.logisticUnitOf(SSCC);
    expect([SSCC, pallet.unitCount, pallet.level]).to.deep.equal([395212340000007778n, 120n, 3n]);

    const acceptBy = async () => (await chain.now()) + DAY;
    const early = maker.ship(SSCC, onPallet, GLN.wholesaler, NO_PARTNER, await acceptBy());
    expect(await revertOf(early)).to.equal("BatchLedger_NotActive");
    await (await batches.connect(actors.qualityPerson).release(details, CERTIFICATE_HASH)).wait();
    await (await maker.ship(SSCC, onPallet, GLN.wholesaler, NO_PARTNER, await acceptBy())).wait();
    await (await wholesaler.receiveShipment(SSCC, onPallet, UNITS, DiscrepancyCode.None)).wait();
    const received = await batches.logisticUnitOf(SSCC);
    expect([received.custodian, received.unitCount, received.suspectCount]).to.deep.equal([
      9525678000011n,
      120n,
      0n,
    ]);
    expect(received.state).to.equal(BigInt(ShipmentState.Received));

    const [first] = cases;
    if (first === undefined) throw new Error("There are twelve cases");
    await (await wholesaler.disaggregate(SSCC, onPallet, first)).wait();
    await (
      await wholesaler.ship(first.sscc, first.contents, GLN.pharmacy, NO_PARTNER, await acceptBy())
    ).wait();
    await (await pharmacy.receiveShipment(first.sscc, first.contents, PER_CASE, DiscrepancyCode.None)).wait();
    expect((await batches.logisticUnitOf(SSCC)).unitCount).to.equal(110n);

    const verify = () => units.verify(details, 0, lot.tree.hashOf(0), lot.tree.proofOf(0));
    expect(lot.units[0]?.serial).to.equal(KNOWN_SERIAL);
    expect(await verify()).to.deep.equal([
      BigInt(VerificationResult.Verified),
      BigInt(EffectiveStatus.Active),
    ]);
    await (await dispense(fixture, lot, first, 0, true)).wait();
    expect((await verify()).status).to.equal(BigInt(EffectiveStatus.Dispensed));
    expect((await units.unitOf(lot.id, 0)).custodian).to.equal(9527002000018n);
    expect(await revertOf(dispense(fixture, lot, first, 0, true))).to.equal("UnitLedger_AlreadyDispensed");
  });
});

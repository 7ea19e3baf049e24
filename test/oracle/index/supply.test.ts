import path from "node:path";
import { expect } from "chai";
import type { IndexStore } from "../../../oracle/domain/indexed.ts";
import { openIndexStore } from "../../../oracle/store/openIndexStore.ts";
import { unitSubject } from "../../../standards/provenance/subjects.ts";
import { scratch } from "../node/committee.ts";
import { IDENTITY } from "../store/identity.ts";
import { askStore, NEW_CASE, unitIn } from "./supplyAnswers.ts";
import {
  ADDRESSES,
  CASE,
  EXPIRES_AT,
  GTIN,
  LOT,
  MAKER,
  PALLET,
  PHARMACY,
  REASON,
  type Saying,
  scattered,
  TO_PATIENT,
  TO_WHOLESALER,
  timeOf,
  toRange,
  WHOLESALER,
} from "./supplyLogs.ts";

const text = (gln: bigint) => `${gln}`;

/** Conformant at five degrees, four to six. */
const VERDICT = [1, 5_000, 40, 60, false];

describe("an index of the supply chain", () => {
  const { folder, clean } = scratch();
  let files = 0;
  let store: IndexStore;
  const open = () => openIndexStore(path.join(folder, `${files++}.sqlite`), IDENTITY);
  beforeEach(() => {
    store = open();
  });
  afterEach(() => store.close());
  after(clean);

  const ask = (url: string) => askStore(store, url);
  const unit = (index: number) => unitIn(store, index);
  const refusal = (url: string): Promise<string> =>
    ask(url).then(
      () => "answered",
      ({ code }: { code: string }) => code,
    );

  it("tells a pack's whole way, from its maker to the patient", async () => {
    store.record(toRange([...TO_WHOLESALER, ...TO_PATIENT]));
    const chain = await unit(3);
    expect(chain.status).to.equal("Dispensed");
    expect(chain.custodian).to.equal(text(PHARMACY));
    expect(chain.unit).to.deep.equal({
      state: "Dispensed",
      before: "Untouched",
      flags: 2,
      since: timeOf(13),
      custodian: text(PHARMACY),
      container: null,
      returnTo: null,
    });
    const way = chain.steps.map(({ name, sscc, custodian }: Record<string, string | null>) => [
      name,
      sscc,
      custodian,
    ]);
    const [maker, wholesaler, pharmacy] = [MAKER, WHOLESALER, PHARMACY].map(text);
    const [inner, outer] = [`${CASE}`, `${PALLET}`];
    expect(way).to.deep.equal([
      ["LotCommissioned", null, null],
      ["LotReleased", null, null],
      ["UnitsPacked", inner, maker],
      ["LogisticUnitAggregated", inner, maker],
      ["ShipmentOffered", outer, maker],
      ["ShipmentPickedUp", outer, maker],
      ["ShipmentReceived", outer, wholesaler],
      ["LogisticUnitDisaggregated", inner, wholesaler],
      ["ShipmentOffered", inner, wholesaler],
      ["ShipmentReceived", inner, pharmacy],
      ["UnitDispensed", inner, pharmacy],
    ]);
  });

  it("leaves the pack beside it where the run of its index lies", async () => {
    store.record(toRange([...TO_WHOLESALER, ...TO_PATIENT]));
    const chain = await unit(4);
    expect(chain.unit.state).to.equal("Untouched");
    expect(chain.status).to.equal("Active");
    expect(chain.around.map(({ sscc }: { sscc: string }) => sscc)).to.deep.equal([`${CASE}`]);
    expect((await unit(10)).wasPacked).to.equal(false);
  });

  it("reads what is wrong around a pack, or with its lot, as wrong with the pack", async () => {
    const wrongs: readonly (readonly [Saying, string])[] = [
      [["batches", "ShipmentOffered", PALLET, WHOLESALER, PHARMACY, 0n, timeOf(99)], "InTransit"],
      [["batches", "LogisticUnitMarked", PALLET, 1, 0n, REASON], "ExcursionHold"],
      [["batches", "LogisticUnitMarked", PALLET, 0, WHOLESALER, REASON], "Suspect"],
      [["batches", "LotQuarantined", LOT, 1, REASON], "Quarantined"],
      [["batches", "LotRecalled", LOT, 1, MAKER, REASON], "Recalled"],
      [["batches", "LogisticUnitMarked", CASE, 6, WHOLESALER, REASON], "Stolen"],
    ];
    store.record(toRange(TO_WHOLESALER));
    let block = TO_WHOLESALER.length;
    for (const [saying, status] of wrongs) {
      block += 1;
      store.record(toRange([saying], block));
      expect((await unit(4)).status).to.equal(status);
    }
  });

  it("lets holds lapse and lots expire by the chain's time, with no event to tell of it", async () => {
    const until = timeOf(20);
    store.record(toRange([...TO_WHOLESALER, ["batches", "LotHeld", LOT, REASON, until]]));
    expect((await unit(4)).status).to.equal("Quarantined");
    const at = (timestamp: number, number: number) =>
      store.record({ ...toRange([], number), to: { number, hash: REASON, timestamp }, events: [] });
    at(until, 30);
    expect((await unit(4)).status).to.equal("Quarantined");
    at(until + 1, 31);
    expect((await unit(4)).status).to.equal("Active");
    at(EXPIRES_AT + 1, 32);
    expect((await unit(4)).status).to.equal("Expired");
  });

  it("follows single packs through unpacking, repacking and marks", async () => {
    store.record(
      toRange([
        ...TO_WHOLESALER,
        ...TO_PATIENT.slice(0, 2),
        ["units", "UnitsUnpacked", LOT, WHOLESALER, CASE, [5, 6]],
        ["units", "UnitsRepacked", LOT, WHOLESALER, NEW_CASE, [5]],
        ["batches", "ContentsChanged", NEW_CASE, scattered(1), 1],
        ["units", "UnitMarked", LOT, 6, 9, WHOLESALER, WHOLESALER, REASON],
        ["batches", "LogisticUnitMarked", CASE, 6, WHOLESALER, REASON],
      ]),
    );
    const [repacked, destroyed, left] = [await unit(5), await unit(6), await unit(4)];
    expect([repacked.status, repacked.unit.state, repacked.unit.container]).to.deep.equal([
      "Active",
      "Packed",
      `${NEW_CASE}`,
    ]);
    expect(repacked.custodian).to.equal(text(WHOLESALER));
    expect([destroyed.status, destroyed.unit.before]).to.deep.equal(["Destroyed", "Loose"]);
    expect(left.status).to.equal("Stolen");
  });

  it("recalls what was made of a recalled lot", async () => {
    const source = REASON;
    store.record(
      toRange([
        ...TO_WHOLESALER,
        ["batches", "LotDerived", LOT, source],
        ["batches", "LotRecalled", source, 1, MAKER, REASON],
      ]),
    );
    expect((await unit(4)).status).to.equal("Recalled");
    const { lot } = await ask(`/v1/lots/${LOT}`);
    expect([lot.status, lot.recallClass, lot.sources]).to.deep.equal(["Recalled", 0, [source]]);
  });

  it("stops what was made of a stopped lot, until the order is lifted", async () => {
    const source = REASON;
    const stopped: readonly Saying[] = [
      ...TO_WHOLESALER,
      ["batches", "LotDerived", LOT, source],
      ["batches", "LotHeld", source, REASON, EXPIRES_AT],
      ["batches", "LotQuarantined", source, 3, REASON],
    ];
    store.record(toRange(stopped));
    expect((await unit(4)).status).to.equal("Quarantined");
    const { lot } = await ask(`/v1/lots/${LOT}`);
    expect([lot.status, lot.quarantinedSources]).to.deep.equal(["Quarantined", [source]]);
    store.close();
    store = open();
    store.record(toRange([...stopped, ["batches", "QuarantineLifted", source, 3, REASON]]));
    expect((await unit(4)).status).to.equal("Active");
  });

  it("answers what is in a logistic unit, what is around it and who has it", async () => {
    store.record(toRange(TO_WHOLESALER));
    const pallet = await ask(`/v1/logistic-units/${PALLET}`);
    expect([pallet.status, pallet.unitCount, pallet.children]).to.deep.equal(["Active", 10, [`${CASE}`]]);
    expect(pallet.around[0].custodian).to.equal(text(WHOLESALER));
    const inner = await ask(`/v1/logistic-units/${CASE}`);
    expect(inner.around.map(({ sscc }: { sscc: string }) => sscc)).to.deep.equal([`${CASE}`, `${PALLET}`]);
  });

  it("finds events by partner, product, series, and anchors by partner", async () => {
    const series = toRange([]).to.hash;
    store.record(
      toRange([
        ["batches", "PartnerSet", MAKER, ADDRESSES.oracle, 1, EXPIRES_AT, 7],
        ["batches", "ProductRegistered", GTIN, MAKER, 1, false],
        ...TO_WHOLESALER,
        [
          "coldChain",
          "SeriesJudged",
          series,
          unitSubject(LOT, 4),
          ADDRESSES.oracle,
          ...VERDICT,
          LOT,
          0n,
          1_772_000_000,
        ],
        ["anchors", "EventsAnchored", MAKER, 1n, REASON, [REASON, 4, 1, 2, 20]],
      ]),
    );
    const names = async (url: string) => (await ask(url)).events.map(({ name }: { name: string }) => name);
    expect(await names(`/v1/partners/${MAKER}`)).to.include.members(["PartnerSet", "UnitsPacked"]);
    expect(await names(`/v1/products/0${GTIN}`)).to.deep.equal(["ProductRegistered", "LotCommissioned"]);
    expect(await names(`/v1/series/${series}`)).to.deep.equal(["SeriesJudged"]);
    expect(await names(`/v1/partners/${MAKER}/anchors`)).to.deep.equal(["EventsAnchored"]);
    expect((await ask(`/v1/units/${LOT}/4`)).series).to.deep.equal([series]);
  });

  it("refuses what is no key, and does not know what nobody told it", async () => {
    store.record(toRange(TO_WHOLESALER));
    expect(await refusal(`/v1/units/${LOT}/x`)).to.equal("BAD_QUERY");
    expect(await refusal(`/v1/units/${LOT}/4294967296`)).to.equal("BAD_QUERY");
    expect(await refusal(`/v1/units/${LOT}/120`)).to.equal("NOT_INDEXED");
    expect(await refusal(`/v1/units/${REASON}/0`)).to.equal("NOT_INDEXED");
    expect(await refusal("/v1/partners/9521234000014")).to.equal("BAD_QUERY");
    expect(await refusal(`/v1/logistic-units/${NEW_CASE}`)).to.equal("NOT_INDEXED");
  });
});

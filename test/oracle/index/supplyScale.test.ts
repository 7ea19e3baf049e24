import path from "node:path";
import { expect } from "chai";
import { askScan } from "../../../client/provenance/scan/askScan.ts";
import type { IndexStore } from "../../../oracle/domain/indexed.ts";
import { openIndexStore } from "../../../oracle/store/openIndexStore.ts";
import { scratch } from "../node/committee.ts";
import { IDENTITY } from "../store/identity.ts";
import { serveIndex } from "./door.ts";
import { CASE, DETAILS, LOT, MAKER, PHARMACY, runOf, type Saying, toRange } from "./supplyLogs.ts";

const PACKS = 10_000;
const IN_CASE = 100;
const QUESTIONS = 200;

const FACTS = (DETAILS.gtin << 64n) | (280_331n << 32n) | BigInt(PACKS);
/** Codes of no real length, which the store does not mind. */
const caseOf = (index: number): bigint => CASE + BigInt(Math.floor(index / IN_CASE));

const range = Array.from({ length: PACKS }, (_, index) => index);
const EVENTS: readonly Saying[] = [
  ["batches", "LotCommissioned", LOT, DETAILS.lotHash, DETAILS.unitsRoot, FACTS],
  ...range
    .filter((index) => index % IN_CASE === 0)
    .flatMap((first): Saying[] => [
      ["batches", "UnitsPacked", caseOf(first), MAKER, runOf(first, IN_CASE)],
      ["batches", "ShipmentOffered", caseOf(first), MAKER, PHARMACY, 0n, 2_000_000_000],
      ["batches", "ShipmentReceived", caseOf(first), MAKER, PHARMACY, IN_CASE, 0, 0],
    ]),
  ...range.map((index): Saying => ["units", "UnitDispensed", LOT, index, PHARMACY, caseOf(index), true]),
];

describe("an index with the events of 10,000 packs", () => {
  const { folder, clean } = scratch();
  let store: IndexStore;
  let server: Awaited<ReturnType<typeof serveIndex>>;
  before(async function () {
    this.timeout(120_000);
    store = openIndexStore(path.join(folder, "scale.sqlite"), IDENTITY);
    expect(store.record(toRange(EVENTS))).to.equal(EVENTS.length);
    server = await serveIndex({ store }, () => true);
  });
  after(async () => {
    await server.stop();
    store.close();
    clean();
  });

  it("answers each scan with that pack's events alone, however many others there are", async function () {
    this.timeout(120_000);
    for (let n = 0; n < QUESTIONS; n++) {
      const index = (n * 7_919) % PACKS;
      const { chain, events } = await askScan({ url: `http://127.0.0.1:${server.port}` }, LOT, index);
      expect(chain.status).to.equal("Dispensed");
      expect(events.map(({ name }) => name)).to.deep.equal([
        "LotCommissioned",
        "UnitsPacked",
        "ShipmentOffered",
        "ShipmentReceived",
        "UnitDispensed",
      ]);
    }
  });
});

import path from "node:path";
import { expect } from "chai";
import type { IndexStore } from "../../../oracle/domain/indexed.ts";
import { openIndexStore } from "../../../oracle/store/openIndexStore.ts";
import { scratch } from "../node/committee.ts";
import { IDENTITY } from "../store/identity.ts";
import { NEW_CASE, unitIn } from "./supplyAnswers.ts";
import { ADDRESSES, LOT, MAKER, REASON, scattered, TO_WHOLESALER, toRange } from "./supplyLogs.ts";

describe("the store of an index of the supply chain", () => {
  const { folder, clean } = scratch();
  let files = 0;
  let file: string;
  let store: IndexStore;
  beforeEach(() => {
    file = path.join(folder, `${files++}.sqlite`);
    store = openIndexStore(file, IDENTITY);
  });
  afterEach(() => store.close());
  after(clean);

  const unit = (index: number) => unitIn(store, index);

  it("takes back what a reorganisation undoes, runs of packs included", async () => {
    store.record(toRange(TO_WHOLESALER));
    expect((await unit(4)).around).to.have.length(2);
    store.rewindTo({ number: 3, hash: REASON });
    store.record(toRange([], 4));
    expect((await unit(4)).around).to.have.length(1);
    store.rewindTo({ number: 2, hash: REASON });
    store.record(toRange([["batches", "UnitsPacked", NEW_CASE, MAKER, scattered(1)]], 3));
    expect((await unit(4)).wasPacked).to.equal(false);
  });

  it("reads the chain again when it is told of another contract, and refuses one that moved", () => {
    store.record(toRange(TO_WHOLESALER));
    store.close();
    const { batches, units } = ADDRESSES;
    store = openIndexStore(file, IDENTITY);
    expect(store.cursor()?.number).to.equal(TO_WHOLESALER.length);
    store.close();
    store = openIndexStore(file, IDENTITY, { batches });
    expect(store.cursor()).to.equal(undefined);
    expect(store.runOf(LOT, 4)).to.equal(undefined);
    store.record(toRange(TO_WHOLESALER));
    store.close();
    expect(() => openIndexStore(file, IDENTITY, { batches: units }))
      .to.throw()
      .with.property("code", "FOREIGN_STORE");
    store = openIndexStore(file, IDENTITY, { batches });
    expect(store.cursor()?.number).to.equal(TO_WHOLESALER.length);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { anchoredDigest } from "../../standards/epcis/declareError.ts";
import { buildEventTree } from "../../standards/eventAnchor.ts";
import { IEventAnchors__factory } from "../../types/index.ts";
import {
  aggregation,
  CASES,
  documentOf,
  event,
  GTIN,
  lotClass,
  makingOf,
  object,
  PALLET,
  packs,
  TRANSACTIONS,
  unit,
} from "../support/captureDocuments.ts";
import { killWhen, makeLot } from "../support/captureStage.ts";
import { PARTNERS, type SupplyStage, startSupplyStage } from "../support/supplyStage.ts";

describe("theriac capture", function () {
  this.timeout(400_000);
  let stage: SupplyStage;
  let maker: string[];
  const at = (name: string): string => path.join(stage.dir, name);
  const nonce = () => stage.chain.provider.getTransactionCount(stage.actors.maker.address);

  before(async () => {
    stage = await startSupplyStage("capture");
    maker = ["--from", stage.actors.maker.address];
    const about = ["--description", await stage.file("product.json", {}), "--endpoint", "https://v.example/"];
    await stage.done("product", "register", GTIN, "--profile", "1", ...about, ...maker);
  });
  after(() => stage?.end());

  it("tries a whole document and sends nothing; then sends it in six transactions, and again none", async () => {
    const lots = ["--lots", await makeLot(stage, "LOTA")];
    const document = makingOf("LOTA", CASES, PALLET);
    const file = await stage.file("making.json", document);
    const before = await nonce();
    const tried = await stage.done("capture", file, ...lots, ...maker, "--dry-run");
    expect(await nonce()).to.equal(before);
    expect(existsSync(`${file}.journal`)).to.equal(false);
    expect(tried.list.filter(({ verdict }) => verdict === "anchored")).to.have.length(2);
    expect(tried.list.filter(({ transaction }) => transaction !== 0)).to.have.length(TRANSACTIONS);
    expect(tried.list[0]).to.include({ verdict: "passes", contract: "BatchLedger" });

    const { facts } = await stage.done("capture", file, ...lots, ...maker);
    expect(facts).to.include({ transactions: TRANSACTIONS, sentNow: TRANSACTIONS, calls: 8 });
    expect(await nonce()).to.equal(before + TRANSACTIONS);
    expect((await stage.done("capture", file, ...lots, ...maker)).facts.sentNow).to.equal(0);
    // Nothing is left to try, and other options cannot change what is done.
    expect((await stage.done("capture", file, ...lots, ...maker, "--dry-run")).facts.left).to.equal(0);
    const other = await stage.theriac("capture", file, ...lots, ...maker, "--accept-within", "3");
    expect(other.error)
      .to.match(/^JOURNAL_OPTIONS: /)
      .and.to.contain("--accept-within");
    expect(await nonce()).to.equal(before + TRANSACTIONS);
    const pallet = await stage.connection.contracts.batches.logisticUnitOf(BigInt(PALLET));
    expect([pallet.unitCount, pallet.level]).to.deep.equal([19n, 3n]);
  });

  it("anchored every event under a salt of its own, those without a counterpart too", async () => {
    const file = at("making.json.journal.events");
    expect((await stat(file)).mode & 0o077).to.equal(0);
    const [head = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
    const salted = lines.map((line) => JSON.parse(line) as { digest: `0x${string}`; salt: `0x${string}` });
    const { epcisBody } = JSON.parse(readFileSync(at("making.json"), "utf8"));
    expect(salted.map(({ digest }) => digest)).to.deep.equal(
      epcisBody.eventList.map((one: never) => anchoredDigest(one)),
    );
    expect(new Set(salted.map(({ salt }) => salt)).size).to.equal(salted.length);
    const { root } = JSON.parse(head);
    const tree = buildEventTree(salted);
    expect(tree.root).to.equal(root);
    const anchors = IEventAnchors__factory.connect(stage.addresses.EventAnchors, stage.chain.provider);
    const { gln } = PARTNERS.maker;
    const { digest, salt } = salted[8] ?? { digest: "", salt: "" };
    expect(await anchors.verify(gln, 1, digest, salt, tree.proofOf(8))).to.equal(true);
    expect(await anchors.verify(gln, 1, digest, salt, tree.proofOf(7))).to.equal(false);
  });

  it("ships, receives and recalls by documents; a recall waits for its class", async () => {
    await stage.file("certificate.txt", "conforms");
    const label = `(01)${GTIN}(10)LOTA`;
    const lots = ["--lots", at("LOTA.json")];
    await stage.done(
      ...["lot", "release", label, "--certificate", at("certificate.txt")],
      ...["--from", stage.actors.qualityPerson.address],
    );
    const to = { type: "possessing_party", destination: "https://id.gs1.org/417/9525678000011" };
    const shipping = documentOf(
      object("shipping", "OBSERVE", [unit(PALLET)], { disposition: "in_transit", destinationList: [to] }),
    );
    await stage.done("capture", await stage.file("shipping.json", shipping), ...maker);
    const theirs = ["--from", stage.actors.wholesaler.address];
    const damaged = documentOf(object("receiving", "OBSERVE", [unit(PALLET)], { disposition: "damaged" }));
    const { list } = await stage.done(
      ...["capture", await stage.file("damaged.json", damaged), ...theirs, "--dry-run"],
    );
    expect(list.map(({ contract }) => contract)).to.deep.equal(["EventAnchors", ""]);
    // Received and accepted: two events, one passing of custody.
    const receiving = documentOf(
      object("receiving", "OBSERVE", [unit(PALLET)], { disposition: "in_progress" }),
      object("accepting", "OBSERVE", [unit(PALLET)]),
    );
    await stage.done("capture", await stage.file("receiving.json", receiving), ...theirs);
    const { custodian } = await stage.connection.contracts.batches.logisticUnitOf(BigInt(PALLET));
    expect(custodian).to.equal(PARTNERS.wholesaler.gln);

    const recall = documentOf(
      event("ObjectEvent", "holding", {
        action: "OBSERVE",
        disposition: "recalled",
        quantityList: [{ epcClass: lotClass("LOTA") }],
      }),
    );
    const file = await stage.file("recall.json", recall);
    const without = await stage.done("capture", file, ...lots, ...maker, "--dry-run");
    expect(without.list.map(({ contract }) => contract)).to.deep.equal(["EventAnchors", ""]);
    await stage.done("capture", file, ...lots, ...maker, "--recall-class", "II");
    expect((await stage.theriac("lot", "status", label)).facts).to.include({
      status: "Recalled",
      recall: "II",
    });
  });

  it("makes no calls of other vocabularies' words, other actions, and parts of lots; says what it leaves out", async () => {
    const to = { type: "possessing_party", destination: "https://id.gs1.org/417/9525678000011" };
    const document = documentOf(
      object("https://acme.example/steps/not-destroying", "OBSERVE", [unit(CASES[0])]),
      object("storing", "OBSERVE", [unit(CASES[0])], { disposition: "https://acme.example/disp/not-stolen" }),
      object("shipping", "DELETE", [unit(CASES[0])], { destinationList: [to] }),
      event("ObjectEvent", "holding", {
        action: "OBSERVE",
        quantityList: [{ epcClass: lotClass("LOTA"), quantity: 2 }],
      }),
    );
    const tried = await stage.done(
      ...["capture", await stage.file("words.json", document), "--lots", at("LOTA.json"), ...maker],
      "--dry-run",
    );
    expect(tried.list.map(({ contract }) => contract)).to.deep.equal(["EventAnchors", "", "", "", ""]);
    // A quantity beside a pack: the pack is unpacked, the quantity told of. What was packed can be emptied.
    const parted = documentOf(
      event("AggregationEvent", "packing", {
        action: "ADD",
        parentID: unit("395212340000000090"),
        childEPCs: [unit(CASES[0])],
        childQuantityList: [{ epcClass: lotClass("LOTA"), quantity: 7 }],
      }),
      event("AggregationEvent", "unpacking", { action: "DELETE", parentID: unit("395212340000000090") }),
    );
    const file = await stage.file("parted.json", parted);
    const both = await stage.theriac("capture", file, ...maker, "--dry-run");
    expect(both.list.map(({ verdict }) => verdict).at(-1)).to.equal("in part");
    expect(both.list[0]?.does).to.contain("; ");
  });

  it("takes no event of the future or of before 1970, and says which", async () => {
    for (const eventTime of ["2091-01-01T00:00:00Z", "1969-01-01T00:00:00Z"]) {
      const wrong = { ...object("storing", "OBSERVE", [unit(PALLET)]), eventTime };
      const file = await stage.file(
        `time${eventTime.slice(0, 4)}.json`,
        documentOf(object("storing", "OBSERVE", [unit(PALLET)]), wrong),
      );
      const ended = await stage.theriac("capture", file, ...maker);
      expect(ended.error)
        .to.match(/^EVENT_TIME: /)
        .and.to.contain('"event":2');
      expect(existsSync(`${file}.journal`)).to.equal(false);
    }
  });

  it("brings to the chain again what a chain took back", async () => {
    const { provider } = stage.chain;
    const lots = ["--lots", await makeLot(stage, "LOTR")];
    const file = await stage.file(
      "taken.json",
      documentOf(object("commissioning", "ADD", packs("LOTR", 0, 30))),
    );
    const taken = await provider.send("evm_snapshot", []);
    await stage.done("capture", file, ...lots, ...maker);
    await provider.send("evm_revert", [taken]);
    const label = `(01)${GTIN}(10)LOTR`;
    expect((await stage.theriac("lot", "status", label)).code).to.equal(1);
    await stage.done("capture", file, ...lots, ...maker);
    expect((await stage.theriac("lot", "status", label)).facts.status).to.equal("Unreleased");
  });

  it("names the product and the place in the document, never a serial, when goods are unknown", async () => {
    const file = await stage.file(
      "unknown.json",
      documentOf(object("commissioning", "ADD", packs("LOTZ", 0, 1))),
    );
    const ended = await stage.theriac("capture", file, ...maker);
    expect(ended.code).to.equal(1);
    expect(ended.error)
      .to.match(/^GOODS_UNKNOWN: /)
      .and.to.contain(GTIN)
      .and.not.to.contain("LOTZX0");
    const swapped = await makeLot(stage, "LOTS");
    const order = documentOf(
      object("commissioning", "ADD", packs("LOTS", 0, 2)),
      aggregation("packing", "ADD", "395212340000000045", packs("LOTS", 1, 3)),
    );
    const refused = await stage.theriac(
      "capture",
      await stage.file("order.json", order),
      "--lots",
      swapped,
      ...maker,
    );
    expect(refused.error).to.match(/^PACKING_ORDER: /);
  });

  it("sends each transaction once when it is killed with -9, again and again, at several instants", async () => {
    const { provider } = stage.chain;
    const codes = ["395212340000000052", "395212340000000069", "395212340000000076"];
    const file = await stage.file("killed.json", makingOf("LOTK", codes, "395212340000000083"));
    const args = ["capture", file, "--lots", await makeLot(stage, "LOTK"), ...maker];
    const journal = `${file}.journal`;
    const before = await nonce();
    // The plan is on disk and nothing sent; a transaction waits in the pool; one is mined and the next on its way.
    await killWhen(stage, args, journal, /"ready"/);
    await provider.send("evm_setAutomine", [false]);
    await provider.send("evm_setIntervalMining", [0]);
    await killWhen(stage, args, journal, /"signed","n":0/);
    await provider.send("evm_mine", []);
    await provider.send("evm_setAutomine", [true]);
    await killWhen(stage, args, journal, /"mined","n":1/);
    expect(await nonce()).to.be.lessThan(before + TRANSACTIONS);
    const { facts } = await stage.done(...args);
    expect(facts.transactions).to.equal(TRANSACTIONS);
    expect(await nonce()).to.equal(before + TRANSACTIONS);
    const pallet = await stage.connection.contracts.batches.logisticUnitOf(395212340000000083n);
    expect(pallet.unitCount).to.equal(19n);
    const marks = readFileSync(journal, "utf8").match(/"type":"mined","n":\d+/g) ?? [];
    expect(new Set(marks).size).to.equal(TRANSACTIONS);
    expect(marks).to.have.length(TRANSACTIONS);
  });
});

import { stat } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { writeDataMatrix } from "../../standards/gs1/dataMatrix.ts";
import { writeDigitalLink } from "../../standards/gs1/digitalLink.ts";
import { writeBracketed } from "../../standards/gs1/elementStrings.ts";
import { type Gtin, parseExpiry } from "../../standards/gs1/keys.ts";
import { elementsOf } from "../../standards/gs1/pack.ts";
import { type Ended, type SupplyStage, startSupplyStage } from "../support/supplyStage.ts";

const GTIN = "09521234543213";
const LOT = "LOT26C01";
const LABEL = `(01)${GTIN}(10)${LOT}`;
const CASES = ["395212340000000014", "395212340000000021", "395212340000000038"] as const;
const PALLET = "395212340000007778";
const PACKS = 30;

const serialOf = (i: number): string => (i === 0 ? "K7Q2M9X4T1AB" : `SN${String(i).padStart(4, "0")}`);
const elements = (i: number, expiry = "280331") =>
  elementsOf({ gtin: BigInt(GTIN) as Gtin, serial: serialOf(i), lot: LOT, expiry: parseExpiry(expiry) });
const scan = (i: number, expiry?: string): string => writeDataMatrix(elements(i, expiry));

describe("theriac for supply partners", function () {
  this.timeout(400_000);
  let stage: SupplyStage;
  let from: Record<keyof SupplyStage["actors"], string[]>;
  const at = (name: string): string => path.join(stage.dir, name);
  const tomorrow = async (): Promise<string> =>
    new Date(((await stage.chain.now()) + 86_400) * 1000).toISOString();
  const sent = async (role: keyof SupplyStage["actors"]): Promise<number> =>
    stage.chain.provider.getTransactionCount(stage.actors[role].address);
  const refused = (ended: Ended, code: number, what: string): void => {
    expect(ended.code, ended.error).to.equal(code);
    expect(ended.error).to.contain(what);
    expect(ended.error).not.to.contain(serialOf(0));
  };

  before(async () => {
    stage = await startSupplyStage("supply");
    from = Object.fromEntries(
      Object.entries(stage.actors).map(([role, { address }]) => [role, ["--from", address]]),
    ) as typeof from;
    const serials = Array.from({ length: PACKS }, (_, i) => serialOf(i)).join("\n");
    await stage.file("serials.txt", `${serials}\n`);
    await stage.file("product.json", { name: "Examplinib", strength: "5 mg", form: "tablet" });
    await stage.file("certificate.txt", "conforms\n");
  });
  after(() => stage?.end());

  const lotFile = (): string => at("lot.json");
  const packs = (): string[] => ["--packs", at("packs.json")];
  const receiveAll = async (sscc: string, to: "wholesaler" | "pharmacy", by: "maker" | "wholesaler") => {
    const gln = to === "wholesaler" ? "9525678000011" : "9527002000018";
    await stage.done("ship", sscc, "--to", gln, "--accept-by", await tomorrow(), ...from[by]);
    return stage.done("receive", sscc, ...from[to]);
  };

  it("registers a product, and tells misuse from refusal", async () => {
    const describe_ = ["--description", at("product.json"), "--endpoint", "https://verify.example/"];
    const register = ["product", "register", GTIN, "--profile", "1", ...describe_];
    const wrong = await stage.theriac(
      "product",
      "register",
      "09521234543214",
      ...register.slice(3),
      ...from.maker,
    );
    refused(wrong, 2, "BAD_OPTION");
    refused(await stage.theriac(...register, ...from.regulator), 1, "TradingPartners_");
    await stage.done(...register, ...from.maker);
    await stage.done("product", "describe", GTIN, ...describe_, ...from.maker);
    refused(await stage.theriac(...register, ...from.maker), 1, "TradingPartners_ProductTaken");
  });

  it("makes a lot of serials: salted, owner's alone, tried before it is sent, and sent once", async () => {
    await stage.done("lot", "salt", at("serials.txt"), "--out", at("units.jsonl"));
    refused(
      await stage.theriac("lot", "salt", at("serials.txt"), "--out", at("units.jsonl")),
      1,
      "FILE_EXISTS",
    );
    const what = ["--gtin", GTIN, "--lot", LOT, "--expiry", "280331", "--units", at("units.jsonl")];
    const commission = ["lot", "commission", ...what, "--out", lotFile(), ...from.maker];
    const before = await sent("maker");
    const { list } = await stage.done(...commission, "--dry-run");
    expect(list).to.have.length(1);
    expect(list[0]).to.include({ contract: "BatchLedger", verdict: "passes" });
    expect(list[0]?.gas).to.be.greaterThan(21_000);
    expect(await sent("maker")).to.equal(before);
    const { facts } = await stage.done(...commission);
    expect(facts).to.include({ units: PACKS });
    for (const file of ["units.jsonl", "lot.json"])
      expect((await stat(at(file))).mode & 0o077, file).to.equal(0);
    expect((await stage.done(...commission)).facts.transaction).to.equal("");
    expect(await sent("maker")).to.equal(before + 1);
    const standing = await stage.theriac("lot", "status", LABEL);
    expect(standing.code).to.equal(3);
    expect(standing.facts).to.include({ status: "Unreleased", units: PACKS, packed: 0 });
  });

  it("packs runs into cases and cases onto a pallet, and ships it once the quality person released it", async () => {
    for (const sscc of CASES)
      await stage.done("pack", sscc, "--lot", lotFile(), "--count", "10", ...from.maker);
    await stage.done("pack", PALLET, "--unit", ...CASES, ...from.maker);
    const ship = ["ship", PALLET, "--to", "9525678000011", "--accept-by", await tomorrow(), ...from.maker];
    const early = await stage.theriac(...ship, "--dry-run");
    expect(early.code).to.equal(3);
    expect(early.list[0]).to.include({ verdict: "refused", reason: "BatchLedger_NotActive" });
    const release = ["lot", "release", lotFile(), "--certificate", at("certificate.txt")];
    refused(await stage.theriac(...release, ...from.maker), 1, "TradingPartners_NotQualityPerson");
    await stage.done(...release, ...from.qualityPerson);
    expect((await stage.done("lot", "status", LABEL)).facts.status).to.equal("Active");
    await stage.done(...ship);
  });

  it("lets the sender take an offer back, and the receiver refuse or accept without any file", async () => {
    await stage.done("cancel", PALLET, ...from.maker);
    const { facts } = await receiveAll(PALLET, "wholesaler", "maker");
    expect(facts).to.include({ received: PACKS, missing: 0 });
    await stage.done("unpack", PALLET, "--unit", CASES[0], ...from.wholesaler);
    await receiveAll(CASES[0], "pharmacy", "wholesaler");
    await stage.done("unpack", PALLET, "--unit", CASES[2], ...from.wholesaler);
    await stage.done(
      ...["ship", CASES[2], "--to", "9527002000018", "--accept-by", await tomorrow(), ...from.wholesaler],
    );
    await stage.done("reject", CASES[2], "--code", "MissingProductData", ...from.pharmacy);
  });

  it("verifies a scan however the label is carried, and nothing else", async () => {
    await stage.done("lot", "prove", "--lot", lotFile(), "--out", at("packs.json"));
    const carriers = [scan(0), writeBracketed(elements(0)), writeDigitalLink(elements(0))];
    for (const text of carriers) {
      const { facts } = await stage.done("verify", text, ...packs());
      expect(facts).to.include({ result: "Verified", status: "Active", custodian: "9527002000018" });
    }
    const expired = await stage.theriac("verify", scan(0, "290331"), ...packs());
    expect([expired.code, expired.facts.result]).to.deep.equal([3, "NoMatch"]);
    const unknown = await stage.theriac("verify", `(01)${GTIN}(21)FAKE1`, ...packs());
    expect([unknown.code, unknown.facts.result]).to.deep.equal([3, "SerialUnknown"]);
    const suspect = await stage.theriac("verify", scan(20), ...packs());
    expect([suspect.code, suspect.facts.status]).to.deep.equal([3, "Suspect"]);
    refused(await stage.theriac("verify", `(01)${GTIN}(17)280331`, ...packs()), 1, "GS1_");
  });

  it("dispenses once, takes it back, and dispenses for good", async () => {
    const order = ["dispense", scan(0), ...packs(), ...from.pharmacy];
    await stage.done(...order);
    refused(await stage.theriac(...order), 1, "UnitLedger_AlreadyDispensed");
    await stage.done(...order, "--revert");
    await stage.done(...order, "--supplied");
    const { code, facts } = await stage.theriac("verify", scan(0), ...packs());
    expect([code, facts.status]).to.deep.equal([3, "Dispensed"]);
  });

  it("sends a pack back and takes it in after the holder's answer; another ends without success", async () => {
    const uuid = "7d9f1d0e-4a55-4e0c-9f4b-0a6f7b2f3c11";
    const answer = ["--corr-uuid", uuid, ...from.maker];
    const back = (i: number, verb: string, ...more: string[]) =>
      stage.done("return", verb, scan(i), ...packs(), ...more);
    await back(1, "request", "--to", "9525678000011", ...from.pharmacy);
    const early = await stage.theriac("return", "accept", scan(1), ...packs(), ...from.wholesaler);
    refused(early, 1, "UnitLedger_NotVerifiedByHolder");
    await back(1, "answer", ...answer);
    await back(1, "accept", ...from.wholesaler);
    expect((await stage.done("verify", scan(1), ...packs())).facts.custodian).to.equal("9525678000011");
    await back(2, "request", "--to", "9525678000011", ...from.pharmacy);
    await back(2, "end", "--reason", "taken back", ...from.pharmacy);
  });

  it("packs and unpacks single packs", async () => {
    await stage.done("unpack", CASES[0], "--scan", scan(5), scan(4), ...packs(), ...from.pharmacy);
    expect((await stage.done("verify", scan(4), ...packs())).facts.custodian).to.equal("9527002000018");
    await stage.done("pack", CASES[0], "--scan", scan(4), scan(5), ...packs(), ...from.pharmacy);
    expect((await stage.done("verify", scan(5), ...packs())).facts.status).to.equal("Active");
  });

  it("stops a lot and lets it go", async () => {
    const order = ["--reason", "complaint 17", ...from.maker];
    await stage.done("lot", "quarantine", LABEL, ...order);
    const held = await stage.theriac("lot", "status", lotFile());
    expect(held.facts).to.include({ status: "Quarantined", orders: "AuthorisationHolder" });
    refused(
      await stage.theriac("dispense", scan(3), ...packs(), ...from.pharmacy),
      1,
      "UnitLedger_NotActive",
    );
    await stage.done("lot", "lift", LABEL, "--order", "AuthorisationHolder", ...order);
    expect((await stage.done("lot", "status", LABEL)).facts.status).to.equal("Active");
  });

  it("recalls everything in one write, lists notices by dispenser, passes them on once and closes", async () => {
    await stage.done("dispense", scan(3), ...packs(), "--supplied", ...from.pharmacy);
    const before = await sent("maker");
    await stage.done("recall", "lot", LABEL, "--class", "I", "--reason", "glass", ...from.maker);
    expect(await sent("maker")).to.equal(before + 1);
    for (const i of [0, 1, 5, 25])
      expect((await stage.theriac("verify", scan(i), ...packs())).facts.status).to.equal("Recalled");
    const notices = async () => (await stage.done("recall", "notices", LABEL)).list;
    const dispenser = "9527002000018";
    expect(await notices()).to.deep.equal([{ dispenser, dispensed: 2, passedOn: 0, open: 2 }]);
    const passOn = ["recall", "pass-on", LABEL, ...from.pharmacy];
    expect((await stage.done(...passOn)).facts.passedOn).to.equal(2);
    expect((await stage.done(...passOn)).facts).to.include({ passedOn: 0, transaction: "" });
    expect(await notices()).to.deep.equal([{ dispenser, dispensed: 2, passedOn: 2, open: 0 }]);
    const figures = ["--dispensed", "2", "--notified", "2", "--recovered", "0", "--destroyed", "0"];
    const close = ["recall", "close", LABEL, ...figures, "--report", at("certificate.txt")];
    await stage.done(...close, ...from.maker);
    await stage.done(...close, ...from.regulator);
    expect((await stage.theriac("lot", "status", LABEL)).facts).to.include({
      state: "RecallClosed",
      status: "Recalled",
    });
  });
});

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { CATALOGUE, type CatalogueEntry } from "../../models/catalogue.ts";
import { writeCard, writeFigures } from "../../models/training/cardFile.ts";
import { checksOf } from "../../models/training/checks.ts";

const SIGNED = "card as evaluators sign it";

describe("models:verify", () => {
  let folder: string;
  let entry: CatalogueEntry;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "model-"));
    const original = CATALOGUE.find(({ name }) => name === "wdbc") as CatalogueEntry;
    await cp(original.folder, folder, { recursive: true });
    entry = { ...original, folder };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const failures = async (): Promise<string[]> => {
    const failed: string[] = [];
    for (const { what, run } of checksOf(entry)) await run().catch(() => failed.push(what));
    return failed;
  };
  const replace = async (name: string, from: string | RegExp, to: string): Promise<void> => {
    const file = path.join(folder, name);
    const text = await readFile(file, "utf8");
    const changed = text.replace(from, to);
    expect(changed).to.not.equal(text);
    await writeFile(file, changed);
  };

  it("passes what is committed", async () => {
    expect(await failures()).to.deep.equal([]);
  });

  it("fails on a claimed figure that is not so", async () => {
    await replace("artifacts/metrics.json", /"CV AUC \(pooled\)": [\d.]+/, '"CV AUC (pooled)": 0.9999');
    expect(await failures()).to.deep.equal(["metrics and card", SIGNED]);
  });

  it("fails on a card that shows another figure", async () => {
    await replace("card.md", /CV sensitivity \| [\d.]+/, "CV sensitivity | 1");
    expect(await failures()).to.deep.equal(["metrics and card", SIGNED]);
  });

  it("passes again once the figures are worked out anew, and nothing was trained for it", async () => {
    const network = await readFile(path.join(folder, "artifacts", "network.q8p2"));
    await replace("artifacts/metrics.json", /"CV AUC \(pooled\)": [\d.]+/, '"CV AUC (pooled)": 0.9999');
    await replace("card.md", "It is an aid to a reader", "It is an aid to one reader");
    expect(await failures()).to.deep.equal(["metrics and card", SIGNED]);
    await writeFigures(entry);
    await writeCard(entry);
    expect(await failures()).to.deep.equal([]);
    expect(await readFile(path.join(folder, "artifacts", "network.q8p2"))).to.deep.equal(network);
  });

  it("fails on a card with another word than what evaluators sign", async () => {
    await replace("card.md", "It is an aid to a reader", "It is a diagnosis");
    expect(await failures()).to.deep.equal([SIGNED]);
  });

  it("fails on groups that data without groups cannot have", async () => {
    await replace("artifacts/metrics.json", '"facts"', '"groups": {}, "facts"');
    expect(await failures()).to.include("groups of people");
  });

  it("fails on a claimed id that the files do not give", async () => {
    await replace("artifacts/model-id.json", '"modelId": "0x', '"modelId": "0X');
    expect(await failures()).to.deep.equal(["hashes and model id"]);
  });

  it("fails everywhere but in metrics and groups when the manifest is another", async () => {
    await replace("artifacts/manifest.json", '"version": "1.0.0"', '"version": "1.0"');
    expect(await failures()).to.deep.equal([
      "hashes and model id",
      "overflow certificate",
      "executor",
      "vectors on int32",
      "vectors on TensorFlow.js cpu",
      "vectors on TensorFlow.js wasm",
      SIGNED,
    ]);
  });
});

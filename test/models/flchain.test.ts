import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { CATALOGUE, type CatalogueEntry } from "../../models/catalogue.ts";
import { ageBand, readDataset, rowPayload } from "../../models/flchain-risk/dataset.ts";
import { FLCHAIN_FEATURES, flchainFeatures } from "../../models/flchain-risk/features.ts";
import { readCard } from "../../models/training/cardFile.ts";
import { checksOf } from "../../models/training/checks.ts";
import { countGroups, disparityBps } from "../../models/training/groups.ts";
import { parseMetrics } from "../../models/training/metricsFile.ts";
import { fitStandards, standardise } from "../../models/training/standardise.ts";
import { toModelCard } from "../../standards/modelCard.ts";
import { errorOf } from "../oracle/inference/helpers.ts";

const LIMIT_BPS = 1_000;
const ROW = {
  kind: "flchain-row/1",
  age: "71",
  sex: "0",
  kappa: "1.2",
  lambda: "1.71",
  creatinine: null,
  mgus: "0",
  "sample.yr": "1996",
};

const entryOf = (name: string): CatalogueEntry =>
  CATALOGUE.find((entry) => entry.name === name) as CatalogueEntry;
const metricsOf = async (name: string) =>
  parseMetrics(await readFile(path.join(entryOf(name).folder, "artifacts", "metrics.json"), "utf8"));
const bytes = (value: unknown): Uint8Array => Uint8Array.from(Buffer.from(JSON.stringify(value)));

describe("extraction of a free light chain row", () => {
  it("hands on what was measured, and that creatinine was not", () => {
    expect(flchainFeatures(bytes(ROW))).to.deep.equal(["71", "0", "1.2", "1.71", null, "0", "1996", 1]);
    expect(flchainFeatures(bytes({ ...ROW, creatinine: "0.9" })).slice(-1)).to.deep.equal([0]);
    expect(FLCHAIN_FEATURES).to.have.length(8);
  });

  it("refuses other kinds, fields, and anything else missing", () => {
    const { age: _, ...ageless } = ROW;
    const broken = [
      { ...ROW, kind: "wdbc-row/1" },
      { ...ROW, sex: "2" },
      { ...ROW, kappa: null },
      { ...ROW, age: "71.5" },
      { ...ROW, patient: "x" },
      ageless,
    ];
    for (const value of broken) errorOf(() => flchainFeatures(bytes(value)), "PAYLOAD_MALFORMED");
  });
});

describe("data with missing values", () => {
  it("are standardised over what is known, and a missing value counts as the mean", () => {
    const rows = [[1], [3], [Number.NaN]];
    const standards = fitStandards(rows, [{ name: "a", decimals: 0 }]);
    expect(standards[0]).to.include({ mean: 2, deviation: 1 });
    expect(standardise(rows, standards)).to.deep.equal([[-1], [1], [0]]);
  });

  it("are those that the provenance describes", async () => {
    const { labels, people } = await readDataset();
    expect([labels.length, labels.filter((label) => label === 1).length]).to.deep.equal([6_836, 1_764]);
    expect(people.filter(({ creatinine }) => creatinine === null)).to.have.length(1_002);
    expect(people.filter(({ sex }) => sex === "0")).to.have.length(3_801);
    expect([50, 59, 60, 79, 80, 101].map(ageBand)).to.deep.equal([
      ...["50-59", "50-59", "60-69", "70-79", "80 and over", "80 and over"],
    ]);
    expect(flchainFeatures(rowPayload(people[0] as (typeof people)[0]))).to.have.length(8);
  });
});

describe("groups of people", () => {
  it("are counted by attribute, and the gap is the widest of one attribute, rounded up", () => {
    const labels = [1, 1, 1, 0, 1, 1, 1, 0];
    const decisions = [true, true, false, true, true, false, false, false];
    const groups = countGroups(
      { half: (row) => (row < 4 ? "a" : "b"), parity: (row) => String(row % 2) },
      labels,
      decisions,
      labels,
    );
    const first = { size: 4, positives: 3, truePositives: 2, falsePositives: 1, auc: 1 };
    expect(groups.half?.a).to.deep.equal(first);
    expect(groups.half?.b).to.include({ truePositives: 1, falsePositives: 0 });
    expect(disparityBps(groups)).to.equal(3_334);
    expect(disparityBps({})).to.equal(0);
  });
});

describe("the ten-year risk", () => {
  it("reaches what was asked of the quantised network, and is not below the plain baseline", async () => {
    const { quantised, others } = await metricsOf("flchain-risk");
    const logistic = others["logistic regression"]?.["CV AUC (pooled)"] as number;
    expect(quantised["CV AUC (pooled)"]).to.be.at.least(Math.max(0.83, logistic));
    expect(quantised["CV Brier"]).to.be.at.most(0.13);
  });

  it("finds so few of the young that the registry must refuse it, which the one beside peers mends", async () => {
    const refused = await metricsOf("flchain-risk");
    const even = await metricsOf("flchain-risk-even");
    expect(disparityBps(refused.groups ?? {})).to.be.greaterThan(LIMIT_BPS);
    expect(disparityBps(even.groups ?? {})).to.be.within(1, LIMIT_BPS);
  });

  it("has groups that divide everybody, in the order that the registry wants", async () => {
    for (const name of ["flchain-risk", "flchain-risk-even"]) {
      const card = toModelCard(await readCard(entryOf(name).folder), 1, 2);
      expect(card.groups).to.have.length(6);
      for (const attribute of new Set(card.groups.map(({ attributeHash }) => attributeHash))) {
        const named = card.groups.filter(({ attributeHash }) => attributeHash === attribute);
        expect(named.reduce((sum, { size }) => sum + size, 0)).to.equal(6_836);
        expect(named.reduce((sum, { positives }) => sum + positives, 0)).to.equal(1_764);
      }
      const places = card.groups.map(({ attributeHash, nameHash }) => attributeHash + nameHash);
      expect(places).to.deep.equal([...places].sort());
    }
  });

  it("does not verify with one person more found in a group", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "model-"));
    try {
      const original = entryOf("flchain-risk");
      await cp(original.folder, folder, { recursive: true });
      const file = path.join(folder, "artifacts", "metrics.json");
      const metrics = parseMetrics(await readFile(file, "utf8"));
      const young = metrics.groups?.age?.["50-59"];
      if (young === undefined) throw new TypeError("There is such a band.");
      young.truePositives += 1;
      await writeFile(file, JSON.stringify(metrics));
      const failed: string[] = [];
      for (const { what, run } of checksOf({ ...original, folder }))
        await run().catch(() => failed.push(what));
      expect(failed).to.deep.equal(["metrics and card", "groups of people", "card as evaluators sign it"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { readDataset, rowsOf, type SpliceData, windowPayload } from "../../models/splice-site/dataset.ts";
import {
  type Answering,
  dearestPositions,
  logitsOf,
  readShipped,
} from "../../models/splice-site/evaluate.ts";
import {
  BOUNDARY,
  bitsOf,
  SPLICE_CLASSES,
  SPLICE_FEATURES,
  spliceFeatures,
  spliceWindow,
} from "../../models/splice-site/features.ts";
import { dearest, fallByPosition } from "../../models/splice-site/mutagenesis.ts";
import { consensus } from "../../models/splice-site/rules.ts";
import { classFigures, largestOf, softmax } from "../../models/training/classes.ts";
import type { FoldsFile } from "../../models/training/heldOutFigures.ts";
import { parseMetrics } from "../../models/training/metricsFile.ts";
import { type LoadedModel, loadModel } from "../../oracle/inference/loadModel.ts";
import { errorOf } from "../oracle/inference/helpers.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../models/splice-site");
const BASES = "ACGTN".repeat(12);
const bytes = (value: unknown): Uint8Array => Uint8Array.from(Buffer.from(JSON.stringify(value)));
const artifact = (name: string): Promise<string> => readFile(path.join(FOLDER, "artifacts", name), "utf8");

describe("extraction of a splice window", () => {
  it("gives three bits a base, and nothing for a base that nobody read", () => {
    const bits = spliceFeatures(bytes({ kind: "splice-window/1", bases: BASES }));
    expect(bits).to.have.length(SPLICE_FEATURES.length);
    expect(bits.slice(0, 15)).to.deep.equal([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, null, null, null]);
    expect(SPLICE_FEATURES.slice(0, 4)).to.deep.equal(["base_0_A", "base_0_C", "base_0_G", "base_1_A"]);
  });

  it("refuses lower case, another length, other letters, kinds and fields", () => {
    const good = { kind: "splice-window/1", bases: BASES };
    const broken = [
      { ...good, bases: BASES.toLowerCase() },
      { ...good, bases: BASES.slice(1) },
      { ...good, bases: `${BASES}A` },
      { ...good, bases: `${BASES}\n` },
      { ...good, bases: BASES.replace("A", "U") },
      { ...good, bases: BASES.replace("A", "-") },
      { ...good, bases: [...BASES] },
      { ...good, kind: "wdbc-row/1" },
      { ...good, patient: "x" },
      { kind: good.kind },
    ];
    for (const value of broken) errorOf(() => spliceFeatures(bytes(value)), "PAYLOAD_MALFORMED");
    errorOf(() => spliceFeatures(Uint8Array.of(0xff)), "PAYLOAD_MALFORMED");
    errorOf(() => spliceWindow("GATTACA"), "PAYLOAD_MALFORMED");
  });

  it("says where it is wrong and never what stands there", () => {
    expect(() => spliceFeatures(bytes({ kind: "splice-window/1", bases: "GATTACA" }))).to.throw(
      /^The payload is malformed: bases is invalid\.$/,
    );
  });
});

describe("splice-site data", () => {
  let data: SpliceData;
  before(async () => {
    data = await readDataset();
  });

  const share = (label: number, holds: (bases: string) => boolean): number => {
    const own = data.windows.filter((_, row) => data.labels[row] === label);
    return own.filter(holds).length / own.length;
  };

  it("have the consensus where the encoding says: GT after a donor's boundary, AG before an acceptor's", () => {
    const begins = (bases: string): boolean => bases.startsWith("GT", BOUNDARY);
    const ends = (bases: string): boolean => bases.startsWith("AG", BOUNDARY - 2);
    expect(share(0, begins)).to.be.at.least(0.98);
    expect(share(1, ends)).to.be.at.least(0.98);
    expect(share(2, begins)).to.be.below(0.1);
    expect(share(2, ends)).to.be.below(0.1);
  });

  it("have no row twice and no row of a fold in the hold-out", async () => {
    expect(new Set(data.windows).size).to.equal(data.windows.length);
    const { folds } = JSON.parse(await artifact("folds.json")) as FoldsFile;
    const rows = [...folds.flatMap(({ heldOut }) => heldOut), ...data.heldOut];
    expect(rows.sort((a, b) => a - b)).to.deep.equal(data.labels.map((_, row) => row));
  });

  it("come back from bases as the bits that are committed", () => {
    expect(data.raw).to.deep.equal(data.rows);
    expect(spliceFeatures(windowPayload(data.windows[0] as string))).to.deep.equal(data.raw[0]);
  });
});

describe("splice-site targets", () => {
  let data: SpliceData;
  let shipped: Answering;
  let model: LoadedModel;
  before(async () => {
    [data, shipped, model] = await Promise.all([
      readDataset(),
      readShipped(),
      loadModel({ folder: FOLDER, backend: "cpu" }),
    ]);
  });
  after(() => model.dispose());

  it("are reached by the quantised network, in cross-validation and on the hold-out", async () => {
    const { quantised, others, facts } = parseMetrics(await artifact("metrics.json"));
    for (const on of ["CV", "hold-out"]) {
      expect(quantised[`${on} accuracy`]).to.be.at.least(0.94);
      expect(quantised[`${on} macro AUC`]).to.be.at.least(0.988);
      for (const name of ["logistic regression", "logistic regression, strong L2"]) {
        const gap = (quantised[`${on} accuracy`] as number) - (others[name]?.[`${on} accuracy`] as number);
        expect(Math.abs(gap), `ties with ${name}`).to.be.below(0.01);
      }
      const rule = others["rule: GT / AG"]?.[`${on} accuracy`] as number;
      expect(quantised[`${on} accuracy`]).to.be.at.least(rule + 0.04);
    }
    expect(facts["integer and float decisions agree on"]).to.be.at.least(0.995);
  });

  it("answers as the node does", async () => {
    const [row] = data.heldOut;
    const bases = data.windows[row as number] as string;
    const scores = await model.infer(model.extract(windowPayload(bases)));
    const [logits] = logitsOf(shipped, [bitsOf(bases)]);
    expect(Array.from(scores, (score) => score * shipped.outScale)).to.deep.equal(logits);
    expect(model.manifest.classes).to.deep.equal([...SPLICE_CLASSES]);
  });

  it("looks at the core: the dearest positions of donors lie in 28 to 34, of all sites all but one that lies beside", () => {
    expect(dearestPositions(data, shipped, [0]).every((at) => at >= 28 && at <= 34)).to.equal(true);
    expect(dearestPositions(data, shipped, [1]).slice(0, 2)).to.have.members([28, 29]);
    const all = dearestPositions(data, shipped);
    expect(all.slice(0, 5).every((at) => at >= 28 && at <= 34)).to.equal(true);
    expect(all.every((at) => at >= 27 && at <= 34)).to.equal(true);
  });

  it("hardly looks at what is far from the boundary", () => {
    const sites = rowsOf(
      data,
      data.heldOut.filter((row) => data.labels[row] !== 2),
    );
    const falls = fallByPosition(shipped, sites.windows, sites.labels);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
    const core = dearest(falls).slice(0, 6);
    const flanks = falls.filter((_, at) => at < BOUNDARY - 15 || at >= BOUNDARY + 15);
    expect(mean(core.map((at) => falls[at] as number))).to.be.greaterThan(8 * mean(flanks));
  });

  it("does not take a window without a single known base for a site", () => {
    const [logits] = logitsOf(shipped, [bitsOf("N".repeat(60))]);
    expect(SPLICE_CLASSES[largestOf(logits as readonly number[])]).to.equal("neither");
  });
});

describe("figures of classes", () => {
  it("take the first of equals, and count what each class finds", () => {
    expect(largestOf([3, 5, 5])).to.equal(1);
    expect(softmax([0, 0]).concat(softmax([1_000, 0]))).to.deep.equal([0.5, 0.5, 1, 0]);
    const scores = [
      [1, 0],
      [1, 0],
      [0, 1],
    ];
    expect(classFigures("CV", scores, [0, 1, 1], ["a", "b"])).to.deep.equal({
      "CV macro AUC": 0.75,
      "CV accuracy": 0.6667,
      "CV recall: a": 1,
      "CV recall: b": 0.5,
    });
  });

  it("read the rule at the boundary, a donor first", () => {
    const at = (core: string): string => "C".repeat(BOUNDARY - 2) + core + "C".repeat(BOUNDARY - 2);
    expect(["AGGT", "CCGT", "AGCC", "CCCC"].map((core) => largestOf(consensus(at(core))))).to.deep.equal([
      0, 0, 1, 2,
    ]);
  });
});

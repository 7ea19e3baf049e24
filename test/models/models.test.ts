import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { CATALOGUE } from "../../models/catalogue.ts";
import { tracePayload } from "../../models/coldchain-integrity-SIMULATED/dataset.ts";
import { parseMetrics, renderFigures } from "../../models/training/metricsFile.ts";
import { calibrate } from "../../oracle/inference/calibrate.ts";
import { type LoadedModel, loadModel } from "../../oracle/inference/loadModel.ts";

const ROOT = path.resolve(import.meta.dirname, "../../models");
const load = (name: string): Promise<LoadedModel> => loadModel({ folder: path.join(ROOT, name) });
const score = async (model: LoadedModel, payload: Uint8Array): Promise<number> =>
  (await model.infer(model.extract(payload)))[0] as number;

describe("committed models", () => {
  for (const { name, folder, evaluate } of CATALOGUE) {
    describe(name, () => {
      it("loads on CPU and WASM under the id it claims", async () => {
        const claimed = JSON.parse(await readFile(path.join(folder, "artifacts", "model-id.json"), "utf8"));
        for (const backend of ["cpu", "wasm"] as const)
          expect((await loadModel({ folder, backend })).id).to.equal(claimed.modelId);
      });

      it("has the quantised figures that its metrics and card state", async function () {
        this.timeout(30_000);
        const metrics = parseMetrics(await readFile(path.join(folder, "artifacts", "metrics.json"), "utf8"));
        expect(await evaluate()).to.deep.equal(metrics.quantised);
        expect(await readFile(path.join(folder, "card.md"), "utf8")).to.contain(renderFigures(metrics));
      });

      it("has a probability table that rises through its threshold", async () => {
        const { manifest, vectors } = await loadModel({ folder });
        const points = vectors.map(({ scores }) => calibrate(scores[0] as number, manifest.calibration));
        for (const value of points) expect(value).to.be.within(0, 10_000);
        const { threshold } = manifest.decision;
        expect(calibrate(threshold - 20_000, manifest.calibration)).to.be.lessThan(
          calibrate(threshold + 20_000, manifest.calibration),
        );
      });

      const word = ["SIMULATED", "INVENTED"].find((origin) => name.endsWith(origin));
      if (word === undefined) return;
      it("says on every page where its data come from", async () => {
        const { manifest } = await loadModel({ folder });
        for (const text of [manifest.name, manifest.description, manifest.licence])
          expect(text).to.contain(word);
        expect(await readFile(path.join(folder, "data", "README.md"), "utf8")).to.contain(word);
      });
    });
  }
});

describe("wdbc targets", () => {
  it("reaches the accuracy that was asked of the quantised network", async () => {
    const { quantised, others, facts } = parseMetrics(
      await readFile(path.join(ROOT, "wdbc", "artifacts", "metrics.json"), "utf8"),
    );
    const logistic = others["logistic regression"]?.["CV AUC (pooled)"] as number;
    expect(quantised["CV AUC (pooled)"]).to.be.at.least(Math.max(0.99, logistic - 0.003));
    expect(quantised["CV accuracy (pooled)"]).to.be.at.least(0.97);
    expect(facts["integer and float decisions agree on"]).to.be.at.least(0.995);
  });

  it("points out the first malignant and passes a benign row", async () => {
    const model = await load("wdbc");
    const lines = (await readFile(path.join(ROOT, "wdbc", "data", "wdbc.csv"), "utf8"))
      .trim()
      .split("\n")
      .slice(1);
    const rows = [lines.find((line) => line.endsWith(",1")), lines.find((line) => line.endsWith(",0"))];
    const [malignant, benign] = await Promise.all(
      rows.map((line) => {
        const values = (line as string).split(",").slice(0, -1);
        return score(model, Uint8Array.from(Buffer.from(JSON.stringify({ kind: "wdbc-row/1", values }))));
      }),
    );
    expect(malignant).to.be.at.least(model.manifest.decision.threshold);
    expect(benign).to.be.below(model.manifest.decision.threshold);
  });
});

describe("cold-chain samples (SIMULATED)", () => {
  const folder = path.join(ROOT, "coldchain-integrity-SIMULATED");

  it("alerts on every bad sample and not on the good one", async () => {
    const model = await load("coldchain-integrity-SIMULATED");
    const files = await readdir(path.join(folder, "data", "samples"));
    expect(files).to.have.length(6);
    for (const file of files) {
      const sample = JSON.parse(await readFile(path.join(folder, "data", "samples", file), "utf8"));
      const payload = tracePayload(sample, sample.startedAt);
      const alert = (await score(model, payload)) >= model.manifest.decision.threshold;
      expect(alert, file).to.equal(sample.excursion || sample.tampered);
    }
  });

  it("meets its targets on the shifted test set", async () => {
    const { quantised } = parseMetrics(
      await readFile(path.join(folder, "artifacts", "metrics.json"), "utf8"),
    );
    expect(quantised["AUC all"]).to.be.at.least(0.98);
    expect(quantised["AUC tampering (against clean logs)"]).to.be.at.least(0.97);
  });
});

describe("milestone examples (INVENTED)", () => {
  const folder = path.join(ROOT, "milestone-triage-INVENTED");

  it("puts the done package above minScore and the parroted one below", async () => {
    const model = await load("milestone-triage-INVENTED");
    const scoreOf = async (name: string): Promise<number> =>
      score(
        model,
        Uint8Array.from(await readFile(path.join(folder, "data", "examples", `${name}.INVENTED.json`))),
      );
    expect(await scoreOf("done")).to.be.at.least(model.manifest.decision.threshold);
    expect(await scoreOf("parroted")).to.be.below(model.manifest.decision.threshold);
  });

  it("says in its card which attacks pass it", async () => {
    const { quantised } = parseMetrics(
      await readFile(path.join(folder, "artifacts", "metrics.json"), "utf8"),
    );
    const rates = Object.entries(quantised).filter(([name]) => name.startsWith("attack passes: "));
    const passing = rates.filter(([, rate]) => rate > 0.05).map(([name]) => name.split(": ")[1] ?? "");
    expect(rates).to.have.length(17);
    expect(passing.some((name) => name.includes("padded with numbers"))).to.equal(true);
    const card = await readFile(path.join(folder, "card.md"), "utf8");
    for (const word of ["Parroted", "Padded", "copied", "Prompt-like", "Unicode"])
      expect(card).to.match(new RegExp(`^- .*${word}`, "m"));
    expect(card).to.contain("people decide above the cap");
  });

  it("beats text alone and the checklist", async () => {
    const { quantised, others } = parseMetrics(
      await readFile(path.join(folder, "artifacts", "metrics.json"), "utf8"),
    );
    for (const name of ["logistic regression, text only", "rule: checklist"])
      expect(quantised["AUC all"]).to.be.greaterThan(others[name]?.["AUC all"] as number);
    expect(quantised["AUC all"]).to.be.greaterThan(0.911);
  });
});

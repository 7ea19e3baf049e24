import { expect } from "chai";
import { calibrationTable, fitPlatt, plattProbability } from "../../models/training/calibration.ts";
import { parseCsv } from "../../models/training/csv.ts";
import { forwardFloat } from "../../models/training/floatNetwork.ts";
import { fitLogistic, logisticLogit } from "../../models/training/logistic.ts";
import { accuracy, auc, brier, sensitivity, specificity } from "../../models/training/metrics.ts";
import { replaceFigures } from "../../models/training/metricsFile.ts";
import { quantiseNetwork } from "../../models/training/quantiseNetwork.ts";
import { createRandom, permutation, stratifiedFolds } from "../../models/training/random.ts";
import { fitStandards, standardise, toQuantisers } from "../../models/training/standardise.ts";
import { trainNetwork } from "../../models/training/trainNetwork.ts";
import { calibrate } from "../../oracle/inference/calibrate.ts";
import { certify } from "../../oracle/inference/certificate.ts";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { quantiseInput } from "../../oracle/inference/quantiseInput.ts";
import { errorOf } from "../oracle/inference/helpers.ts";

const OPTIONS = { hidden: [8, 4], epochs: 12, batch: 16, learningRate: 0.01, l2: 0.001, seed: 3 };

// Two features on different scales; the label is a circle, which no straight line separates.
const circle = (count: number): { rows: number[][]; labels: number[] } => {
  const random = createRandom(5);
  const rows = Array.from({ length: count }, () => [random.integer(-900, 901), random.integer(0, 91)]);
  const labels = rows.map(([a = 0, b = 0]) => (a * a + (20 * (b - 45)) ** 2 < 500_000 ? 1 : 0));
  return { rows, labels };
};
const COLUMNS = [
  { name: "a", decimals: 0 },
  { name: "b", decimals: 0 },
];

describe("metrics", () => {
  it("compute what their names say", () => {
    expect(auc([1, 2, 3, 4], [0, 0, 1, 1])).to.equal(1);
    expect(auc([4, 3, 2, 1], [0, 0, 1, 1])).to.equal(0);
    expect(auc([1, 1, 1, 1], [0, 1, 0, 1])).to.equal(0.5);
    expect(auc([1, 2], [1, 1])).to.satisfy(Number.isNaN);
    expect(auc([1, 2, 2, 3], [0, 0, 1, 1])).to.equal(0.875);
    const decisions = [true, false, true, false];
    expect(accuracy(decisions, [1, 0, 0, 0])).to.equal(0.75);
    expect(sensitivity(decisions, [1, 1, 0, 0])).to.equal(0.5);
    expect(specificity(decisions, [1, 1, 0, 0])).to.equal(0.5);
    expect(brier([0.5, 1], [1, 1])).to.equal(0.125);
  });
});

describe("randomness", () => {
  it("is the same for the same seed", () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, createRandom(seed).uniform);
    expect(draw(1)).to.deep.equal(draw(1));
    expect(draw(1)).to.not.deep.equal(draw(2));
    const normals = Array.from({ length: 4000 }, () => 0).map(
      (
        (random) => () =>
          random.normal(3, 2)
      )(createRandom(1)),
    );
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    expect(mean).to.be.closeTo(3, 0.15);
  });

  it("permutes and folds without losing a row", () => {
    expect(permutation(50, createRandom(1)).sort((a, b) => a - b)).to.deep.equal([...Array(50).keys()]);
    const labels = Array.from({ length: 53 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const folds = stratifiedFolds(labels, 5, createRandom(1));
    expect(folds.flat().sort((a, b) => a - b)).to.deep.equal([...Array(53).keys()]);
    for (const fold of folds) expect(fold.filter((row) => labels[row] === 1).length).to.be.within(3, 4);
  });
});

describe("training", () => {
  const { rows, labels } = circle(300);
  const standards = fitStandards(rows, COLUMNS);
  const z = standardise(rows, standards);

  it("gives the same network for the same seed, and learns what a line cannot", async function () {
    this.timeout(20_000);
    const once = await trainNetwork(z, labels, OPTIONS);
    const again = await trainNetwork(z, labels, OPTIONS);
    const other = await trainNetwork(z, labels, { ...OPTIONS, seed: 4 });
    const file = (float: typeof once): Uint8Array => encodeNetworkFile(quantiseNetwork(float, z).network);
    expect(file(once)).to.deep.equal(file(again));
    expect(file(once)).to.not.deep.equal(file(other));
    const plain = fitLogistic(z, labels, 1);
    const line = auc(
      z.map((row) => logisticLogit(plain, row)),
      labels,
    );
    const network = auc(
      z.map((row) => forwardFloat(once, row)[0] as number),
      labels,
    );
    expect(network).to.be.greaterThan(line + 0.1);
  });

  it("quantises to a network that decides like the float one", async function () {
    this.timeout(20_000);
    const float = await trainNetwork(z, labels, OPTIONS);
    const { network, outScale } = quantiseNetwork(float, z);
    expect(certify(network).largest).to.be.lessThan(2 ** 24);
    expect(network.shifts).to.have.length(2);
    const run = createInt32Executor(network);
    const quantisers = toQuantisers(standards);
    const pairs = rows.map((row, i) => ({
      exact: forwardFloat(float, z[i] as readonly number[])[0] as number,
      integer: (run(quantiseInput(row, quantisers))[0] as number) * outScale,
    }));
    const same = pairs.filter(({ exact, integer }) => exact >= 0 === integer >= 0).length;
    expect(same / pairs.length).to.be.at.least(0.98);
    for (const { exact, integer } of pairs) expect(integer).to.be.closeTo(exact, 0.5);
  });

  it("quantises inputs to 128 z within one step", () => {
    const quantisers = toQuantisers(standards);
    rows.forEach((row, i) => {
      const x = quantiseInput(row, quantisers);
      z[i]?.forEach((value, j) => {
        expect(x[j]).to.be.closeTo(Math.max(-1023, Math.min(1023, 128 * value)), 1);
      });
    });
    for (const { M } of quantisers) expect(M).to.be.within(2 ** 14, 2 ** 15 - 1);
  });

  it("survives a column that never moves", () => {
    const still = [[7], [7], [7]];
    const quantisers = toQuantisers(fitStandards(still, [{ name: "still", decimals: 2 }]));
    expect(quantiseInput(["7"], quantisers)[0]).to.equal(0);
    expect(quantiseInput(["7.01"], quantisers)[0]).to.equal(128);
  });
});

describe("calibration table", () => {
  it("follows the fitted curve within one per cent", () => {
    const random = createRandom(2);
    const logits = Array.from({ length: 500 }, () => random.between(-4, 4));
    const labels = logits.map((logit) => (random.uniform() < 1 / (1 + Math.exp(-2 * logit - 0.5)) ? 1 : 0));
    const platt = fitPlatt(logits, labels);
    expect(platt.slope).to.be.closeTo(2, 0.5);
    const outScale = 1 / 4096;
    const table = calibrationTable(platt, outScale);
    for (const logit of logits) {
      const points = calibrate(Math.round(logit / outScale), table);
      expect(points).to.be.closeTo(10_000 * plattProbability(platt, logit), 100);
    }
  });
});

describe("files", () => {
  it("refuses a ragged table and a card without marks", () => {
    errorOf(() => parseCsv("a,b,label\n1,2,0\n1,0\n"), "MODEL_DATA_INVALID");
    errorOf(() => replaceFigures("no marks", { quantised: {}, others: {}, facts: {} }), "MODEL_DATA_INVALID");
  });
});

import { certify } from "../../oracle/inference/certificate.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { quantiseInput } from "../../oracle/inference/quantiseInput.ts";
import { ModelFlag } from "../../standards/inference.ts";
import { calibrationTable, fitPlatt, type Platt } from "../training/calibration.ts";
import { type ClassScores, largestOf } from "../training/classes.ts";
import { type Fitted, type Fold, fitModel } from "../training/crossValidate.ts";
import { forwardFloat } from "../training/floatNetwork.ts";
import { agreement, round4 } from "../training/metrics.ts";
import type { Metrics } from "../training/metricsFile.ts";
import { syntheticQuestions } from "../training/questions.ts";
import { createRandom, stratifiedFolds } from "../training/random.ts";
import { standardise } from "../training/standardise.ts";
import type { TrainOptions } from "../training/trainNetwork.ts";
import { type ModelArtifacts, type Question, writeArtifacts } from "../training/writeArtifacts.ts";
import { oneAgainstRest } from "./baselines.ts";
import { FOLDER, readDataset, rowsOf, rowsWithout, type SpliceData, windowPayload } from "./dataset.ts";
import { type Answering, dearestPositions, figuresOf, foldLogits, quantisedFigures } from "./evaluate.ts";
import { bitsOf, SPLICE_CLASSES, SPLICE_KIND } from "./features.ts";
import { consensus } from "./rules.ts";

const SEED = 1;
const FOLDS = 5;
const PLAIN_L2 = 1;
const STRONG_L2 = 100;
const SHOWN = 12;
const OPTIONS: TrainOptions = {
  hidden: [32, 16],
  epochs: 15,
  batch: 32,
  learningRate: 0.001,
  l2: 0.01,
  seed: SEED,
  classes: SPLICE_CLASSES.length,
};

/** Scores of a method for the rows of each fold, in the order of the folds, and for those of the hold-out. */
type Answers = { readonly folds: ClassScores; readonly heldOut: ClassScores };
type Methods = Readonly<
  Record<"float network" | "logistic regression" | "logistic regression, strong L2", Answers>
>;

/** Trains the splice-site classifier without the hold-out and rewrites its artefacts. */
export const train = async (log: (line: string) => void): Promise<void> => {
  const data = await readDataset();
  const kept = rowsWithout(data, data.heldOut);
  log(`${kept.length} rows, ${FOLDS} folds, ${data.heldOut.length} rows held out`);
  const { labels } = rowsOf(data, kept);
  const split = stratifiedFolds(labels, FOLDS, createRandom(SEED)).map((fold) => pick(kept, fold));
  const parts = [];
  for (const heldOut of split) parts.push(await answer(data, kept, heldOut));
  const whole = await answer(data, kept, data.heldOut);
  const { fitted } = whole;
  const folds = parts.map(({ heldOut, fitted: own }) => foldOf(heldOut, own));
  const methods = join(parts, whole);
  const metrics = describe(data, folds, fitted, methods);
  log(JSON.stringify(metrics.quantised));
  const { rows, logits } = foldLogits(folds, data);
  const platt = fitPlatt(
    logits.map(([donor]) => donor as number),
    rowsOf(data, rows).labels.map((label) => Number(label === 0)),
  );
  await writeArtifacts({
    folder: FOLDER,
    quantised: fitted.quantised,
    float: fitted.float,
    manifest: manifestOf(fitted, platt, data.dataHash),
    questions: [...windowQuestions(data, fitted), ...syntheticQuestions(data.columns.length, SEED)],
    metrics,
    extra: { "folds.json": { folds, platt } },
  });
};

const manifestOf = (
  { quantisers, quantised: { outScale } }: Fitted,
  platt: Platt,
  dataHash: SpliceData["dataHash"],
): ModelArtifacts["manifest"] => ({
  name: "splice-site-effect",
  version: "1.0.0",
  description:
    "Tells donor and acceptor splice sites from other DNA, and by two windows what a variant does to one. An aid to a reader, never a diagnosis.",
  extractor: SPLICE_KIND,
  flags: ModelFlag.PRIVATE_INPUT | ModelFlag.ABOUT_PEOPLE,
  inputs: [...quantisers],
  classes: [...SPLICE_CLASSES],
  decision: {
    output: 0,
    threshold: Math.round(-platt.intercept / platt.slope / outScale),
    meaning:
      "score of donor >= threshold: more likely a donor site than not. Which of the three: the largest score",
  },
  calibration: calibrationTable(platt, outScale),
  training: { script: "models/splice-site/train.ts", seed: SEED, dataHash },
  licence: "Model MIT. Data: UCI Molecular Biology (Splice-junction Gene Sequences), CC BY 4.0.",
});

const pick = (values: readonly number[], indices: readonly number[]): number[] =>
  indices.map((index) => values[index] as number);

/** Trains every method on the kept rows without these, and answers these. */
const answer = async (data: SpliceData, kept: readonly number[], heldOut: readonly number[]) => {
  const out = new Set(heldOut);
  const training = rowsOf(
    data,
    kept.filter((row) => !out.has(row)),
  );
  const asked = rowsOf(data, heldOut);
  const fitted = await fitModel(training, OPTIONS);
  const seen = { ...training, rows: standardise(training.rows, fitted.standards) };
  const rows = standardise(asked.rows, fitted.standards);
  return {
    heldOut,
    fitted,
    "float network": rows.map((row) => forwardFloat(fitted.float, row)),
    "logistic regression": oneAgainstRest(seen, PLAIN_L2, rows),
    "logistic regression, strong L2": oneAgainstRest(seen, STRONG_L2, rows),
  };
};

type Part = Awaited<ReturnType<typeof answer>>;

const join = (parts: readonly Part[], whole: Part): Methods => {
  const of = (name: keyof Methods): Answers => ({
    folds: parts.flatMap((part) => part[name]),
    heldOut: whole[name],
  });
  return {
    "float network": of("float network"),
    "logistic regression": of("logistic regression"),
    "logistic regression, strong L2": of("logistic regression, strong L2"),
  };
};

const foldOf = (heldOut: readonly number[], { quantisers, quantised }: Fitted): Fold => ({
  heldOut,
  inputs: quantisers,
  network: Buffer.from(encodeNetworkFile(quantised.network)).toString("base64"),
  outScale: quantised.outScale,
});

const describe = (data: SpliceData, folds: readonly Fold[], fitted: Fitted, methods: Methods): Metrics => {
  const shipped: Answering = { inputs: fitted.quantisers, ...fitted.quantised };
  const { rows, logits } = foldLogits(folds, data);
  const ruled = (of: readonly number[]): ClassScores => rowsOf(data, of).windows.map(consensus);
  const decided = (scores: ClassScores): number[] => scores.map(largestOf);
  const float = decided(methods["float network"].folds);
  return {
    quantised: quantisedFigures(data, folds, shipped),
    others: Object.fromEntries([
      ...Object.entries(methods).map(([name, { folds: own, heldOut }]) => [
        name,
        figuresOf(data, { rows, logits: own }, heldOut),
      ]),
      ["rule: GT / AG", figuresOf(data, { rows, logits: ruled(rows) }, ruled(data.heldOut))],
    ]),
    facts: {
      "rows of cross-validation": rows.length,
      "rows of the hold-out": data.heldOut.length,
      "dearest positions of donors": dearestPositions(data, shipped, [0]).join(", "),
      "dearest positions of acceptors": dearestPositions(data, shipped, [1]).join(", "),
      "dearest positions of all sites": dearestPositions(data, shipped).join(", "),
      "integer and float decisions agree on": round4(
        agreement(
          decided(logits).map((choice, row) => choice === float[row]),
          float.map(() => true),
        ),
      ),
      "largest partial sum (must stay below 16777216)": certify(fitted.quantised.network).largest,
    },
  };
};

/** Held-out windows of each class, and the first of them with bases that nobody read. */
const windowQuestions = (data: SpliceData, { quantisers }: Fitted): readonly Question[] => {
  const asked = SPLICE_CLASSES.flatMap((_, of) =>
    data.heldOut.filter((row) => data.labels[row] === of).slice(0, SHOWN / SPLICE_CLASSES.length),
  ).map((row) => data.windows[row] as string);
  const unread = `NNN${asked[0]?.slice(3, 57)}NNN`;
  return [...asked, unread, "N".repeat(60)].map((bases) => ({
    payload: windowPayload(bases),
    x: quantiseInput(bitsOf(bases), quantisers),
  }));
};

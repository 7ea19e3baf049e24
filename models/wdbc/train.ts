import { certify } from "../../oracle/inference/certificate.ts";
import { quantiseInput, type RawValue } from "../../oracle/inference/quantiseInput.ts";
import { ModelFlag } from "../../standards/inference.ts";
import { calibrationTable, fitPlatt } from "../training/calibration.ts";
import {
  crossValidate,
  type Dataset,
  type Fitted,
  fitModel,
  type HeldOutLogits,
} from "../training/crossValidate.ts";
import { brierOf, figuresOf } from "../training/heldOutFigures.ts";
import { agreement, round4 } from "../training/metrics.ts";
import type { Metrics } from "../training/metricsFile.ts";
import { syntheticQuestions } from "../training/questions.ts";
import { createRandom, stratifiedFolds } from "../training/random.ts";
import type { TrainOptions } from "../training/trainNetwork.ts";
import { type Question, writeArtifacts } from "../training/writeArtifacts.ts";
import { FOLDER, readDataset, rowPayload } from "./dataset.ts";

const SEED = 1;
const FOLDS = 5;
const LOGISTIC_L2 = 1;
const OPTIONS: TrainOptions = {
  hidden: [16, 8],
  epochs: 40,
  batch: 32,
  learningRate: 0.003,
  l2: 0.01,
  seed: SEED,
};

/** Trains the diagnosis assist and rewrites its artefacts. */
export const train = async (log: (line: string) => void): Promise<void> => {
  const data = await readDataset();
  log(`${data.rows.length} rows, ${FOLDS} folds`);
  const split = stratifiedFolds(data.labels, FOLDS, createRandom(SEED));
  const { folds, logits } = await crossValidate(data, split, OPTIONS, LOGISTIC_L2);
  const fitted = await fitModel(data, OPTIONS);
  const platt = fitPlatt(logits.quantised, data.labels);
  const metrics = describe(data, logits, folds, fitted);
  log(JSON.stringify(metrics.quantised));
  await writeArtifacts({
    folder: FOLDER,
    quantised: fitted.quantised,
    float: fitted.float,
    manifest: {
      name: "wdbc-diagnosis-assist",
      version: "1.0.0",
      description:
        "Points out cell samples whose measurements look malignant. An aid to a reader, never a diagnosis.",
      extractor: "wdbc-row/1",
      flags: ModelFlag.PRIVATE_INPUT | ModelFlag.ABOUT_PEOPLE,
      inputs: [...fitted.quantisers],
      decision: {
        output: 0,
        threshold: 0,
        meaning: "score >= threshold: looks malignant, show to a pathologist first",
      },
      calibration: calibrationTable(platt, fitted.quantised.outScale),
      training: { script: "models/wdbc/train.ts", seed: SEED, dataHash: data.dataHash },
      licence: "Model MIT. Data: UCI Breast Cancer Wisconsin (Diagnostic), CC BY 4.0.",
    },
    questions: [...rowQuestions(data.raw, fitted), ...syntheticQuestions(data.columns.length, SEED)],
    metrics,
    extra: { "folds.json": { folds, platt } },
  });
};

const describe = (
  data: Dataset,
  logits: HeldOutLogits,
  folds: readonly { readonly heldOut: readonly number[] }[],
  fitted: Fitted,
): Metrics => {
  const figures = (method: readonly number[]): Record<string, number> => ({
    ...figuresOf(method, data.labels, folds),
    "CV Brier": brierOf(method, data.labels, fitPlatt(method, data.labels)),
  });
  const benign = data.labels.filter((label) => label === 0).length;
  const decide = (method: readonly number[]): boolean[] => method.map((logit) => logit >= 0);
  return {
    quantised: figures(logits.quantised),
    others: {
      "float network": figures(logits.float),
      "logistic regression": figures(logits.logistic),
      "always benign": {
        "CV AUC (pooled)": 0.5,
        "CV AUC (mean of folds)": 0.5,
        "CV accuracy (pooled)": round4(benign / data.labels.length),
        "CV sensitivity": 0,
        "CV specificity": 1,
      },
    },
    facts: {
      "held-out rows": data.labels.length,
      "integer and float decisions agree on": round4(
        agreement(decide(logits.quantised), decide(logits.float)),
      ),
      "largest partial sum (must stay below 16777216)": certify(fitted.quantised.network).largest,
    },
  };
};

const rowQuestions = (raw: Dataset["raw"], { quantisers }: Fitted): readonly Question[] =>
  [0, 1, 19, 20, 21, 73, 100, 200, 297, 400, 500, 568].map((row) => {
    const values = raw[row] as readonly RawValue[];
    return { payload: rowPayload(values.map(String)), x: quantiseInput(values, quantisers) };
  });

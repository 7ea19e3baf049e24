import { readFile } from "node:fs/promises";
import path from "node:path";
import { certify } from "../../oracle/inference/certificate.ts";
import { quantiseInput, type RawValue } from "../../oracle/inference/quantiseInput.ts";
import { ModelFlag } from "../../standards/inference.ts";
import { calibrationTable, fitPlatt } from "../training/calibration.ts";
import {
  crossValidate,
  type Fitted,
  fitModel,
  type HeldOutLogits,
  heldOutLogits,
  type Prepare,
} from "../training/crossValidate.ts";
import { expectData } from "../training/expectData.ts";
import { countGroups, type Groups } from "../training/groups.ts";
import { brierOf, type FoldsFile, figuresOf } from "../training/heldOutFigures.ts";
import { agreement, round4 } from "../training/metrics.ts";
import type { Metrics } from "../training/metricsFile.ts";
import { syntheticQuestions } from "../training/questions.ts";
import { createRandom, stratifiedFolds } from "../training/random.ts";
import type { TrainOptions } from "../training/trainNetwork.ts";
import { type Question, writeArtifacts } from "../training/writeArtifacts.ts";
import { type FlchainData, readDataset, rowPayload } from "./dataset.ts";
import type { FlchainRow } from "./features.ts";

/** One way of making a network from these rows. */
export type Study = {
  readonly folder: string;
  readonly script: string;
  readonly name: string;
  readonly description: string;
  /** What a score at or above zero means. */
  readonly meaning: string;
  readonly options: TrainOptions;
  readonly prepare: Prepare;
};

const FOLDS = 5;
const LOGISTIC_L2 = 1;
const SHOWN_ROWS = [0, 1, 13, 500, 1_500, 2_500, 3_500, 4_500, 5_500, 6_200, 6_835];

/** Trains and rewrites the artefacts of a study. */
export const trainStudy = async (study: Study, log: (line: string) => void): Promise<void> => {
  const { folder, options, prepare } = study;
  const data = await readDataset();
  log(`${data.rows.length} rows, ${FOLDS} folds`);
  const split = stratifiedFolds(data.labels, FOLDS, createRandom(options.seed));
  const { folds, logits } = await crossValidate(data, split, options, LOGISTIC_L2, prepare);
  const fitted = await fitModel(await prepare(data), options);
  const platt = fitPlatt(logits.quantised, data.labels);
  const metrics = describe(data, logits, folds, fitted);
  log(JSON.stringify(metrics.quantised));
  await writeArtifacts({
    folder,
    quantised: fitted.quantised,
    float: fitted.float,
    manifest: {
      name: study.name,
      version: "1.0.0",
      description: study.description,
      extractor: "flchain-row/1",
      flags: ModelFlag.PRIVATE_INPUT | ModelFlag.ABOUT_PEOPLE,
      inputs: [...fitted.quantisers],
      decision: { output: 0, threshold: 0, meaning: study.meaning },
      calibration: calibrationTable(platt, fitted.quantised.outScale),
      training: { script: study.script, seed: options.seed, dataHash: data.dataHash },
      licence: "Model MIT. Data: Mayo Clinic free light chain study as in R survival, LGPL-2 or later.",
    },
    questions: [...rowQuestions(data, fitted), ...syntheticQuestions(data.columns.length, options.seed)],
    metrics,
    extra: { "folds.json": { folds, platt } },
  });
};

const decide = (logits: readonly number[]): boolean[] => logits.map((logit) => logit >= 0);

const groupsOf = ({ groupings, labels }: FlchainData, logits: readonly number[]): Groups =>
  countGroups(groupings, logits, decide(logits), labels);

const describe = (
  data: FlchainData,
  logits: HeldOutLogits,
  folds: FoldsFile["folds"],
  fitted: Fitted,
): Metrics => {
  const figures = (method: readonly number[]): Record<string, number> => ({
    ...figuresOf(method, data.labels, folds),
    "CV Brier": brierOf(method, data.labels, fitPlatt(method, data.labels)),
  });
  const ages = data.people.map(({ age }) => Number(age));
  return {
    quantised: figures(logits.quantised),
    others: {
      "float network": figures(logits.float),
      "logistic regression": figures(logits.logistic),
      "age alone": { "CV AUC (pooled)": figuresOf(ages, data.labels, folds)["CV AUC (pooled)"] as number },
    },
    facts: {
      "held-out rows": data.labels.length,
      "integer and float decisions agree on": round4(
        agreement(decide(logits.quantised), decide(logits.float)),
      ),
      "largest partial sum (must stay below 16777216)": certify(fitted.quantised.network).largest,
    },
    groups: groupsOf(data, logits.quantised),
  };
};

const rowQuestions = ({ people, raw }: FlchainData, { quantisers }: Fitted): readonly Question[] =>
  SHOWN_ROWS.map((row) => ({
    payload: rowPayload(people[row] as FlchainRow),
    x: quantiseInput(raw[row] as readonly RawValue[], quantisers),
  }));

/** Recomputes the quantised figures of a study, and those of its groups, from the committed rows and fold networks. */
export const evaluateStudy = async (
  folder: string,
): Promise<{ figures: Record<string, number>; groups: Groups }> => {
  const data = await readDataset();
  await expectData(folder, data.dataHash);
  const { folds, platt } = JSON.parse(
    await readFile(path.join(folder, "artifacts", "folds.json"), "utf8"),
  ) as FoldsFile;
  const logits = heldOutLogits(folds, data.raw);
  const figures = {
    ...figuresOf(logits, data.labels, folds),
    "CV Brier": brierOf(logits, data.labels, platt),
  };
  return { figures, groups: groupsOf(data, logits) };
};

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { certify } from "../../oracle/inference/certificate.ts";
import { quantiseInput } from "../../oracle/inference/quantiseInput.ts";
import { calibrationTable, fitPlatt } from "../training/calibration.ts";
import { crossValidate, type Fitted, fitModel, type HeldOutLogits } from "../training/crossValidate.ts";
import { fitLogistic, logisticLogit } from "../training/logistic.ts";
import { agreement, round4 } from "../training/metrics.ts";
import type { Metrics } from "../training/metricsFile.ts";
import { syntheticQuestions } from "../training/questions.ts";
import { fitStandards, standardise } from "../training/standardise.ts";
import type { TrainOptions } from "../training/trainNetwork.ts";
import { type Question, writeArtifacts } from "../training/writeArtifacts.ts";
import {
  FOLDER,
  inventPackages,
  PACKAGES_FILE,
  packagePayload,
  readDataset,
  readMilestones,
  type TriageDataset,
  toJsonLines,
} from "./dataset.ts";
import { aucFigures, type FoldsFile, passFigures, quantisedFigures } from "./evaluate.ts";
import { TRIAGE_FEATURES, triageFeatures } from "./features.ts";
import { checklist, TEXT_FEATURES } from "./rules.ts";

const SEED = 1;
const LOGISTIC_L2 = 1;
const MOST_FALSE_PASSES = 0.05;
const EXAMPLES = ["done.INVENTED.json", "parroted.INVENTED.json"];
const OPTIONS: TrainOptions = {
  hidden: [12, 6],
  epochs: 20,
  batch: 16,
  learningRate: 0.005,
  l2: 0.03,
  seed: SEED,
};

/** Rewrites the INVENTED packages, trains the triage leaving out one milestone at a time, and rewrites artefacts. */
export const train = async (log: (line: string) => void): Promise<void> => {
  const packages = inventPackages(await readMilestones());
  await writeFile(path.join(FOLDER, "data", PACKAGES_FILE), toJsonLines(packages));
  const data = await readDataset();
  log(`${data.rows.length} INVENTED packages of ${data.folds.length} milestones`);
  const { folds, logits } = await crossValidate(data, data.folds, OPTIONS, LOGISTIC_L2);
  const fitted = await fitModel(data, OPTIONS);
  const file = { folds, leastLogit: leastLogitFor(logits.quantised, data.labels) };
  const metrics = await describe(data, logits, file, fitted);
  log(JSON.stringify(metrics.quantised));
  const { outScale } = fitted.quantised;
  await writeArtifacts({
    folder: FOLDER,
    quantised: fitted.quantised,
    float: fitted.float,
    manifest: {
      name: "milestone-triage-INVENTED",
      version: "1.0.0",
      description:
        "Triage of milestone evidence, trained on INVENTED packages only: what looks done goes to review sooner. It never pays alone.",
      extractor: "evidence-package/1",
      flags: 0,
      inputs: [...fitted.quantisers],
      decision: {
        output: 0,
        threshold: Math.ceil(file.leastLogit / outScale),
        meaning:
          "minScore: at or above it the evidence looks complete; review and challenge window still apply",
      },
      calibration: calibrationTable(fitPlatt(logits.quantised, data.labels), outScale),
      training: { script: "models/milestone-triage-INVENTED/train.ts", seed: SEED, dataHash: data.dataHash },
      licence: "MIT. INVENTED data of the project's own.",
    },
    questions: [...(await packageQuestions(data, fitted)), ...syntheticQuestions(data.columns.length, SEED)],
    metrics,
    extra: { "folds.json": file },
  });
};

// The lowest logit at which at most one in twenty packages that are not done would have passed.
const leastLogitFor = (logits: readonly number[], labels: readonly number[]): number => {
  const negatives = logits.filter((_, row) => labels[row] === 0).sort((a, b) => b - a);
  return (negatives[Math.floor(MOST_FALSE_PASSES * negatives.length)] as number) + 1e-9;
};

const describe = async (
  data: TriageDataset,
  logits: HeldOutLogits,
  file: FoldsFile,
  fitted: Fitted,
): Promise<Metrics> => {
  const figures = (scores: readonly number[]): Record<string, number> => {
    const least = leastLogitFor(scores, data.labels);
    return {
      ...aucFigures(data, scores),
      ...passFigures(
        data,
        scores.map((score) => score >= least),
      ),
    };
  };
  const passes = (scores: readonly number[]): boolean[] => scores.map((score) => score >= file.leastLogit);
  return {
    quantised: await quantisedFigures(data, file),
    others: {
      "float network": figures(logits.float),
      "logistic regression, all features": figures(logits.logistic),
      "logistic regression, text only": figures(textOnlyLogits(data)),
      "rule: checklist": aucFigures(data, data.rows.map(checklist)),
    },
    facts: {
      "packages (INVENTED)": data.rows.length,
      "milestones left out in turn (INVENTED)": data.folds.length,
      "integer and float decisions agree on": round4(
        agreement(passes(logits.quantised), passes(logits.float)),
      ),
      "largest partial sum (must stay below 16777216)": certify(fitted.quantised.network).largest,
    },
  };
};

const textOnlyLogits = (data: TriageDataset): readonly number[] => {
  const picked = TEXT_FEATURES.map((name) => TRIAGE_FEATURES.indexOf(name));
  const rows = data.rows.map((row) => picked.map((j) => row[j] as number));
  const columns = TEXT_FEATURES.map((name) => ({ name, decimals: 0 }));
  const logits = new Array<number>(rows.length);
  for (const heldOut of data.folds) {
    const kept = rows.flatMap((_, row) => (heldOut.includes(row) ? [] : [row]));
    const train = kept.map((row) => rows[row] as number[]);
    const standards = fitStandards(train, columns);
    const labels = kept.map((row) => data.labels[row] as number);
    const plain = fitLogistic(standardise(train, standards), labels, LOGISTIC_L2);
    const held = standardise(
      heldOut.map((row) => rows[row] as number[]),
      standards,
    );
    heldOut.forEach((row, i) => {
      logits[row] = logisticLogit(plain, held[i] as readonly number[]);
    });
  }
  return logits;
};

const packageQuestions = async (
  data: TriageDataset,
  { quantisers }: Fitted,
): Promise<readonly Question[]> => {
  const examples = EXAMPLES.map((name) => readFile(path.join(FOLDER, "data", "examples", name)));
  const payloads = [
    ...(await Promise.all(examples)).map((bytes) => Uint8Array.from(bytes)),
    ...[0, 4, 8, 12, 16].map((row) =>
      packagePayload((data.packages[row] as TriageDataset["packages"][0]).package),
    ),
  ];
  return payloads.map((payload) => ({ payload, x: quantiseInput(triageFeatures(payload), quantisers) }));
};

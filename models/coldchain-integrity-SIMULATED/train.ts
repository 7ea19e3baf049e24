import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { certify } from "../../oracle/inference/certificate.ts";
import { quantiseInput } from "../../oracle/inference/quantiseInput.ts";
import { calibrationTable, fitPlatt } from "../training/calibration.ts";
import { type Dataset, type Fitted, fitModel } from "../training/crossValidate.ts";
import { forwardFloat } from "../training/floatNetwork.ts";
import { fitLogistic, logisticLogit } from "../training/logistic.ts";
import { agreement, round4 } from "../training/metrics.ts";
import type { Metrics } from "../training/metricsFile.ts";
import { syntheticQuestions } from "../training/questions.ts";
import { standardise } from "../training/standardise.ts";
import type { TrainOptions } from "../training/trainNetwork.ts";
import { type Question, writeArtifacts } from "../training/writeArtifacts.ts";
import { FOLDER, generate, hashOf, SETS, toDataset, tracePayload } from "./dataset.ts";
import { alertFigures, aucFigures, scoresOf, unseenFigures } from "./evaluate.ts";
import { coldChainFeatures, decodeSeries } from "./features.ts";
import { RULES } from "./rules.ts";
import { pickSamples, SAMPLE_STARTED_AT, writeSamples } from "./samples.ts";
import type { Trace } from "./simulator.ts";

const SEED = 1;
const LOGISTIC_L2 = 1;
const THRESHOLD = 0;
const OPTIONS: TrainOptions = {
  hidden: [24, 12],
  epochs: 30,
  batch: 64,
  learningRate: 0.003,
  l2: 0.0003,
  seed: SEED,
};

/** Trains the integrity alert on SIMULATED logs, and rewrites artefacts and sample logs. */
export const train = async (log: (line: string) => void): Promise<void> => {
  const traces = { train: generate("train"), calibration: generate("calibration"), test: generate("test") };
  const data = toDataset(traces.train);
  log(`${data.rows.length} SIMULATED training logs, ${traces.test.length} test logs of another climate`);
  const fitted = await fitModel(data, OPTIONS);
  const { network, outScale } = fitted.quantised;
  const calibration = toDataset(traces.calibration);
  const logits = scoresOf(network, [...fitted.quantisers], calibration.raw).map((score) => score * outScale);
  const metrics = describe(data, traces.test, fitted);
  log(JSON.stringify(metrics.quantised));
  const samples = pickSamples(traces.test);
  await mkdir(path.join(FOLDER, "data", "samples"), { recursive: true });
  await writeSamples(samples, (name, text) => writeFile(path.join(FOLDER, "data", "samples", name), text));
  await writeArtifacts({
    folder: FOLDER,
    quantised: fitted.quantised,
    float: fitted.float,
    manifest: {
      name: "coldchain-integrity-SIMULATED",
      version: "1.0.0",
      description:
        "Integrity alert for 48-hour logs of 2-8 °C transport, trained on SIMULATED logs only. Release is decided by physical rules, never by this network.",
      extractor: "cold-chain-integrity/1",
      flags: 0,
      inputs: [...fitted.quantisers],
      decision: {
        output: 0,
        threshold: THRESHOLD,
        meaning: "score >= threshold: the log looks tampered with or hides an excursion, have it reviewed",
      },
      calibration: calibrationTable(fitPlatt(logits, calibration.labels), outScale),
      training: {
        script: "models/coldchain-integrity-SIMULATED/train.ts",
        seed: SETS.train.seed,
        dataHash: hashOf(traces.train),
      },
      licence: "MIT. SIMULATED data of the project's own generator.",
    },
    questions: [...sampleQuestions(Object.values(samples), fitted), ...syntheticQuestions(28, SEED)],
    metrics,
  });
};

const describe = (data: Dataset, test: readonly Trace[], fitted: Fitted): Metrics => {
  const rows = toDataset(test);
  const plain = fitLogistic(standardise(data.rows, fitted.standards), data.labels, LOGISTIC_L2);
  const logitsBy = {
    network: (raw: Dataset["rows"]) => scoresOf(fitted.quantised.network, [...fitted.quantisers], raw),
    float: (raw: Dataset["rows"]) =>
      standardise(raw, fitted.standards).map((row) => forwardFloat(fitted.float, row)[0] as number),
    logistic: (raw: Dataset["rows"]) =>
      standardise(raw, fitted.standards).map((row) => logisticLogit(plain, row)),
  };
  const figures = (method: (raw: Dataset["rows"]) => readonly number[]): Record<string, number> => ({
    ...aucFigures(test, method(rows.rows)),
    ...alertFigures(test, decide(method(rows.rows))),
    ...unseenFigures((raw) => decide(method(raw as Dataset["rows"]))),
  });
  const logs = test.map((trace) => decodeSeries(tracePayload(trace, 0)));
  return {
    quantised: figures(logitsBy.network),
    others: {
      "float network": figures(logitsBy.float),
      "logistic regression on the same features": figures(logitsBy.logistic),
      ...Object.fromEntries(
        Object.entries(RULES).map(([name, rule]) => [`rule: ${name}`, aucFigures(test, logs.map(rule))]),
      ),
    },
    facts: {
      "test logs (SIMULATED, another climate)": test.length,
      "of them with an excursion": test.filter((trace) => trace.excursion).length,
      "of them tampered with": test.filter((trace) => trace.tampered).length,
      "integer and float decisions agree on": round4(
        agreement(decide(logitsBy.network(rows.rows)), decide(logitsBy.float(rows.rows))),
      ),
      "largest partial sum (must stay below 16777216)": certify(fitted.quantised.network).largest,
    },
  };
};

const decide = (scores: readonly number[]): boolean[] => scores.map((score) => score >= THRESHOLD);

const sampleQuestions = (traces: readonly Trace[], { quantisers }: Fitted): readonly Question[] =>
  traces.map((trace) => {
    const payload = tracePayload(trace, SAMPLE_STARTED_AT);
    return { payload, x: quantiseInput(coldChainFeatures(payload), quantisers) };
  });

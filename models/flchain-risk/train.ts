import type { TrainOptions } from "../training/trainNetwork.ts";
import { trainStudy } from "./study.ts";

/** The same for both models of this data set. */
export const RISK_OPTIONS: TrainOptions = {
  hidden: [16, 8],
  epochs: 15,
  batch: 64,
  learningRate: 0.003,
  l2: 0.003,
  seed: 1,
};

/** Trains the ten-year risk and rewrites its artefacts. */
export const train = (log: (line: string) => void): Promise<void> =>
  trainStudy(
    {
      folder: import.meta.dirname,
      script: "models/flchain-risk/train.ts",
      name: "flchain-ten-year-risk",
      description: "Estimates from age, sex and a blood sample whether a person dies within ten years.",
      meaning: "score >= threshold: death within ten years is more likely than not",
      options: RISK_OPTIONS,
      prepare: async (rows) => rows,
    },
    log,
  );

import { readFile } from "node:fs/promises";
import path from "node:path";
import { heldOutLogits } from "../training/crossValidate.ts";
import { expectData } from "../training/expectData.ts";
import { brierOf, type FoldsFile, figuresOf } from "../training/heldOutFigures.ts";
import { FOLDER, readDataset } from "./dataset.ts";

/** Recomputes the quantised figures from the committed rows and fold networks. */
export const evaluate = async (): Promise<Record<string, number>> => {
  const { raw, labels, dataHash } = await readDataset();
  await expectData(FOLDER, dataHash);
  const { folds, platt } = JSON.parse(
    await readFile(path.join(FOLDER, "artifacts", "folds.json"), "utf8"),
  ) as FoldsFile;
  const logits = heldOutLogits(folds, raw);
  return { ...figuresOf(logits, labels, folds), "CV Brier": brierOf(logits, labels, platt) };
};

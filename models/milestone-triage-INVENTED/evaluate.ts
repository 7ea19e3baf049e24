import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import { decodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { quantiseInput } from "../../oracle/inference/quantiseInput.ts";
import { type Fold, heldOutLogits } from "../training/crossValidate.ts";
import { ModelDataError } from "../training/errors.ts";
import { expectData } from "../training/expectData.ts";
import { auc, round4 } from "../training/metrics.ts";
import { inventAttacks } from "./attacks.ts";
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
import { triageFeatures } from "./features.ts";
import type { ReportKind } from "./packages.ts";

export type FoldsFile = { readonly folds: readonly Fold[]; readonly leastLogit: number };

const NEGATIVES: readonly ReportKind[] = ["partial", "off-topic", "parroted", "other-topic"];

/** AUC over all packages, and of done against each other kind of report. */
export const aucFigures = (data: TriageDataset, scores: readonly number[]): Record<string, number> => {
  const against = (kind: ReportKind): number => {
    const rows = data.packages.flatMap((line, row) =>
      line.kind === kind || line.kind === "done" ? [row] : [],
    );
    return round4(
      auc(
        rows.map((row) => scores[row] as number),
        rows.map((row) => data.labels[row] as number),
      ),
    );
  };
  return {
    "AUC all": round4(auc(scores, data.labels)),
    ...Object.fromEntries(NEGATIVES.map((kind) => [`AUC against ${kind}`, against(kind)])),
  };
};

/** Share of each kind of report that passes. */
export const passFigures = (data: TriageDataset, passes: readonly boolean[]): Record<string, number> =>
  Object.fromEntries(
    (["done", ...NEGATIVES] as const).map((kind) => {
      const kept = passes.filter((_, row) => data.packages[row]?.kind === kind);
      return [`passes: ${kind}`, round4(kept.filter(Boolean).length / kept.length)];
    }),
  );

/** Share of each attack that passes the network that never saw the attacked milestone. */
export const attackFigures = async (
  data: TriageDataset,
  { folds, leastLogit }: FoldsFile,
): Promise<Record<string, number>> => {
  const attacks = inventAttacks(await readMilestones());
  const unseen = new Map(
    folds.map(({ heldOut, network, inputs, outScale }) => {
      const run = createInt32Executor(decodeNetworkFile(Uint8Array.from(Buffer.from(network, "base64"))));
      const logit = (x: Int32Array): number => (run(x)[0] as number) * outScale;
      return [data.packages[heldOut[0] as number]?.milestone, { inputs, logit }];
    }),
  );
  const passes = attacks.map((attack) => {
    const fold = unseen.get(attack.milestone);
    if (fold === undefined) throw new ModelDataError("An attacked milestone has no fold.");
    const x = quantiseInput(triageFeatures(packagePayload(attack.package)), fold.inputs);
    return fold.logit(x) >= leastLogit;
  });
  return Object.fromEntries(
    [...new Set(attacks.map(({ name }) => name))].map((name) => {
      const kept = passes.filter((_, i) => attacks[i]?.name === name);
      return [name, round4(kept.filter(Boolean).length / kept.length)];
    }),
  );
};

/** All figures of the quantised network. */
export const quantisedFigures = async (
  data: TriageDataset,
  file: FoldsFile,
): Promise<Record<string, number>> => {
  const logits = heldOutLogits(file.folds, data.raw);
  const passes = logits.map((logit) => logit >= file.leastLogit);
  return {
    ...aucFigures(data, logits),
    ...passFigures(data, passes),
    ...(await attackFigures(data, file)),
  };
};

/** Recomputes the figures from committed packages and fold networks; the packages must be what the generator gives. */
export const evaluate = async (): Promise<Record<string, number>> => {
  const committed = await readFile(path.join(FOLDER, "data", PACKAGES_FILE), "utf8");
  if (committed !== toJsonLines(inventPackages(await readMilestones())))
    throw new ModelDataError("The committed packages differ from what the generator gives.");
  const file = JSON.parse(await readFile(path.join(FOLDER, "artifacts", "folds.json"), "utf8")) as FoldsFile;
  const data = await readDataset();
  await expectData(FOLDER, data.dataHash);
  return quantisedFigures(data, file);
};

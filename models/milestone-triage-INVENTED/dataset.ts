import { readFile } from "node:fs/promises";
import path from "node:path";
import { contentHash } from "../../standards/commitments.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Dataset } from "../training/crossValidate.ts";
import { createRandom } from "../training/random.ts";
import type { TrainingPackage } from "./evidencePackage.ts";
import { TRIAGE_FEATURES, triageFeatures } from "./features.ts";
import { HABITS, inventPackage, type Milestone, type ReportKind, reportOf } from "./packages.ts";

export const FOLDER: string = import.meta.dirname;
export const PACKAGES_FILE = "packages.INVENTED.jsonl";

const SEED = 20_260_101;
const DRAWS = 4;
const OTHER = 5;
const KINDS = Object.keys(HABITS) as readonly ReportKind[];

/** One line of the committed data. */
export type LabelledPackage = {
  readonly milestone: string;
  readonly kind: ReportKind;
  readonly package: TrainingPackage;
};

export const readMilestones = async (): Promise<readonly Milestone[]> =>
  JSON.parse(await readFile(path.join(FOLDER, "data", "milestones.INVENTED.json"), "utf8")) as Milestone[];

/** Every milestone with every kind of report, each with four draws of INVENTED evidence. */
export const inventPackages = (milestones: readonly Milestone[]): readonly LabelledPackage[] => {
  const random = createRandom(SEED);
  return milestones.flatMap((milestone, i) =>
    KINDS.flatMap((kind) =>
      Array.from({ length: DRAWS }, () => {
        const report = reportOf(kind, milestone, milestones[(i + OTHER) % milestones.length] as Milestone);
        const truth = kind === "done" || kind === "partial" ? kind : "nothing";
        const invented = inventPackage(milestone, report, truth, HABITS[kind], random);
        return { milestone: milestone.id, kind, package: invented };
      }),
    ),
  );
};

export const toJsonLines = (packages: readonly LabelledPackage[]): string =>
  packages.map((line) => `${JSON.stringify(line)}\n`).join("");

export const packagePayload = (evidence: TrainingPackage): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(evidence));

export type TriageDataset = Dataset & {
  readonly packages: readonly LabelledPackage[];
  readonly dataHash: Hex;
  /** Rows of each milestone: what is left out together. */
  readonly folds: readonly (readonly number[])[];
};

/** The committed packages, with label 1 where the milestone was done. */
export const readDataset = async (): Promise<TriageDataset> => {
  const file = await readFile(path.join(FOLDER, "data", PACKAGES_FILE));
  const packages = file
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as LabelledPackage);
  const raw = packages.map((line) => triageFeatures(packagePayload(line.package)));
  const milestones = [...new Set(packages.map(({ milestone }) => milestone))];
  return {
    packages,
    dataHash: contentHash(file),
    columns: TRIAGE_FEATURES.map((name) => ({ name, decimals: 0 })),
    raw,
    rows: raw,
    labels: packages.map(({ kind }) => (kind === "done" ? 1 : 0)),
    folds: milestones.map((id) => packages.flatMap(({ milestone }, row) => (milestone === id ? [row] : []))),
  };
};

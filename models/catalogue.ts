import path from "node:path";
import type { Groups } from "./training/groups.ts";

export type CatalogueEntry = {
  /** Folder name, which holds SIMULATED or INVENTED where the data are. */
  readonly name: string;
  readonly folder: string;
  readonly train: (log: (line: string) => void) => Promise<void>;
  /** Recomputes the quantised figures of metrics.json from what is committed. */
  readonly evaluate: () => Promise<Readonly<Record<string, number>>>;
  /** Recounts the groups of people of metrics.json, where the data tell any apart. */
  readonly evaluateGroups?: () => Promise<Groups>;
  readonly headline: Headline;
};

/** The figure that a card leads with, and the plain method that it stands beside. */
export type Headline = { readonly metric: string; readonly baseline: string };

type Evaluation = Pick<CatalogueEntry, "evaluate" | "evaluateGroups">;

const entry = (
  name: string,
  headline: Headline,
  train: () => Promise<Pick<CatalogueEntry, "train">>,
  evaluation: () => Promise<Evaluation>,
): CatalogueEntry => ({
  name,
  headline,
  folder: path.join(import.meta.dirname, name),
  train: async (log) => (await train()).train(log),
  evaluate: async () => (await evaluation()).evaluate(),
});

/** The same for data that tell groups of people apart. */
const withGroups = (
  name: string,
  headline: Headline,
  train: () => Promise<Pick<CatalogueEntry, "train">>,
  evaluation: () => Promise<Required<Evaluation>>,
): CatalogueEntry => ({
  ...entry(name, headline, train, evaluation),
  evaluateGroups: async () => (await evaluation()).evaluateGroups(),
});

/** Every model of the project. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  entry(
    "wdbc",
    { metric: "CV AUC (pooled)", baseline: "logistic regression" },
    () => import("./wdbc/train.ts"),
    () => import("./wdbc/evaluate.ts"),
  ),
  entry(
    "coldchain-integrity-SIMULATED",
    { metric: "AUC all", baseline: "logistic regression on the same features" },
    () => import("./coldchain-integrity-SIMULATED/train.ts"),
    () => import("./coldchain-integrity-SIMULATED/evaluate.ts"),
  ),
  entry(
    "milestone-triage-INVENTED",
    { metric: "AUC all", baseline: "rule: checklist" },
    () => import("./milestone-triage-INVENTED/train.ts"),
    () => import("./milestone-triage-INVENTED/evaluate.ts"),
  ),
  withGroups(
    "flchain-risk",
    { metric: "CV AUC (pooled)", baseline: "logistic regression" },
    () => import("./flchain-risk/train.ts"),
    () => import("./flchain-risk/evaluate.ts"),
  ),
  withGroups(
    "flchain-risk-even",
    { metric: "CV AUC (pooled)", baseline: "logistic regression" },
    () => import("./flchain-risk-even/train.ts"),
    () => import("./flchain-risk-even/evaluate.ts"),
  ),
  entry(
    "splice-site",
    { metric: "CV macro AUC", baseline: "logistic regression, strong L2" },
    () => import("./splice-site/train.ts"),
    () => import("./splice-site/evaluate.ts"),
  ),
];

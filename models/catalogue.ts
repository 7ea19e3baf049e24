import path from "node:path";

export type CatalogueEntry = {
  /** Folder name, which holds SIMULATED or INVENTED where the data are. */
  readonly name: string;
  readonly folder: string;
  readonly train: (log: (line: string) => void) => Promise<void>;
  /** Recomputes the quantised figures of metrics.json from what is committed. */
  readonly evaluate: () => Promise<Readonly<Record<string, number>>>;
};

const entry = (
  name: string,
  train: () => Promise<Pick<CatalogueEntry, "train">>,
  evaluate: () => Promise<Pick<CatalogueEntry, "evaluate">>,
): CatalogueEntry => ({
  name,
  folder: path.join(import.meta.dirname, name),
  train: async (log) => (await train()).train(log),
  evaluate: async () => (await evaluate()).evaluate(),
});

/** Every model of the project. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  entry(
    "wdbc",
    () => import("./wdbc/train.ts"),
    () => import("./wdbc/evaluate.ts"),
  ),
  entry(
    "coldchain-integrity-SIMULATED",
    () => import("./coldchain-integrity-SIMULATED/train.ts"),
    () => import("./coldchain-integrity-SIMULATED/evaluate.ts"),
  ),
  entry(
    "milestone-triage-INVENTED",
    () => import("./milestone-triage-INVENTED/train.ts"),
    () => import("./milestone-triage-INVENTED/evaluate.ts"),
  ),
];

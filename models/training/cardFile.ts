import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseManifest } from "../../oracle/inference/manifest.ts";
import { contentHash } from "../../standards/commitments.ts";
import { type CardStatement, cardStatement } from "../../standards/modelCard.ts";
import type { CatalogueEntry } from "../catalogue.ts";
import { ModelDataError } from "./errors.ts";
import { type Metrics, parseMetrics, replaceFigures } from "./metricsFile.ts";
import { json } from "./writeArtifacts.ts";

const BPS = 10_000;

const fileOf = (folder: string): string => path.join(folder, "artifacts", "card.json");

const basisPointsOf = (figure: number | undefined, what: string): number => {
  if (figure === undefined) throw new ModelDataError("The headline figure is not in the metrics.", { what });
  return Math.round(figure * BPS);
};

const groupsOf = ({ groups = {} }: Metrics): CardStatement["groups"] =>
  Object.entries(groups).flatMap(([attribute, named]) =>
    Object.entries(named).map(([name, { auc: _, ...counts }]) => ({ attribute, name, ...counts })),
  );

/** What the committed files say of a model, as evaluators sign it. */
export const stateCard = async ({ folder, headline }: CatalogueEntry): Promise<CardStatement> => {
  const read = (name: string): Promise<Buffer> => readFile(path.join(folder, name));
  const metrics = parseMetrics((await read("artifacts/metrics.json")).toString("utf8"));
  const { training } = parseManifest((await read("artifacts/manifest.json")).toString("utf8"));
  const groups = groupsOf(metrics);
  const [first] = groups;
  const whole = groups.filter(({ attribute }) => attribute === first?.attribute);
  return {
    kind: "model-card/1",
    cardHash: contentHash(await read("card.md")),
    datasetHash: training.dataHash,
    metric: headline.metric,
    metricBps: basisPointsOf(metrics.quantised[headline.metric], headline.metric),
    baseline: headline.baseline,
    baselineBps: basisPointsOf(metrics.others[headline.baseline]?.[headline.metric], headline.baseline),
    size: whole.reduce((sum, { size }) => sum + size, 0),
    positives: whole.reduce((sum, { positives }) => sum + positives, 0),
    groups,
  };
};

/** Works the quantised figures out anew, from what is committed, and writes them into metrics.json and the card's text. */
export const writeFigures = async ({ folder, evaluate }: CatalogueEntry): Promise<void> => {
  const [figures, card] = [path.join(folder, "artifacts", "metrics.json"), path.join(folder, "card.md")];
  const metrics = { ...parseMetrics(await readFile(figures, "utf8")), quantised: { ...(await evaluate()) } };
  await writeFile(figures, json(metrics));
  await writeFile(card, replaceFigures(await readFile(card, "utf8"), metrics));
};

/** Writes artifacts/card.json anew: after training, and after any change to the text of the card. */
export const writeCard = async (entry: CatalogueEntry): Promise<void> => {
  await writeFile(fileOf(entry.folder), `${JSON.stringify(await stateCard(entry), null, 1)}\n`);
};

/** The committed statement of a model folder. */
export const readCard = async (folder: string): Promise<CardStatement> =>
  cardStatement.parse(JSON.parse(await readFile(fileOf(folder), "utf8")));

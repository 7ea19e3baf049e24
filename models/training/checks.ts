import { readFile } from "node:fs/promises";
import path from "node:path";
import { EXACT_LIMIT } from "../../oracle/inference/certificate.ts";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import { type LoadedModel, loadModel } from "../../oracle/inference/loadModel.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { runVectors } from "../../oracle/inference/vectors.ts";
import type { CatalogueEntry } from "../catalogue.ts";
import { describeExecutor, parseDescription } from "../compiler/describeExecutor.ts";
import { readCard, stateCard } from "./cardFile.ts";
import { ModelDataError } from "./errors.ts";
import { disparityBps } from "./groups.ts";
import { parseMetrics, renderFigures } from "./metricsFile.ts";

const BACKENDS = ["cpu", "wasm"] as const;

/** Something that a model claims. `run` resolves to what was found and throws where it is not so. */
export type Check = { readonly what: string; readonly run: () => Promise<string> };

const artifact = (entry: CatalogueEntry, name: string): Promise<string> =>
  readFile(path.join(entry.folder, "artifacts", name), "utf8");

const expect = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new ModelDataError(otherwise);
};

const checkId = async (entry: CatalogueEntry, model: LoadedModel): Promise<string> => {
  const claimed = JSON.parse(await artifact(entry, "model-id.json")) as Record<string, unknown>;
  const actual = {
    modelId: model.id,
    networkHash: model.networkHash,
    manifestHash: model.manifestHash,
    flags: model.flags,
  };
  expect(JSON.stringify(claimed) === JSON.stringify(actual), "model-id.json differs from the files");
  const canonical = Buffer.from(encodeNetworkFile(model.network)).equals(Buffer.from(model.networkFile));
  expect(canonical, "the network file is not canonical");
  return model.id;
};

const checkMetrics = async (entry: CatalogueEntry): Promise<string> => {
  const metrics = parseMetrics(await artifact(entry, "metrics.json"));
  const actual = await entry.evaluate();
  for (const name of new Set([...Object.keys(metrics.quantised), ...Object.keys(actual)]))
    expect(
      metrics.quantised[name] === actual[name],
      `${name}: ${metrics.quantised[name]} claimed, ${actual[name]} found`,
    );
  const card = await readFile(path.join(entry.folder, "card.md"), "utf8");
  expect(card.includes(renderFigures(metrics)), "the card shows other figures than metrics.json");
  return Object.entries(actual)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
};

const checkGroups = async (entry: CatalogueEntry): Promise<string> => {
  const { groups } = parseMetrics(await artifact(entry, "metrics.json"));
  expect((groups === undefined) === (entry.evaluateGroups === undefined), "groups are claimed or missing");
  if (entry.evaluateGroups === undefined || groups === undefined) return "NOT_ASSESSABLE";
  const actual = await entry.evaluateGroups();
  expect(JSON.stringify(groups) === JSON.stringify(actual), "the groups differ from the held-out rows");
  return `widest gap ${disparityBps(actual)} basis points`;
};

const checkCard = async (entry: CatalogueEntry): Promise<string> => {
  const claimed = await readCard(entry.folder);
  const actual = await stateCard(entry);
  expect(
    JSON.stringify(claimed) === JSON.stringify(actual),
    "card.json differs from the files that it states",
  );
  return `card ${actual.cardHash}`;
};

const checkExecutor = async (entry: CatalogueEntry, { network }: LoadedModel): Promise<string> => {
  const claimed = parseDescription(await artifact(entry, "executor.json"));
  const actual = describeExecutor(network);
  expect(
    JSON.stringify(claimed) === JSON.stringify(actual),
    "executor.json differs: run npm run models:compile",
  );
  return actual.contracts.map(({ codeHash }) => codeHash).join(", ");
};

/** Everything that a model claims, recomputed from what is committed. */
export const checksOf = (entry: CatalogueEntry): readonly Check[] => {
  // Loading already checks hashes and runs the vectors; each backend gets a load of its own.
  const load = (backend: (typeof BACKENDS)[number]): Promise<LoadedModel> =>
    loadModel({ folder: entry.folder, backend });
  const runInt32 = async (): Promise<string> => {
    const { vectors, extract, network } = await load("cpu");
    const run = createInt32Executor(network);
    await runVectors(vectors, extract, async (batch) => batch.map(run));
    return `${vectors.length} vectors`;
  };
  return [
    { what: "hashes and model id", run: async () => checkId(entry, await load("cpu")) },
    {
      what: "overflow certificate",
      run: async () => `${(await load("cpu")).certificate.largest} < ${EXACT_LIMIT}`,
    },
    { what: "executor", run: async () => checkExecutor(entry, await load("cpu")) },
    { what: "vectors on int32", run: runInt32 },
    ...BACKENDS.map((backend) => ({
      what: `vectors on TensorFlow.js ${backend}`,
      run: async () => `${(await load(backend)).vectors.length} vectors`,
    })),
    { what: "metrics and card", run: () => checkMetrics(entry) },
    { what: "groups of people", run: () => checkGroups(entry) },
    { what: "card as evaluators sign it", run: () => checkCard(entry) },
  ];
};

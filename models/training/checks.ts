import { readFile } from "node:fs/promises";
import path from "node:path";
import { EXACT_LIMIT } from "../../oracle/inference/certificate.ts";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import { type LoadedModel, loadModel } from "../../oracle/inference/loadModel.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { runVectors } from "../../oracle/inference/vectors.ts";
import type { CatalogueEntry } from "../catalogue.ts";
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

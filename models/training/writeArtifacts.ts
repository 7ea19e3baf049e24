import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import { type Manifest, manifestHash, parseManifest } from "../../oracle/inference/manifest.ts";
import { modelIdOf } from "../../oracle/inference/modelId.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { contentHash } from "../../standards/commitments.ts";
import { describeExecutor } from "../compiler/describeExecutor.ts";
import type { FloatNetwork } from "./floatNetwork.ts";
import { type Metrics, replaceFigures } from "./metricsFile.ts";
import type { Quantised } from "./quantiseNetwork.ts";

export type Question = { readonly payload?: Uint8Array; readonly x: Int32Array };

export type ModelArtifacts = {
  readonly folder: string;
  readonly quantised: Quantised;
  readonly float: FloatNetwork;
  /** The manifest but for what is computed here. */
  readonly manifest: Omit<Manifest, "kind" | "network" | "vectors">;
  readonly questions: readonly Question[];
  readonly metrics: Metrics;
  /** Further files of artifacts/, as JSON. */
  readonly extra?: Readonly<Record<string, unknown>>;
};

/** Writes everything that names, proves and describes a trained model. */
export const writeArtifacts = async (artifacts: ModelArtifacts): Promise<void> => {
  const { folder, quantised, float, questions, metrics } = artifacts;
  const networkFile = encodeNetworkFile(quantised.network);
  const vectors = json({ kind: "model-vectors/1", vectors: answerAll(quantised, questions) });
  const manifest = parseManifest(
    JSON.stringify({
      kind: "model-manifest/1",
      ...artifacts.manifest,
      network: { hash: contentHash(networkFile), dims: quantised.network.dims },
      vectors: { hash: contentHash(Buffer.from(vectors)), count: questions.length },
    }),
  );
  const networkHash = manifest.network.hash;
  const identity = { networkHash, manifestHash: manifestHash(manifest), flags: manifest.flags };
  const modelId = modelIdOf(networkHash, identity.manifestHash, manifest.flags);
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "network.q8p2": networkFile,
    "manifest.json": json(manifest),
    "vectors.json": vectors,
    "executor.json": `${JSON.stringify(describeExecutor(quantised.network), null, 1)}\n`,
    "model-id.json": json({ modelId, ...identity }),
    "float.json": json({ outScale: quantised.outScale, layers: float }),
    "metrics.json": json(metrics),
    ...Object.fromEntries(Object.entries(artifacts.extra ?? {}).map(([name, value]) => [name, json(value)])),
  };
  const target = path.join(folder, "artifacts");
  await mkdir(target, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(target, name), content);
  const card = path.join(folder, "card.md");
  await writeFile(card, replaceFigures(await readFile(card, "utf8"), metrics));
};

const answerAll = ({ network }: Quantised, questions: readonly Question[]): readonly unknown[] => {
  const run = createInt32Executor(network);
  return questions.map(({ payload, x }) => ({
    ...(payload === undefined ? {} : { payload: Buffer.from(payload).toString("base64") }),
    x: [...x],
    scores: [...run(x)],
  }));
};

// Lists of numbers stand on one line: files stay readable and small.
export const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 1).replace(/\[[-+.\deE,\s]*\]/g, (list) => list.replace(/\s+/g, ""))}\n`;

import { readFile } from "node:fs/promises";
import path from "node:path";
import { hexlify } from "ethers";
import { z } from "zod";
import { type Keccak, openKeccak } from "../../../standards/merkle/keccak.ts";
import { ModelFileMissingError, ModelHashMismatchError } from "../errors.ts";
import { type BackendChoice, loadTfBackend, type Tf } from "../tfjsBackend.ts";
import type { RelevanceManifest } from "./manifest.ts";
import type { Vocabulary } from "./sentencePieces.ts";

/** A vector for each list of pieces. */
export type Embed = (
  texts: readonly (readonly number[])[],
  signal?: AbortSignal,
) => Promise<readonly Float32Array[]>;
export type Embedder = {
  readonly vocabulary: Vocabulary;
  readonly embed: Embed;
  /** What runs the encoder. */
  readonly backend: string;
  readonly dispose: () => void;
};

const graphSchema = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z
    .array(z.object({ paths: z.array(z.string().regex(/^[\w-]+$/)), weights: z.array(z.any()) }))
    .length(1),
});
// A few pieces have no score, and count as certain: so the encoder was trained.
const vocabularySchema = z.array(z.tuple([z.string(), z.number().nullable()])).min(7);

/** Reads the sentence encoder out of its package, as plain files of the stated hashes; none of its code is run. */
export const loadEmbedder = async (
  folder: string,
  files: RelevanceManifest["embedder"],
  backend: BackendChoice,
): Promise<Embedder> => {
  const keccak = await openKeccak();
  const graphFile = await readPart(folder, "model.json");
  assertHash(keccak, "graph", files.graph, graphFile);
  const vocabulary = await readVocabulary(folder, files);
  const graph = graphSchema.parse(JSON.parse(graphFile.toString("utf8")));
  const [group] = graph.weightsManifest;
  const parts = await Promise.all((group?.paths ?? []).map((name) => readPart(folder, name)));
  const weights = Buffer.concat(parts);
  assertHash(keccak, "weights", files.weights, weights);
  const { tf, backend: got } = await loadTfBackend(backend);
  const model = await tf.loadGraphModel({
    load: async () => ({
      modelTopology: graph.modelTopology,
      weightSpecs: group?.weights ?? [],
      weightData: new Uint8Array(weights).buffer,
    }),
  });
  return {
    vocabulary,
    embed: (texts) => embed(tf, model, texts),
    backend: got,
    dispose: () => model.dispose(),
  };
};

/** The pieces that texts are cut into, which is all that reading a request takes. */
export const readVocabulary = async (
  folder: string,
  files: Pick<RelevanceManifest["embedder"], "vocabulary">,
): Promise<Vocabulary> => {
  const file = await readPart(folder, "vocab.json");
  assertHash(await openKeccak(), "vocabulary", files.vocabulary, file);
  return vocabularySchema.parse(JSON.parse(file.toString("utf8")));
};

const embed = async (
  tf: Tf,
  model: Awaited<ReturnType<Tf["loadGraphModel"]>>,
  texts: readonly (readonly number[])[],
): Promise<readonly Float32Array[]> => {
  const places = texts.flatMap((pieces, text) => pieces.map((_, i): [number, number] => [text, i]));
  const inputs = {
    indices: tf.tensor2d(places, undefined, "int32"),
    values: tf.tensor1d(texts.flat(), "int32"),
  };
  try {
    const output = await model.executeAsync(inputs);
    if (Array.isArray(output)) throw new TypeError("The encoder has one output.");
    const rows = (await output.array()) as number[][];
    output.dispose();
    return rows.map((row) => Float32Array.from(row));
  } finally {
    inputs.indices.dispose();
    inputs.values.dispose();
  }
};

const readPart = async (folder: string, name: string): Promise<Buffer> => {
  const file = path.join(folder, name);
  try {
    return await readFile(file);
  } catch (cause) {
    throw new ModelFileMissingError(file, cause);
  }
};

const assertHash = (keccak: Keccak, what: string, expected: string, bytes: Uint8Array): void => {
  const actual = hexlify(keccak(bytes));
  if (actual !== expected) throw new ModelHashMismatchError(what, expected, actual);
};

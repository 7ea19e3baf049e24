import { readFile } from "node:fs/promises";
import path from "node:path";
import { contentHash, privateInputCommitment, publicInputCommitment } from "../../standards/commitments.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";
import { ModelFlag } from "../../standards/inference.ts";
import type { Model } from "../domain/model.ts";
import { type Certificate, certify } from "./certificate.ts";
import {
  ManifestInvalidError,
  ModelFileMissingError,
  ModelHashMismatchError,
  ModelVectorsError,
} from "./errors.ts";
import { extractorOf } from "./extract/extractorOf.ts";
import { type InferDeps, infer, inferBatch, inferPacked } from "./infer.ts";
import { createInt32Batch } from "./int32Batch.ts";
import { createTracer } from "./int32Executor.ts";
import { type Manifest, manifestHash, parseManifest } from "./manifest.ts";
import { modelIdOf } from "./modelId.ts";
import type { Network } from "./network.ts";
import { decodeNetworkFile } from "./networkFile.ts";
import { quantiseInput } from "./quantiseInput.ts";
import { type BackendChoice, loadTfBackend } from "./tfjsBackend.ts";
import { createTfjsExecutor } from "./tfjsExecutor.ts";
import { parseVectors, runVectors, type Vector } from "./vectors.ts";

export type LoadModelOptions = {
  /** Folder of the model, the one that holds artifacts/. */
  readonly folder: string;
  readonly backend?: BackendChoice;
  /** Refuses any other model than this one. */
  readonly expectedId?: ModelId;
};

/** What the files of a model say, checked against their hashes and the exactness certificate. */
export type ReadModel = Omit<Model, "infer"> & {
  readonly manifest: Manifest;
  readonly manifestHash: Hex;
  readonly network: Network;
  readonly networkFile: Uint8Array;
  readonly networkHash: Hex;
  readonly certificate: Certificate;
  readonly vectors: readonly Vector[];
};

/** A model that answers, with what it was made from. */
export type NetworkModel = ReadModel & Model;

/** One that answers in this thread. */
export type LoadedModel = NetworkModel & {
  /** The TensorFlow.js backend that answers. */
  readonly backend: string;
  readonly inferBatch: (batch: readonly Int32Array[]) => Promise<readonly Int32Array[]>;
  /** The same of rows that lie end to end. */
  readonly inferPacked: (values: Int32Array, rows: number) => Promise<Int32Array>;
  readonly dispose: () => void;
};

/** Loads a model folder. Nothing is taken on trust: hashes, certificate and test vectors are checked first. */
export const loadModel = async ({
  folder,
  backend = "auto",
  expectedId,
}: LoadModelOptions): Promise<LoadedModel> => {
  const model = await readModel(folder);
  assertHash("model id", expectedId ?? model.id, model.id);
  const { name, inputs, outputs, network } = model;
  const tfjs = createTfjsExecutor(network, await loadTfBackend(backend));
  const deps: InferDeps = { name, inputs, outputs, reference: createInt32Batch(network), tfjs };
  await runVectors(model.vectors, model.extract, (batch) => inferBatch(deps, batch));
  return {
    ...model,
    backend: tfjs.backend,
    infer: (x) => infer(deps, x),
    inferBatch: (batch) => inferBatch(deps, batch),
    inferPacked: (values, rows) => inferPacked(deps, values, rows),
    dispose: tfjs.dispose,
  };
};

/** Reads a model folder without TensorFlow.js: all that a model is but its answers. */
export const readModel = async (folder: string): Promise<ReadModel> => {
  const { manifest, networkFile, vectors } = await readModelFiles(folder);
  const network = decodeNetworkFile(networkFile);
  assertDims(manifest, network);
  const certificate = certify(network);
  const identity = {
    networkHash: contentHash(networkFile),
    manifestHash: manifestHash(manifest),
    flags: manifest.flags,
  };
  const extractor = extractorOf(manifest.extractor);
  return {
    ...identity,
    id: modelIdOf(identity.networkHash, identity.manifestHash, identity.flags),
    name: manifest.name,
    inputs: network.dims[0] as number,
    outputs: network.dims.at(-1) as number,
    manifest,
    network,
    networkFile,
    certificate,
    vectors,
    extract: (payload, asked) => quantiseInput(extractor(payload, asked), manifest.inputs),
    commit: (manifest.flags & ModelFlag.PRIVATE_INPUT) === 0 ? publicInputCommitment : privateInputCommitment,
    trace: createTracer(network),
  };
};

type ModelFiles = {
  readonly manifest: Manifest;
  readonly networkFile: Uint8Array;
  readonly vectors: readonly Vector[];
};

const readModelFiles = async (folder: string): Promise<ModelFiles> => {
  const manifest = parseManifest(toText(await readArtifact(folder, "manifest.json")));
  const networkFile = await readArtifact(folder, "network.q8p2");
  assertHash("network file", manifest.network.hash, contentHash(networkFile));
  const vectorsFile = await readArtifact(folder, "vectors.json");
  assertHash("vectors", manifest.vectors.hash, contentHash(vectorsFile));
  const vectors = parseVectors(toText(vectorsFile));
  if (vectors.length !== manifest.vectors.count)
    throw new ModelVectorsError("the file has another number of vectors", { vectors: vectors.length });
  return { manifest, networkFile, vectors };
};

const readArtifact = async (folder: string, name: string): Promise<Uint8Array> => {
  const file = path.join(folder, "artifacts", name);
  try {
    return Uint8Array.from(await readFile(file));
  } catch (cause) {
    throw new ModelFileMissingError(file, cause);
  }
};

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

const assertHash = (what: string, expected: string, actual: string): void => {
  if (expected !== actual) throw new ModelHashMismatchError(what, expected, actual);
};

const assertDims = (manifest: Manifest, network: Network): void => {
  if (network.dims.join() !== manifest.network.dims.join())
    throw new ManifestInvalidError("it gives other dimensions than the network file", {
      context: { manifest: manifest.network.dims.join("-"), network: network.dims.join("-") },
    });
};

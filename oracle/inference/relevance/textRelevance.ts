// How near a report is to its milestone's criteria, in coarse steps: the cosine of their sentence embeddings. It tells
// whether a report is about the milestone, and nothing about whether the work was done (docs/adr/0014).
import { readFile } from "node:fs/promises";
import path from "node:path";
import { concat, keccak256, toBeHex, toUtf8Bytes } from "ethers";
import { assertWord, contentHash } from "../../../standards/commitments.ts";
import { parseEvidencePackage } from "../../../standards/evidencePackage.ts";
import type { Hex, ModelId } from "../../../standards/hex.ts";
import type { Model } from "../../domain/model.ts";
import { InputWrongLengthError, ModelFileMissingError, ModelHashMismatchError } from "../errors.ts";
import { modelIdOf } from "../modelId.ts";
import type { BackendChoice } from "../tfjsBackend.ts";
import { cosine } from "./cosine.ts";
import { type Embedder, loadEmbedder } from "./embedder.ts";
import { parseRelevanceManifest, type RelevanceManifest, relevanceManifestHash } from "./manifest.ts";
import { createTokeniser } from "./sentencePieces.ts";

const DOMAIN = keccak256(toUtf8Bytes("theriac.texts.v1"));
/** Stands between the pieces of the criteria and those of the report. */
const BETWEEN = 0xffff;

/** The model as a node answers with it. */
export const createTextRelevance = (
  manifest: RelevanceManifest,
  { vocabulary, embed }: Pick<Embedder, "vocabulary" | "embed">,
): Model => {
  const tokenise = createTokeniser(vocabulary, manifest.pieces);
  const top = Math.floor(100 / manifest.stepPercent);
  return {
    id: modelIdOf(manifest.carrier.hash, relevanceManifestHash(manifest), manifest.flags) as ModelId,
    name: manifest.name,
    flags: manifest.flags,
    inputs: 2 * manifest.pieces + 1,
    outputs: 1,
    extract: (payload, asked) => {
      const { criteria, report } = parseEvidencePackage(payload, asked);
      return Int32Array.from([...tokenise(criteria.join(". ")), BETWEEN, ...tokenise(report)]);
    },
    commit: commitPieces,
    infer: async (x, signal) => {
      const [criteria, report] = await embed(textsIn(x), signal);
      if (criteria === undefined || report === undefined) throw new TypeError("Two texts have two vectors.");
      const steps = Math.round((100 * cosine(criteria, report)) / manifest.stepPercent);
      return Int32Array.of(Math.min(top, Math.max(0, steps)));
    },
    trace: () => new Uint8Array(),
    near: (scores) => {
      const own = scores[0] as number;
      const width = 2 * manifest.toleranceSteps + 1;
      return Array.from({ length: width }, (_, i) => own - manifest.toleranceSteps + i)
        .filter((step) => step >= 0 && step <= top)
        .map((step) => Int32Array.of(step));
    },
  };
};

/** A commitment of a domain of its own: no vector of a network opens it, so no court runs the carrier on it. */
const commitPieces = (x: Int32Array, salt: Hex): Hex =>
  keccak256(
    concat([DOMAIN, ...Array.from(x, (piece) => toBeHex(piece, 2)), assertWord("salt", salt)]),
  ) as Hex;

const textsIn = (x: Int32Array): readonly (readonly number[])[] => {
  const between = x.indexOf(BETWEEN);
  const texts = [Array.from(x.subarray(0, between)), Array.from(x.subarray(between + 1))];
  if (between < 1 || between === x.length - 1) throw new InputWrongLengthError(x.length, 3);
  return texts;
};

export type LoadRelevanceOptions = {
  /** Folder of the model, the one that holds artifacts/. */
  readonly folder: string;
  /** Folder of the encoder's files. */
  readonly encoder: string;
  readonly backend?: BackendChoice;
};

/** A text relevance that answers in this thread. */
export type LoadedRelevance = Model & { readonly backend: string; readonly dispose: () => void };

/** Loads the model; every file must have the hash that the manifest states. */
export const loadTextRelevance = async ({
  folder,
  encoder,
  backend = "auto",
}: LoadRelevanceOptions): Promise<LoadedRelevance> => {
  const manifest = await readRelevance(folder);
  const embedder = await loadEmbedder(encoder, manifest.embedder, backend);
  const { backend: got, dispose } = embedder;
  return { ...createTextRelevance(manifest, embedder), backend: got, dispose };
};

/** Reads the manifest, and checks that the registry's network is the one it names. */
export const readRelevance = async (folder: string): Promise<RelevanceManifest> => {
  const artifact = async (name: string): Promise<Buffer> => {
    const file = path.join(folder, "artifacts", name);
    return readFile(file).catch((cause: unknown) => {
      throw new ModelFileMissingError(file, cause);
    });
  };
  const manifest = parseRelevanceManifest((await artifact("manifest.json")).toString("utf8"));
  const carrier = contentHash(await artifact("network.q8p2"));
  if (carrier !== manifest.carrier.hash)
    throw new ModelHashMismatchError("carrier", manifest.carrier.hash, carrier);
  return manifest;
};

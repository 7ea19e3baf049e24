import type { Model } from "../../domain/model.ts";
import type { BackendChoice } from "../tfjsBackend.ts";
import { cosine } from "./cosine.ts";
import { type Embed, loadEmbedder } from "./embedder.ts";
import { createTokeniser } from "./sentencePieces.ts";
import { assertServed, createServing, type ServingRules } from "./serving.ts";
import { ServingAnswerError, ServingDiffersError } from "./servingErrors.ts";
import { createTextRelevance, readRelevance } from "./textRelevance.ts";

export type ServedRelevanceOptions = {
  readonly folder: string;
  readonly encoder: string;
  readonly serving: ServingRules;
  readonly backend: BackendChoice;
};

/** Two machines that run the same encoder are nearer than this; a step of the score is far wider. */
export const LEAST_COSINE = 0.999;
/** What is compared at the start: texts of the kind that is asked about, none of them anybody's. */
const PROBES = [
  "Sputum samples of 40 patients were cultured and the protocol was registered.",
  "The device was calibrated against a reference thermometer at five temperatures.",
  "A short text.",
];

/**
 * Text relevance whose encoder runs in TensorFlow Serving. Nothing tells what a server runs, so the encoder of the
 * stated hashes is run here once, and both must give the same vectors of a few texts.
 */
export const loadServedRelevance = async (options: ServedRelevanceOptions): Promise<Model> => {
  const manifest = await readRelevance(options.folder);
  await assertServed(options.serving);
  const embed = createServing(options.serving);
  const own = await loadEmbedder(options.encoder, manifest.embedder, options.backend);
  try {
    const tokenise = createTokeniser(own.vocabulary, manifest.pieces);
    await assertSameVectors(own.embed, embed, PROBES.map(tokenise));
    return createTextRelevance(manifest, { vocabulary: own.vocabulary, embed });
  } finally {
    own.dispose();
  }
};

/** Throws unless both give vectors that point the same way, text by text. */
export const assertSameVectors = async (
  own: Embed,
  served: Embed,
  texts: readonly (readonly number[])[],
): Promise<void> => {
  const [expected, given] = await Promise.all([own(texts), served(texts)]);
  expected.forEach((vector, text) => {
    const other = given[text];
    if (other?.length !== vector.length) throw new ServingAnswerError("its vectors have another length");
    const nearness = cosine(vector, other);
    if (!(nearness >= LEAST_COSINE)) throw new ServingDiffersError(text, nearness, LEAST_COSINE);
  });
};

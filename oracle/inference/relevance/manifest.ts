import { keccak256, toUtf8Bytes } from "ethers";
import { canonicalize } from "json-canonicalize";
import { z } from "zod";
import type { Hex } from "../../../standards/hex.ts";
import { ManifestInvalidError } from "../errors.ts";

const text = z.string().min(1).max(2000);
const hash = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/)]);

const manifestSchema = z.strictObject({
  kind: z.literal("relevance-manifest/1"),
  name: text,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  description: text,
  extractor: z.literal("evidence-texts/1"),
  flags: z.literal(0),
  /** Two machines answer nearly alike, never bit by bit. */
  arithmetic: z.literal("float32"),
  embedder: z.strictObject({
    package: text,
    graph: hash,
    vocabulary: hash,
    /** Of all weight files, in the order in which the graph names them. */
    weights: hash,
  }),
  /** Most pieces of one text that are looked at. */
  pieces: z.number().int().min(8).max(1024),
  /** The score is the cosine in steps of so many per cent, rounded to the nearest. */
  stepPercent: z.number().int().min(1).max(25),
  /** How many steps two honest machines may be apart. */
  toleranceSteps: z.number().int().min(0).max(2),
  /** What the registry holds instead of the embedder: a network that answers -1 whatever it is asked. */
  carrier: z.strictObject({ hash }),
  licence: text,
});

/** What a text relevance says about itself; its hash is part of the model's id. */
export type RelevanceManifest = z.infer<typeof manifestSchema>;

/** Reads a manifest. Strict: an unknown field would change the id in silence. */
export const parseRelevanceManifest = (json: string): RelevanceManifest => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new ManifestInvalidError("it is not JSON", { cause });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ManifestInvalidError(`${issue?.path.join(".") || "manifest"}: ${issue?.message}`);
};

/** keccak256 of the canonical JSON (RFC 8785). */
export const relevanceManifestHash = (manifest: RelevanceManifest): Hex =>
  keccak256(toUtf8Bytes(canonicalize(manifest))) as Hex;

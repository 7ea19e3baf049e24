import { keccak256, toUtf8Bytes } from "ethers";
import { canonicalize } from "json-canonicalize";
import { z } from "zod";
import type { Hex } from "../../standards/hex.ts";
import { ModelFlag } from "../../standards/inference.ts";
import { ManifestInvalidError } from "./errors.ts";
import { MOST_LAYERS, MOST_NEURONS } from "./network.ts";

const text = z.string().min(1).max(2000);
const hash = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/)]);
const safeInt = z.number().int();
const int32 = safeInt.min(-(2 ** 31)).max(2 ** 31 - 1);

const inputSchema = z.strictObject({
  name: text,
  decimals: safeInt.min(0).max(12),
  M: safeInt.min(2 ** 14).max(2 ** 15 - 1),
  C: safeInt,
  S: safeInt.min(1).max(45),
});

const manifestSchema = z.strictObject({
  kind: z.literal("model-manifest/1"),
  name: text,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  description: text,
  extractor: text,
  flags: safeInt.min(0).max(ModelFlag.PRIVATE_INPUT | ModelFlag.ABOUT_PEOPLE),
  network: z.strictObject({
    hash,
    dims: z
      .array(safeInt.min(1).max(MOST_NEURONS))
      .min(3)
      .max(MOST_LAYERS + 1),
  }),
  inputs: z.array(inputSchema).min(1).max(MOST_NEURONS),
  /** Names of the outputs where the largest score decides, the first of equals; `decision` then reads one of them. */
  classes: z.array(text).min(2).max(MOST_NEURONS).optional(),
  decision: z.strictObject({ output: safeInt.min(0), threshold: int32, meaning: text }),
  calibration: z.strictObject({
    scores: z.array(int32).min(2).max(256),
    basisPoints: z.array(safeInt.min(0).max(10_000)).min(2).max(256),
  }),
  vectors: z.strictObject({ hash, count: safeInt.min(1) }),
  training: z.strictObject({ script: text, seed: safeInt.min(0), dataHash: hash }),
  licence: text,
});

/** What a model says about itself; its hash is part of the model's id. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Reads a manifest. Strict: an unknown field is an error, because it would change the id in silence. */
export const parseManifest = (json: string): Manifest => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new ManifestInvalidError("it is not JSON", { cause });
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ManifestInvalidError(`${issue?.path.join(".") || "manifest"}: ${issue?.message}`);
  }
  assertCoherent(parsed.data);
  return parsed.data;
};

/** keccak256 of the canonical JSON (RFC 8785), whatever the layout of the file. */
export const manifestHash = (manifest: Manifest): Hex =>
  keccak256(toUtf8Bytes(canonicalize(manifest))) as Hex;

const assertCoherent = ({ network, inputs, classes, decision, calibration }: Manifest): void => {
  if (network.dims[0] !== inputs.length)
    throw new ManifestInvalidError("it does not name every input of the network", {
      context: { inputs: inputs.length, dims: network.dims[0] },
    });
  if (decision.output >= (network.dims.at(-1) as number))
    throw new ManifestInvalidError("its decision reads an output that the network does not have");
  if (classes !== undefined && classes.length !== network.dims.at(-1))
    throw new ManifestInvalidError("it does not name every output of the network");
  const { scores, basisPoints } = calibration;
  if (scores.length !== basisPoints.length || !rises(scores, 1) || !rises(basisPoints, 0))
    throw new ManifestInvalidError("its calibration table is not monotone");
};

const rises = (values: readonly number[], least: number): boolean =>
  values.every((value, i) => i === 0 || value - (values[i - 1] as number) >= least);

import { concat, id, Signature, TypedDataEncoder } from "ethers";
import { z } from "zod";
import type { Hex, ModelId } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";
import { bytes32, uint } from "./shapes.ts";

const basisPoints = z.number().int().min(0).max(10_000);

/** What is to be said of a model, in plain names: `models/<name>/artifacts/card.json`. */
export const cardStatement = z.strictObject({
  kind: z.literal("model-card/1"),
  /** keccak256 of card.md and of the data set. */
  cardHash: bytes32,
  datasetHash: bytes32,
  metric: z.string().min(1),
  metricBps: basisPoints,
  baseline: z.string().min(1),
  baselineBps: basisPoints,
  /** People behind the groups, and of them with the outcome. Zero where the data tell no groups apart. */
  size: uint(32),
  positives: uint(32),
  groups: z.array(
    z.strictObject({
      attribute: z.string().min(1),
      name: z.string().min(1),
      size: uint(32),
      positives: uint(32),
      truePositives: uint(32),
      falsePositives: uint(32),
    }),
  ),
});
export type CardStatement = z.infer<typeof cardStatement>;

/** How a model does on one group of people, as the registry takes it. */
export type GroupCounts = {
  readonly attributeHash: Hex;
  readonly nameHash: Hex;
  readonly size: number;
  readonly positives: number;
  readonly truePositives: number;
  readonly falsePositives: number;
};

/** What evaluators sign, beside the model's id. */
export type ModelCard = {
  readonly round: number;
  readonly validUntil: number;
  readonly cardHash: Hex;
  readonly datasetHash: Hex;
  readonly metricHash: Hex;
  readonly metricBps: number;
  readonly baselineBps: number;
  readonly groupsAssessable: boolean;
  readonly size: number;
  readonly positives: number;
  readonly groups: readonly GroupCounts[];
};

export const MODEL_CARD_TYPES: Record<string, { name: string; type: string }[]> = {
  ModelCard: [
    { name: "modelId", type: "bytes32" },
    { name: "round", type: "uint32" },
    { name: "validUntil", type: "uint40" },
    { name: "cardHash", type: "bytes32" },
    { name: "datasetHash", type: "bytes32" },
    { name: "metricHash", type: "bytes32" },
    { name: "metricBps", type: "uint16" },
    { name: "baselineBps", type: "uint16" },
    { name: "groupsAssessable", type: "bool" },
    { name: "size", type: "uint32" },
    { name: "positives", type: "uint32" },
    { name: "groups", type: "GroupCounts[]" },
  ],
  GroupCounts: [
    { name: "attributeHash", type: "bytes32" },
    { name: "nameHash", type: "bytes32" },
    { name: "size", type: "uint32" },
    { name: "positives", type: "uint32" },
    { name: "truePositives", type: "uint32" },
    { name: "falsePositives", type: "uint32" },
  ],
};

/** EIP-712 domain of the model registry. */
export const modelRegistryDomain = (chainId: number, registry: Hex): Eip712Domain => ({
  name: "ModelRegistry",
  version: "1",
  chainId,
  verifyingContract: registry,
});

const placeOf = ({ attributeHash, nameHash }: GroupCounts): bigint =>
  (BigInt(attributeHash) << 256n) | BigInt(nameHash);

/** A statement as the registry takes it: names hashed, groups in ascending order. */
export const toModelCard = (
  { metric, groups, cardHash, datasetHash, metricBps, baselineBps, size, positives }: CardStatement,
  round: number,
  validUntil: number,
): ModelCard => ({
  round,
  validUntil,
  cardHash,
  datasetHash,
  metricHash: id(metric) as Hex,
  metricBps,
  baselineBps,
  groupsAssessable: groups.length > 0,
  size,
  positives,
  groups: groups
    .map(({ attribute, name, ...counts }) => ({
      attributeHash: id(attribute) as Hex,
      nameHash: id(name) as Hex,
      ...counts,
    }))
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
});

/** The digest an evaluator signs. */
export const modelCardDigest = (domain: Eip712Domain, modelId: ModelId, card: ModelCard): Hex =>
  TypedDataEncoder.hash(domain, MODEL_CARD_TYPES, { modelId, ...card }) as Hex;

/** Signature bytes for submitCard: r and yParityAndS (EIP-2098) of each evaluator, ascending by address. */
export const encodeEvaluations = (
  evaluations: readonly { readonly evaluator: Hex; readonly signature: Hex }[],
): Hex =>
  concat(
    [...evaluations]
      .sort((a, b) => (BigInt(a.evaluator) < BigInt(b.evaluator) ? -1 : 1))
      .map(({ signature }) => Signature.from(signature).compactSerialized),
  ) as Hex;

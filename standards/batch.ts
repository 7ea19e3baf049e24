// Many answers under one signed root, as contracts/libraries/MerkleRoot.sol computes it.
import { AbiCoder, concat, dataLength, keccak256, TypedDataEncoder } from "ethers";
import type { ConfigDigest, Hex, RequestId } from "./hex.ts";
import type { Eip712Domain, InferenceRequest } from "./inference.ts";

/** Most answers in one batch. */
export const MAX_BATCH = 1024;

/** What a committee says of one request of a batch. */
export type BatchedAnswer = {
  readonly requester: Hex;
  readonly request: InferenceRequest;
  readonly requestId: RequestId;
  readonly consentVersion: number;
  readonly output: Hex;
  readonly outputHash: Hex;
};

/** What operators sign for a batch. */
export type SignedBatch = {
  readonly root: Hex;
  readonly answers: number;
  readonly configDigest: ConfigDigest;
  readonly observedBlock: number;
};

export const BATCH_REPORT_TYPES: Record<string, { name: string; type: string }[]> = {
  BatchReport: [
    { name: "root", type: "bytes32" },
    { name: "answers", type: "uint16" },
    { name: "configDigest", type: "bytes32" },
    { name: "observedBlock", type: "uint64" },
  ],
};

/** Leaf of one answer. */
export const batchLeaf = ({
  requestId,
  outputHash,
  consentVersion,
}: Pick<BatchedAnswer, "requestId" | "outputHash" | "consentVersion">): Hex =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "bytes32", "uint40"],
      [requestId, outputHash, consentVersion],
    ),
  ) as Hex;

/** Root of at least one leaf: neighbours hashed together, the smaller first; an odd one out is carried up. */
export const merkleRoot = (leaves: readonly Hex[]): Hex => {
  const [first] = leaves;
  if (first === undefined || leaves.length > MAX_BATCH) {
    throw new RangeError(`A batch has 1 to ${MAX_BATCH} leaves, not ${leaves.length}.`);
  }
  return leaves.length === 1 ? first : merkleRoot(parentsOf(leaves));
};

/** Siblings of the leaf at `index`, from the bottom up, as OpenZeppelin's MerkleProof takes them. */
export const merkleProof = (leaves: readonly Hex[], index: number): Hex[] => {
  if (leaves.length <= 1) return [];
  const sibling = leaves[index ^ 1];
  const above = merkleProof(parentsOf(leaves), index >> 1);
  return sibling === undefined ? above : [sibling, ...above];
};

/** The same for every leaf at once: what is hashed for one is hashed for all. */
export const merkleProofs = (leaves: readonly Hex[]): Hex[][] => {
  const levels: (readonly Hex[])[] = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) level = parentsOf(level);
  return leaves.map((_, index) =>
    levels.flatMap((level, height) => {
      const sibling = level[(index >> height) ^ 1];
      return sibling === undefined ? [] : [sibling];
    }),
  );
};

/** The EIP-712 preimage of a batch; an operator signs its keccak256. */
export const batchPreimage = (domain: Eip712Domain, batch: SignedBatch): Hex =>
  TypedDataEncoder.encode(domain, BATCH_REPORT_TYPES, batch) as Hex;

/** The digest an operator signs for a batch. */
export const batchDigest = (domain: Eip712Domain, batch: SignedBatch): Hex =>
  keccak256(batchPreimage(domain, batch)) as Hex;

/** Entries and outputs as `fulfilBatch` takes them. */
export const packBatch = (answers: readonly BatchedAnswer[]) => ({
  entries: answers.map(({ requester, consentVersion, output, request }) => ({
    requester,
    consentVersion,
    outputSize: dataLength(output),
    request,
  })),
  outputs: concat(answers.map(({ output }) => output)) as Hex,
});

const parentsOf = (level: readonly Hex[]): Hex[] =>
  Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => {
    const [left, right] = [level[2 * i] as Hex, level[2 * i + 1]];
    return right === undefined ? left : pair(left, right);
  });

const pair = (a: Hex, b: Hex): Hex =>
  keccak256(BigInt(a) < BigInt(b) ? concat([a, b]) : concat([b, a])) as Hex;

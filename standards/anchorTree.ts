// Many commitments under one root; what IRecordRegistry verifies.
//
//   leaf = keccak256(keccak256(abi.encode(uint256 index, bytes32 commitment))), sorted pairs
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { assertWord } from "./commitments.ts";
import type { Hex } from "./hex.ts";
import { AnchorIndexError, CommitmentRepeatedError } from "./recordErrors.ts";

/** An anchor's root, and what each record needs to prove its place. */
export type AnchorTree = {
  readonly root: Hex;
  readonly count: number;
  readonly proofOf: (index: number) => Hex[];
};

const LEAF = ["uint256", "bytes32"];
/** The contract counts in 24 bits. */
export const MOST_RECORDS = 2 ** 24 - 1;

const assertDistinct = (commitments: readonly Hex[]): void => {
  const seen = new Map<string, number>();
  commitments.forEach((commitment, index) => {
    const first = seen.get(commitment.toLowerCase());
    if (first !== undefined) throw new CommitmentRepeatedError(first, index);
    seen.set(commitment.toLowerCase(), index);
  });
};

/** Puts commitments under one root, each at its index in the list. */
export const buildAnchorTree = (commitments: readonly Hex[]): AnchorTree => {
  const count = commitments.length;
  if (count === 0 || count > MOST_RECORDS) throw new AnchorIndexError(0, count);
  assertDistinct(commitments);
  const leaves = commitments.map((commitment, index) => [index, assertWord("commitment", commitment)]);
  const tree = StandardMerkleTree.of(leaves, LEAF, { sortLeaves: false });
  return {
    root: tree.root as Hex,
    count,
    proofOf: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count) throw new AnchorIndexError(index, count);
      return tree.getProof(index) as Hex[];
    },
  };
};

/** Whether the proof shows the commitment at that index under the root. The contract also knows the count. */
export const isAnchored = (
  { root, count }: Pick<AnchorTree, "root" | "count">,
  index: number,
  commitment: Hex,
  proof: readonly Hex[],
): boolean =>
  Number.isInteger(index) &&
  index >= 0 &&
  index < count &&
  StandardMerkleTree.verify(root, LEAF, [index, commitment], [...proof]);

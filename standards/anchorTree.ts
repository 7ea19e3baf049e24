// Many commitments under one root, each at its place; what contracts/libraries/AnchorTree.sol verifies.
//
//   leaf(index, commitment) = keccak256(keccak256(abi.encode(uint256 index, bytes32 commitment)))
//   node(left, right)       = keccak256(left ‖ right), in this order
//
// The tree is full, places past the last hold zero. Bit i of an index says on which side of its neighbour the node at
// level i stands, and the count says how many levels there are: under one root a place has room for one commitment only.
import { AbiCoder, concat, isHexString, keccak256 } from "ethers";
import { assertWord } from "./commitments.ts";
import { type Hex, ZERO_HASH } from "./hex.ts";
import { AnchorIndexError, CommitmentRepeatedError } from "./recordErrors.ts";

/** An anchor's root, and what each record needs to prove its place. */
export type AnchorTree = {
  readonly root: Hex;
  readonly count: number;
  readonly proofOf: (index: number) => Hex[];
};

/** The contract counts in 24 bits. */
export const MOST_RECORDS = 2 ** 24 - 1;

const isPlace = (index: number, count: number): boolean =>
  Number.isInteger(index) && index >= 0 && index < count;

const leafOf = (index: number, commitment: Hex): Hex =>
  keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "bytes32"], [index, commitment]))) as Hex;

const nodeOf = (left: Hex, right: Hex): Hex => keccak256(concat([left, right])) as Hex;

/** The least d with 2^d >= count. */
const depthOf = (count: number): number => 32 - Math.clz32(count - 1);

/** One level's nodes, and the node above empty places alone, which stands for all that are not listed. */
type Level = { readonly nodes: readonly Hex[]; readonly empty: Hex };

const above = ({ nodes, empty }: Level): Level => ({
  nodes: Array.from({ length: Math.ceil(nodes.length / 2) }, (_, i) =>
    nodeOf(nodes[2 * i] ?? empty, nodes[2 * i + 1] ?? empty),
  ),
  empty: nodeOf(empty, empty),
});

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
  const leaves = commitments.map((commitment, index) => leafOf(index, assertWord("commitment", commitment)));
  const below: Level[] = [];
  let top: Level = { nodes: leaves, empty: ZERO_HASH };
  while (below.length < depthOf(count)) {
    below.push(top);
    top = above(top);
  }
  return {
    root: top.nodes[0] as Hex,
    count,
    proofOf: (index) => {
      if (!isPlace(index, count)) throw new AnchorIndexError(index, count);
      return below.map(({ nodes, empty }, level) => nodes[(index >> level) ^ 1] ?? empty);
    },
  };
};

/** Whether the proof shows the commitment at that place under the root of a tree of so many. */
export const isAnchored = (
  { root, count }: Pick<AnchorTree, "root" | "count">,
  index: number,
  commitment: Hex,
  proof: readonly Hex[],
): boolean => {
  if (!isPlace(index, count) || count > MOST_RECORDS || proof.length !== depthOf(count)) return false;
  if (![commitment, ...proof].every((word) => isHexString(word, 32))) return false;
  const top = proof.reduce(
    (node, neighbour, level) =>
      ((index >> level) & 1) === 0 ? nodeOf(node, neighbour) : nodeOf(neighbour, node),
    leafOf(index, commitment),
  );
  return top === root.toLowerCase();
};

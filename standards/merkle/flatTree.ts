// A binary tree of sorted pairs in one run of bytes, laid out as @openzeppelin/merkle-tree does it: the root is node 0,
// the children of node i are 2i + 1 and 2i + 2, and leaf i is the i-th node from the end.
//
//   node = keccak256(min(left, right) ‖ max(left, right))
import type { Hex } from "../hex.ts";
import { readWord } from "./hexBytes.ts";
import type { Keccak } from "./keccak.ts";

const WORD = 32;

/** 64 bytes a leaf. */
export type FlatTree = {
  readonly root: Hex;
  /** Siblings of a leaf and of all above it, from the leaf up. The index is the caller's to check. */
  readonly proofOf: (index: number) => Hex[];
};

/** Which of two nodes of a tree comes first: below zero for the left one. */
const compare = (nodes: Uint8Array, left: number, right: number): number => {
  for (let i = 0; i < WORD; i++) {
    const difference = (nodes[left + i] ?? 0) - (nodes[right + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Hashes pairs from the last to the root. The two children of a node lie side by side: only unsorted ones are copied. */
const hashPairs = (nodes: Uint8Array, leaves: number, keccak: Keccak): void => {
  const pair = new Uint8Array(2 * WORD);
  for (let node = leaves - 2; node >= 0; node--) {
    const left = (2 * node + 1) * WORD;
    const right = left + WORD;
    const isSorted = compare(nodes, left, right) <= 0;
    pair.set(nodes.subarray(isSorted ? left : right, (isSorted ? left : right) + WORD), 0);
    pair.set(nodes.subarray(isSorted ? right : left, (isSorted ? right : left) + WORD), WORD);
    nodes.set(keccak(pair), node * WORD);
  }
};

/** Builds the tree over as many leaves, at least one; `leafOf` gives their 32 bytes. */
export const buildFlatTree = (
  leaves: number,
  leafOf: (index: number) => Uint8Array,
  keccak: Keccak,
): FlatTree => {
  const last = 2 * leaves - 2;
  const nodes = new Uint8Array((last + 1) * WORD);
  for (let i = 0; i < leaves; i++) nodes.set(leafOf(i), (last - i) * WORD);
  hashPairs(nodes, leaves, keccak);
  return {
    root: readWord(nodes, 0),
    proofOf: (index) => {
      const proof: Hex[] = [];
      for (let node = last - index; node > 0; node = Math.floor((node - 1) / 2))
        proof.push(readWord(nodes, (node % 2 === 1 ? node + 1 : node - 1) * WORD));
      return proof;
    },
  };
};

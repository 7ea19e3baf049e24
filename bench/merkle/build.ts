// One build in a process of its own: `build.ts ours|openzeppelin COUNT` prints what it took as one line of JSON.
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { AbiCoder, keccak256 } from "ethers";
import { decodeUnitTree, encodeUnitTree } from "../../standards/merkle/unitTreeFile.ts";
import { lotIdOf, streamUnitTree } from "../../standards/units.ts";
import { LOT, makeUnits } from "./subjects.ts";

/** What one process measured. Times in milliseconds, memory in bytes above what the process took before. */
export type Built = {
  readonly root: string;
  /** Units hashed, checked and put under a root. */
  readonly buildMs: number;
  /** The tree alone, from hashes of units. */
  readonly treeMs: number;
  readonly proofMs: number;
  readonly peakBytes: number;
  readonly retainedBytes: number;
  readonly proofs: readonly (readonly string[])[];
};

const MOST_PROOFS = 1_000;
const SHOWN_PROOFS = 5;

/** Memory in use when all that can be let go was. */
const settledBytes = (): number => {
  if (globalThis.gc === undefined) throw new TypeError("Run with --expose-gc.");
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** The greatest resident set so far. */
const peakBytes = (): number => process.resourceUsage().maxRSS * 1024;

const timed = async <T>(work: () => T | Promise<T>): Promise<[T, number]> => {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
};

/** Every so many-th pack, the whole lot over. */
const sampled = (count: number): number[] => {
  const step = Math.max(1, Math.floor(count / MOST_PROOFS));
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
};

type Provable = { readonly root: string; readonly proofOf: (index: number) => readonly string[] };

const measure = async (
  count: number,
  build: () => Promise<{ tree: Provable; treeMs: () => Promise<number> }>,
): Promise<Built> => {
  const [before, peakBefore] = [settledBytes(), peakBytes()];
  const [{ tree, treeMs }, buildMs] = await timed(build);
  const peak = peakBytes() - peakBefore;
  const retained = settledBytes() - before;
  const indices = sampled(count);
  const [, allProofsMs] = await timed(() => {
    for (const index of indices) tree.proofOf(index);
  });
  return {
    root: tree.root,
    buildMs,
    treeMs: await treeMs(),
    proofMs: allProofsMs / indices.length,
    peakBytes: peak,
    retainedBytes: retained,
    proofs: indices.slice(-SHOWN_PROOFS).map((index) => tree.proofOf(index)),
  };
};

const ours = (count: number): Promise<Built> =>
  measure(count, async () => {
    const tree = await streamUnitTree(LOT, makeUnits(count));
    const treeMs = async () => {
      const bytes = encodeUnitTree({ lotId: lotIdOf(LOT.gtin, LOT.lot), tree });
      return (await timed(() => decodeUnitTree(bytes)))[1];
    };
    return { tree, treeMs };
  });

/** The library and the ABI coder, as their users put them together; serials are not even compared. */
const openZeppelin = (count: number): Promise<Built> =>
  measure(count, async () => {
    const types = ["uint64", "string", "string", "uint32", "bytes32"];
    const leaves: [number, string][] = [];
    for (const { serial, salt } of makeUnits(count)) {
      const encoded = AbiCoder.defaultAbiCoder().encode(types, [LOT.gtin, serial, LOT.lot, LOT.expiry, salt]);
      leaves.push([leaves.length, keccak256(encoded)]);
    }
    const [tree, treeMs] = await timed(() =>
      StandardMerkleTree.of(leaves, ["uint32", "bytes32"], { sortLeaves: false }),
    );
    const provable = { root: tree.root, proofOf: (index: number) => tree.getProof(index) };
    return { tree: provable, treeMs: async () => treeMs };
  });

const [who, given] = process.argv.slice(2);
console.log(JSON.stringify(await (who === "ours" ? ours : openZeppelin)(Number(given))));

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Built } from "./build.ts";

/** What the run must reach at full size. */
export const TARGETS = { timesFaster: 5, bytesALeaf: 200, proofMs: 1 } as const;

const BUILD = path.join(import.meta.dirname, "build.ts");
const HEAP_MB = 6_144;
const LIMIT_MS = 60 * 60_000;
const MOST_OUTPUT = 2 ** 20;

const buildApart = async (who: "ours" | "openzeppelin", count: number): Promise<Built> => {
  const args = ["--expose-gc", `--max-old-space-size=${HEAP_MB}`, "--import", "tsx", BUILD, who, `${count}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    timeout: LIMIT_MS,
    maxBuffer: MOST_OUTPUT,
  });
  return JSON.parse(stdout) as Built;
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const described = ({ buildMs, treeMs, proofMs, peakBytes, retainedBytes }: Built, units: number) => ({
  buildSeconds: rounded(buildMs / 1000, 2),
  treeSeconds: rounded(treeMs / 1000, 2),
  proofMs: rounded(proofMs, 4),
  peakBytesALeaf: Math.round(peakBytes / units),
  retainedBytesALeaf: Math.round(retainedBytes / units),
});

/** Builds one lot by both, one after the other, each in a process of its own. */
export const compareBuilds = async (units: number, progress: (line: string) => void) => {
  progress(`building ${units} units with ours`);
  const ours = await buildApart("ours", units);
  progress(`building ${units} units with @openzeppelin/merkle-tree`);
  const theirs = await buildApart("openzeppelin", units);
  const agree = ours.root === theirs.root && JSON.stringify(ours.proofs) === JSON.stringify(theirs.proofs);
  return {
    units,
    root: ours.root,
    agree,
    ours: described(ours, units),
    openzeppelin: described(theirs, units),
    timesFaster: rounded(theirs.buildMs / ours.buildMs, 1),
    treeTimesFaster: rounded(theirs.treeMs / ours.treeMs, 1),
    targets: TARGETS,
  };
};

export type Comparison = Awaited<ReturnType<typeof compareBuilds>>;

/** Which targets a run misses, in words. */
export const missed = ({ agree, ours, timesFaster, treeTimesFaster }: Comparison): string[] => [
  ...(agree ? [] : ["roots or proofs differ"]),
  ...(timesFaster < TARGETS.timesFaster ? [`only ${timesFaster} times as fast`] : []),
  ...(treeTimesFaster < TARGETS.timesFaster ? [`the tree alone only ${treeTimesFaster} times as fast`] : []),
  ...(ours.retainedBytesALeaf > TARGETS.bytesALeaf ? [`keeps ${ours.retainedBytesALeaf} bytes a leaf`] : []),
  ...(ours.peakBytesALeaf > TARGETS.bytesALeaf
    ? [`takes ${ours.peakBytesALeaf} bytes a leaf at its peak`]
    : []),
  ...(ours.proofMs > TARGETS.proofMs ? [`a proof takes ${ours.proofMs} ms`] : []),
];

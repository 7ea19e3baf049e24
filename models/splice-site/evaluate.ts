import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import { parseManifest } from "../../oracle/inference/manifest.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { decodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { type InputQuantiser, quantiseInput } from "../../oracle/inference/quantiseInput.ts";
import { type ClassScores, classFigures, softmax } from "../training/classes.ts";
import type { Fold } from "../training/crossValidate.ts";
import { ModelDataError } from "../training/errors.ts";
import { expectData } from "../training/expectData.ts";
import type { FoldsFile } from "../training/heldOutFigures.ts";
import { FOLDER, readDataset, rowsOf, rowsWithout, type SpliceData } from "./dataset.ts";
import { SPLICE_CLASSES } from "./features.ts";
import { dearest, fallByPosition } from "./mutagenesis.ts";

const DONOR = 0;
const ACCEPTOR = 1;
const CORE = { first: 28, last: 34 } as const;
const TOP = 6;

/** What answers a window. */
export type Answering = {
  readonly inputs: readonly InputQuantiser[];
  readonly network: Network;
  /** A raw score times this is a logit. */
  readonly outScale: number;
};

/** Logits of rows. */
export const logitsOf = ({ inputs, network, outScale }: Answering, raw: SpliceData["raw"]): ClassScores => {
  const run = createInt32Executor(network);
  return raw.map((bits) => Array.from(run(quantiseInput(bits, inputs)), (score) => score * outScale));
};

/** Logits of every row of the folds, by the network that left it out, and those rows. */
export const foldLogits = (
  folds: readonly Fold[],
  { raw }: SpliceData,
): { rows: readonly number[]; logits: ClassScores } => ({
  rows: folds.flatMap(({ heldOut }) => heldOut),
  logits: folds.flatMap(({ heldOut, inputs, network, outScale }) => {
    const file = Uint8Array.from(Buffer.from(network, "base64"));
    const answering = { inputs, network: decodeNetworkFile(file), outScale };
    return logitsOf(
      answering,
      heldOut.map((row) => raw[row] as SpliceData["raw"][number]),
    );
  }),
});

/** Figures of cross-validation from logits of its rows, and of the hold-out from logits of its own. */
export const figuresOf = (
  data: SpliceData,
  { rows, logits }: { readonly rows: readonly number[]; readonly logits: ClassScores },
  heldOut: ClassScores,
): Record<string, number> => ({
  ...classFigures("CV", logits.map(softmax), rowsOf(data, rows).labels, SPLICE_CLASSES),
  ...classFigures("hold-out", heldOut.map(softmax), rowsOf(data, data.heldOut).labels, SPLICE_CLASSES),
});

/** The positions whose mutation costs held-out sites of these classes most, the dearest first. */
export const dearestPositions = (
  data: SpliceData,
  shipped: Answering,
  classes: readonly number[] = [DONOR, ACCEPTOR],
): readonly number[] => {
  const sites = rowsOf(
    data,
    data.heldOut.filter((row) => classes.includes(data.labels[row] as number)),
  );
  return dearest(fallByPosition(shipped, sites.windows, sites.labels)).slice(0, TOP);
};

/** All figures of the quantised network. */
export const quantisedFigures = (
  data: SpliceData,
  folds: readonly Fold[],
  shipped: Answering,
): Record<string, number> => {
  const inCore = (positions: readonly number[]): number =>
    positions.filter((at) => at >= CORE.first && at <= CORE.last).length;
  return {
    ...figuresOf(data, foldLogits(folds, data), logitsOf(shipped, rowsOf(data, data.heldOut).raw)),
    "of 6 dearest positions of donors, in 28 to 34": inCore(dearestPositions(data, shipped, [DONOR])),
    "of 6 dearest positions of all sites, in 28 to 34": inCore(dearestPositions(data, shipped)),
  };
};

/** The committed network, as it answers. */
export const readShipped = async (): Promise<Answering> => {
  const read = (name: string): Promise<Buffer> => readFile(path.join(FOLDER, "artifacts", name));
  const { outScale } = JSON.parse((await read("float.json")).toString("utf8")) as { outScale: number };
  const { inputs } = parseManifest((await read("manifest.json")).toString("utf8"));
  return { inputs, outScale, network: decodeNetworkFile(Uint8Array.from(await read("network.q8p2"))) };
};

/** Recomputes the quantised figures from the committed rows and networks. */
export const evaluate = async (): Promise<Record<string, number>> => {
  const data = await readDataset();
  await expectData(FOLDER, data.dataHash);
  const { folds } = JSON.parse(
    await readFile(path.join(FOLDER, "artifacts", "folds.json"), "utf8"),
  ) as FoldsFile;
  const trained = new Set(rowsWithout(data, data.heldOut));
  if (!folds.every(({ heldOut }) => heldOut.every((row) => trained.has(row))))
    throw new ModelDataError("A fold holds a row of the hold-out.");
  return quantisedFigures(data, folds, await readShipped());
};

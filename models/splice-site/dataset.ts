import { readFile } from "node:fs/promises";
import path from "node:path";
import { contentHash } from "../../standards/commitments.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Dataset } from "../training/crossValidate.ts";
import { parseCsv } from "../training/csv.ts";
import { ModelDataError } from "../training/errors.ts";
import { createRandom, stratifiedFolds } from "../training/random.ts";
import { bitsOf, SPLICE_CLASSES, SPLICE_FEATURES, spliceWindow, WINDOW_LENGTH } from "./features.ts";

export const FOLDER: string = import.meta.dirname;
const BASE_OF_BITS: Readonly<Record<string, string>> = { "100": "A", "010": "C", "001": "G", "000": "T" };
// Bits deviate by less than one: with three decimals the quantiser still resolves them.
const DECIMALS = 3;
const HOLDOUT_SEED = 7;
const HOLDOUT_PARTS = 5;

export type SpliceData = Dataset & {
  readonly dataHash: Hex;
  readonly windows: readonly string[];
  /** Rows that no committed network, and no baseline, was ever trained on. */
  readonly heldOut: readonly number[];
};

/** The committed rows: label 0 donor, 1 acceptor, 2 neither. */
export const readDataset = async (): Promise<SpliceData> => {
  const file = await readFile(path.join(FOLDER, "data", "splice.csv"));
  const table = parseCsv(file.toString("utf8"));
  if (table.columns.length !== SPLICE_FEATURES.length || !table.labels.every(isClass))
    throw new ModelDataError("The data set has other columns or labels.");
  const windows = table.rows.map(decode);
  const raw = windows.map(bitsOf);
  return {
    dataHash: contentHash(file),
    windows,
    columns: SPLICE_FEATURES.map((name) => ({ name, decimals: DECIMALS })),
    raw,
    rows: raw.map((bits) => bits.map(Number)),
    labels: table.labels,
    heldOut: stratifiedFolds(table.labels, HOLDOUT_PARTS, createRandom(HOLDOUT_SEED))[0] as number[],
  };
};

/** Some rows of a data set, in their order. */
export const rowsOf = (data: SpliceData, rows: readonly number[]): SpliceData => {
  const pick = <T>(values: readonly T[]): readonly T[] => rows.map((row) => values[row] as T);
  const { windows, raw, rows: numbers, labels } = data;
  const picked = { windows: pick(windows), raw: pick(raw), rows: pick(numbers), labels: pick(labels) };
  return { ...data, ...picked };
};

/** The rows that are left when some are taken out. */
export const rowsWithout = ({ labels }: SpliceData, taken: readonly number[]): readonly number[] => {
  const out = new Set(taken);
  return labels.flatMap((_, row) => (out.has(row) ? [] : [row]));
};

/** A window as the payload that a hospital would encrypt. */
export const windowPayload = (bases: string): Uint8Array =>
  Uint8Array.from(Buffer.from(JSON.stringify(spliceWindow(bases))));

const isClass = (label: number): boolean => SPLICE_CLASSES[label] !== undefined;

const decode = (bits: readonly string[], row: number): string =>
  Array.from({ length: WINDOW_LENGTH }, (_, position) => {
    const base = BASE_OF_BITS[bits.slice(3 * position, 3 * position + 3).join("")];
    if (base === undefined) throw new ModelDataError("Three bits stand for no base.", { row, position });
    return base;
  }).join("");

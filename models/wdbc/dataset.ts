import { readFile } from "node:fs/promises";
import path from "node:path";
import { contentHash } from "../../standards/commitments.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Dataset } from "../training/crossValidate.ts";
import { decimalsOf, parseCsv } from "../training/csv.ts";
import { ModelDataError } from "../training/errors.ts";
import { WDBC_FEATURES } from "./features.ts";

export const FOLDER: string = import.meta.dirname;

/** The committed rows: thirty decimal strings each, label 1 where malignant. */
export const readDataset = async (): Promise<Dataset & { readonly dataHash: Hex }> => {
  const file = await readFile(path.join(FOLDER, "data", "wdbc.csv"));
  const table = parseCsv(file.toString("utf8"));
  if (table.columns.join() !== WDBC_FEATURES.join())
    throw new ModelDataError("The data set has other columns.");
  const decimals = decimalsOf(table);
  return {
    dataHash: contentHash(file),
    columns: table.columns.map((name, j) => ({ name, decimals: decimals[j] as number })),
    raw: table.rows,
    rows: table.rows.map((row) => row.map(Number)),
    labels: table.labels,
  };
};

/** A row as the payload that a hospital would encrypt. */
export const rowPayload = (values: readonly string[]): Uint8Array =>
  Uint8Array.from(Buffer.from(JSON.stringify({ kind: "wdbc-row/1", values })));

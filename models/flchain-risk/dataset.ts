import { readFile } from "node:fs/promises";
import path from "node:path";
import { contentHash } from "../../standards/commitments.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Dataset } from "../training/crossValidate.ts";
import { decimalsOf, parseCsv } from "../training/csv.ts";
import { ModelDataError } from "../training/errors.ts";
import type { GroupOf } from "../training/groups.ts";
import { FLCHAIN_COLUMNS, FLCHAIN_FEATURES, type FlchainRow, featuresOfRow } from "./features.ts";

const FILE = path.join(import.meta.dirname, "data", "flchain10y.csv");
const BANDS = ["50-59", "60-69", "70-79", "80 and over"] as const;

export type FlchainData = Dataset & {
  readonly dataHash: Hex;
  readonly people: readonly FlchainRow[];
  /** By what people are told apart, and into which group each row falls. */
  readonly groupings: Readonly<Record<string, GroupOf>>;
};

/** The band that an age belongs to. */
export const ageBand = (age: number): string =>
  BANDS[Math.min(Math.floor(age / 10) - 5, BANDS.length - 1)] as string;

const personOf = (cells: readonly string[]): FlchainRow => {
  const named = Object.fromEntries(FLCHAIN_COLUMNS.map((name, j) => [name, cells[j] as string]));
  return { ...named, creatinine: named.creatinine || null } as FlchainRow;
};

/** The committed rows, label 1 where the person died within ten years. */
export const readDataset = async (): Promise<FlchainData> => {
  const file = await readFile(FILE);
  const table = parseCsv(file.toString("utf8"));
  if (table.columns.join() !== FLCHAIN_COLUMNS.join())
    throw new ModelDataError("The data set has other columns.");
  const decimals = [...decimalsOf(table), 0];
  const people = table.rows.map(personOf);
  const raw = people.map(featuresOfRow);
  return {
    dataHash: contentHash(file),
    people,
    columns: FLCHAIN_FEATURES.map((name, j) => ({ name, decimals: decimals[j] as number })),
    raw,
    rows: raw.map((row) => row.map((value) => (value === null ? Number.NaN : Number(value)))),
    labels: table.labels,
    groupings: {
      age: (row) => ageBand(Number(people[row]?.age)),
      sex: (row) => (people[row]?.sex === "0" ? "women" : "men"),
    },
  };
};

/** A row as the payload that a hospital would encrypt. */
export const rowPayload = (row: FlchainRow): Uint8Array =>
  Uint8Array.from(Buffer.from(JSON.stringify({ kind: "flchain-row/1", ...row })));

import { ModelDataError } from "./errors.ts";

/** A table of decimal strings with a numeric label in the last column. */
export type Table = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly labels: readonly number[];
};

export const parseCsv = (text: string): Table => {
  const [header = [], ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const ragged = lines.findIndex((line) => line.length !== header.length);
  if (ragged !== -1)
    throw new ModelDataError("A row of the table has another number of cells than its header.", {
      row: ragged + 2,
    });
  return {
    columns: header.slice(0, -1),
    rows: lines.map((line) => line.slice(0, -1)),
    labels: lines.map((line) => Number(line.at(-1))),
  };
};

/** The most digits after the point that any row has in each column. */
export const decimalsOf = ({ columns, rows }: Table): readonly number[] =>
  columns.map((_, j) => Math.max(...rows.map((row) => row[j]?.split(".")[1]?.length ?? 0)));

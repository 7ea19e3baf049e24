import type { Target } from "./targets.ts";

/** One operation as measured, beside its peers. */
export type Row = Target & { readonly gas: number; readonly peers: Readonly<Record<string, number>> };

/** An operation above its target, and the figure up to which docs/gas.md explains it. */
export type Excess = { readonly row: Row; readonly explainedTo: number | undefined };

/** Random bytes of hashes and signatures that happen to be zero move a figure by this much. */
const NOISE = 60;

/** Figures that docs/gas.md explains: headings such as `### report.t2: 55,120`. */
export const explanations = (markdown: string): ReadonlyMap<string, number> =>
  new Map(
    [...markdown.matchAll(/^### ([\w.]+): ([\d,]+)\s*$/gm)].map(([, name = "", figure = ""]) => [
      name,
      Number(figure.replaceAll(",", "")),
    ]),
  );

/** Operations above their target that no explanation covers. */
export const unexplained = (rows: readonly Row[], markdown: string): Excess[] => {
  const explained = explanations(markdown);
  return rows
    .filter(({ gas, target }) => gas > target)
    .map((row) => ({ row, explainedTo: explained.get(row.name) }))
    .filter(({ row, explainedTo }) => explainedTo === undefined || row.gas > explainedTo + NOISE);
};

const grouped = (gas: number): string => gas.toLocaleString("en-US");

const bestOf = (peers: Readonly<Record<string, number>>): string => {
  const [best] = Object.entries(peers).sort(([, a], [, b]) => a - b);
  return best === undefined ? "none" : `${best[0]} ${grouped(best[1])}`;
};

/** A table for people. The best live peer is shown; every other figure is in the JSON. */
export const table = (rows: readonly Row[]): string => {
  const cells = rows.map((row) => [
    row.name,
    grouped(row.gas),
    grouped(row.target),
    (row.gas / row.target).toFixed(2),
    grouped(row.floor),
    bestOf(row.peers),
  ]);
  const head = ["operation", "gas", "target", "ratio", "floor", "best peer in this run"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === 5 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n");
};

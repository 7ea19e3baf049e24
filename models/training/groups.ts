import { z } from "zod";
import { auc, round4 } from "./metrics.ts";

/** Name of the group that a row falls into. */
export type GroupOf = (row: number) => string;

const count = z.number().int().min(0);
const groupSchema = z.strictObject({
  size: count,
  positives: count,
  truePositives: count,
  falsePositives: count,
  auc: z.number(),
});
export const groupsSchema = z.record(z.string(), z.record(z.string(), groupSchema));

/** How a model does on one group of people, on rows it was not trained on. */
export type GroupFigures = z.infer<typeof groupSchema>;
/** Attribute, then group. */
export type Groups = z.infer<typeof groupsSchema>;

/** Counts every group of every attribute. `decisions` are what the quantised network says of rows it did not see. */
export const countGroups = (
  groupings: Readonly<Record<string, GroupOf>>,
  logits: readonly number[],
  decisions: readonly boolean[],
  labels: readonly number[],
): Groups =>
  Object.fromEntries(
    Object.entries(groupings).map(([attribute, groupOf]) => {
      const rowsOf = new Map<string, number[]>();
      labels.forEach((_, row) => {
        rowsOf.set(groupOf(row), [...(rowsOf.get(groupOf(row)) ?? []), row]);
      });
      const names = [...rowsOf.keys()].sort();
      const figures = names.map((name) => [
        name,
        countRows(rowsOf.get(name) ?? [], logits, decisions, labels),
      ]);
      return [attribute, Object.fromEntries(figures)];
    }),
  );

const countRows = (
  rows: readonly number[],
  logits: readonly number[],
  decisions: readonly boolean[],
  labels: readonly number[],
): GroupFigures => {
  const positives = rows.filter((row) => labels[row] === 1);
  const found = rows.filter((row) => decisions[row]);
  const truePositives = found.filter((row) => labels[row] === 1).length;
  return {
    size: rows.length,
    positives: positives.length,
    truePositives,
    falsePositives: found.length - truePositives,
    auc: round4(
      auc(
        rows.map((row) => logits[row] as number),
        rows.map((row) => labels[row] as number),
      ),
    ),
  };
};

const BPS = 10_000n;

/** The gap between two true positive rates in basis points, rounded up, as the registry computes it. */
const gapUp = (a: GroupFigures, b: GroupFigures): number => {
  const denominator = BigInt(a.positives) * BigInt(b.positives);
  const difference =
    BigInt(a.truePositives) * BigInt(b.positives) - BigInt(b.truePositives) * BigInt(a.positives);
  return difference <= 0n ? 0 : Number((difference * BPS + denominator - 1n) / denominator);
};

/** The widest gap between the true positive rates of two groups of one attribute, in basis points. */
export const disparityBps = (groups: Groups): number =>
  Math.max(
    0,
    ...Object.values(groups).flatMap((attribute) => {
      const all = Object.values(attribute);
      return all.flatMap((a) => all.map((b) => gapUp(a, b)));
    }),
  );

const share = (part: number, whole: number): number | string => (whole === 0 ? "-" : round4(part / whole));

/** The groups of a card: one row a group. */
export const renderGroups = (groups: Groups): string =>
  [
    "| group | people | with the outcome | found (TPR) | false alarms (FPR) | AUC |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...Object.entries(groups).flatMap(([attribute, named]) =>
      Object.entries(named).map(([name, { size, positives, truePositives, falsePositives, auc: area }]) => {
        const cells = [`${attribute}: ${name}`, size, positives, share(truePositives, positives)];
        return `| ${[...cells, share(falsePositives, size - positives), area].join(" | ")} |`;
      }),
    ),
    "",
    `- widest gap between true positive rates of one attribute: ${disparityBps(groups)} basis points`,
  ].join("\n");

import type { ClassScores } from "../training/classes.ts";
import { fitLogistic, logisticLogit } from "../training/logistic.ts";
import { SPLICE_CLASSES } from "./features.ts";

/** Logits of rows by logistic regressions, each of one class against the others. */
export const oneAgainstRest = (
  seen: { readonly rows: readonly (readonly number[])[]; readonly labels: readonly number[] },
  l2: number,
  rows: readonly (readonly number[])[],
): ClassScores => {
  const fits = SPLICE_CLASSES.map((_, of) =>
    fitLogistic(
      seen.rows,
      seen.labels.map((label) => Number(label === of)),
      l2,
    ),
  );
  return rows.map((row) => fits.map((fit) => logisticLogit(fit, row)));
};

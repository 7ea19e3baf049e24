import { type Platt, plattProbability } from "./calibration.ts";
import type { Fold } from "./crossValidate.ts";
import { accuracy, auc, brier, round4, sensitivity, specificity } from "./metrics.ts";

/** The networks that each left some rows out, and the probability table's two parameters. */
export type FoldsFile = { readonly folds: readonly Fold[]; readonly platt: Platt };

/** Figures of one method from its logits on held-out rows. */
export const figuresOf = (
  logits: readonly number[],
  labels: readonly number[],
  folds: readonly { readonly heldOut: readonly number[] }[],
): Record<string, number> => {
  const decisions = logits.map((logit) => logit >= 0);
  const foldAucs = folds.map(({ heldOut }) =>
    auc(
      heldOut.map((row) => logits[row] as number),
      heldOut.map((row) => labels[row] as number),
    ),
  );
  return {
    "CV AUC (pooled)": round4(auc(logits, labels)),
    "CV AUC (mean of folds)": round4(foldAucs.reduce((sum, value) => sum + value, 0) / foldAucs.length),
    "CV accuracy (pooled)": round4(accuracy(decisions, labels)),
    "CV sensitivity": round4(sensitivity(decisions, labels)),
    "CV specificity": round4(specificity(decisions, labels)),
  };
};

/** Brier score of calibrated probabilities. */
export const brierOf = (logits: readonly number[], labels: readonly number[], platt: Platt): number =>
  round4(
    brier(
      logits.map((logit) => plattProbability(platt, logit)),
      labels,
    ),
  );

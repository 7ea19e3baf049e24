// More than two classes: the largest score decides, the first of equals.
import { auc, round4 } from "./metrics.ts";

/** Scores of every row, one a class. */
export type ClassScores = readonly (readonly number[])[];

/** Index of the largest value, the first of equals. */
export const largestOf = (scores: ArrayLike<number>): number => {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] as number) > (scores[best] as number)) best = i;
  return best;
};

/** Probabilities of logits. */
export const softmax = (logits: readonly number[]): number[] => {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
};

/** Accuracy, AUC of each class against the others in the mean, and the share of each class that is found. */
export const classFigures = (
  prefix: string,
  probabilities: ClassScores,
  labels: readonly number[],
  classes: readonly string[],
): Record<string, number> => {
  const decided = probabilities.map(largestOf);
  const areas = classes.map((_, of) =>
    auc(
      probabilities.map((row) => row[of] as number),
      labels.map((label) => Number(label === of)),
    ),
  );
  const found = (of: number): number => {
    const own = decided.filter((_, row) => labels[row] === of);
    return round4(own.filter((choice) => choice === of).length / own.length);
  };
  return {
    [`${prefix} macro AUC`]: round4(areas.reduce((sum, area) => sum + area, 0) / areas.length),
    [`${prefix} accuracy`]: round4(
      decided.filter((choice, row) => choice === labels[row]).length / labels.length,
    ),
    ...Object.fromEntries(classes.map((name, of) => [`${prefix} recall: ${name}`, found(of)])),
  };
};

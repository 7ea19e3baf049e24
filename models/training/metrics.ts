/** Share of (positive, negative) pairs that the scores order rightly; ties count half. */
export const auc = (scores: readonly number[], labels: readonly number[]): number => {
  const order = scores.map((score, i) => ({ score, label: labels[i] as number }));
  order.sort((a, b) => a.score - b.score);
  let [ranks, positives, start] = [0, 0, 0];
  while (start < order.length) {
    let end = start;
    while (end < order.length && order[end]?.score === order[start]?.score) end++;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) {
      if (order[i]?.label !== 1) continue;
      ranks += rank;
      positives++;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return Number.NaN;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
};

/** Share of equal elements. */
export const agreement = (a: readonly boolean[], b: readonly boolean[]): number =>
  share(a, (value, i) => value === b[i]);

/** Share of right decisions. */
export const accuracy = (decisions: readonly boolean[], labels: readonly number[]): number =>
  share(decisions, (decision, i) => decision === (labels[i] === 1));

/** Share of positives found. */
export const sensitivity = (decisions: readonly boolean[], labels: readonly number[]): number =>
  share(
    decisions.filter((_, i) => labels[i] === 1),
    (decision) => decision,
  );

/** Share of negatives left alone. */
export const specificity = (decisions: readonly boolean[], labels: readonly number[]): number =>
  share(
    decisions.filter((_, i) => labels[i] === 0),
    (decision) => !decision,
  );

/** Mean squared distance of probability and outcome. */
export const brier = (probabilities: readonly number[], labels: readonly number[]): number =>
  probabilities.reduce((sum, p, i) => sum + (p - (labels[i] as number)) ** 2, 0) / probabilities.length;

/** Four decimals: what cards and metrics files hold. */
export const round4 = (value: number): number => Math.round(value * 10_000) / 10_000;

const share = <T>(values: readonly T[], holds: (value: T, i: number) => boolean): number =>
  values.filter(holds).length / values.length;

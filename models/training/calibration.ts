import type { Manifest } from "../../oracle/inference/manifest.ts";
import { fitLogistic, sigmoid } from "./logistic.ts";

/** Probability = sigmoid(slope x logit + intercept). */
export type Platt = { readonly slope: number; readonly intercept: number };

const REACH = 8;
const STEPS = 32;
const INT32 = 2 ** 31 - 1;

/** Fits logits of rows that the network did not see. A slope is never negative: the table must rise. */
export const fitPlatt = (logits: readonly number[], labels: readonly number[]): Platt => {
  const { weights, bias } = fitLogistic(
    logits.map((logit) => [logit]),
    labels,
    1e-3,
  );
  return { slope: Math.max(weights[0] as number, 1e-3), intercept: bias };
};

export const plattProbability = ({ slope, intercept }: Platt, logit: number): number =>
  sigmoid(slope * logit + intercept);

/** Integer table from raw scores to basis points, even in calibrated logit between -8 and 8. */
export const calibrationTable = ({ slope, intercept }: Platt, outScale: number): Manifest["calibration"] => {
  const scores: number[] = [];
  const basisPoints: number[] = [];
  for (let step = 0; step <= STEPS; step++) {
    const logit = -REACH + (2 * REACH * step) / STEPS;
    const score = Math.round((logit - intercept) / slope / outScale);
    if (Math.abs(score) > INT32 || score <= (scores.at(-1) ?? -Infinity)) continue;
    scores.push(score);
    basisPoints.push(Math.round(10_000 * sigmoid(logit)));
  }
  return { scores, basisPoints };
};

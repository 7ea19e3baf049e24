// Exponential smoothing with additive errors, as state space models: Hyndman and Athanasopoulos, Forecasting: Principles
// and Practice (3rd edition), chapter 8; Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing (2008).
//
//   fit     y'  = level + phi * slope + season           error e = y - y'
//   level   l   = level + phi * slope + alpha * e
//   slope   b   = phi * slope + beta * e                 0 <= beta <= alpha
//   season  s   = season + gamma * e                     0 <= gamma <= 1 - alpha
//
// Without a trend (simple smoothing) the slope is zero; phi is 1 (Holt) or in [0.8, 0.98] (damped).
import { boundedSearch } from "./boundedSearch.ts";

/** Which of the models: one a combination. */
export type Smoothing = { readonly trend: "none" | "linear" | "damped"; readonly seasonal: boolean };

/** A model fitted to a series. */
export type Smoothed = {
  readonly name: string;
  /** Akaike's criterion, corrected for short series: lower is better. */
  readonly aicc: number;
  readonly forecast: (steps: number) => number[];
};

type Weights = {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
};
type State = { level: number; slope: number; readonly seasons: number[] };

const LEAST_WEIGHT = 0.0001;
const PHI = [0.8, 0.98] as const;
const MOST_FIRST = 10;
const LEAST_VARIANCE = 1e-9;
const MIDDLE = 0.5;

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Level before the first value, and slope, by a straight line through the values. */
const lineThrough = (values: readonly number[]): { level: number; slope: number } => {
  const middle = (values.length + 1) / 2;
  const average = mean(values);
  const spread = values.reduce((sum, _, i) => sum + (i + 1 - middle) ** 2, 0);
  const slope = values.reduce((sum, y, i) => sum + (i + 1 - middle) * (y - average), 0) / (spread || 1);
  return { level: average - slope * middle, slope };
};

/** State before the first value: by the first two seasons, or by the first values. */
const firstState = (series: readonly number[], season: number, { trend, seasonal }: Smoothing): State => {
  const first = series.slice(0, seasonal ? 2 * season : MOST_FIRST);
  const line = trend === "none" ? { level: mean(first), slope: 0 } : lineThrough(first);
  if (!seasonal) return { ...line, seasons: [] };
  const [one, two] = [mean(first.slice(0, season)), mean(first.slice(season))];
  const slope = trend === "none" ? 0 : (two - one) / season;
  const level = trend === "none" ? (one + two) / 2 : one - (slope * (season + 1)) / 2;
  const deviation = (i: number) => (first[i] ?? 0) - level - slope * (i + 1);
  const seasons = Array.from({ length: season }, (_, i) => (deviation(i) + deviation(i + season)) / 2);
  const middle = mean(seasons);
  return { level: level + middle, slope, seasons: seasons.map((s) => s - middle) };
};

/** Moves the state through the series; returns the sum of squared one-step errors. */
const run = (state: State, series: readonly number[], { alpha, beta, gamma, phi }: Weights): number => {
  let squares = 0;
  for (const [t, y] of series.entries()) {
    const at = t % (state.seasons.length || 1);
    const season = state.seasons[at] ?? 0;
    const slope = phi * state.slope;
    const error = y - (state.level + slope + season);
    state.level += slope + alpha * error;
    state.slope = slope + beta * error;
    if (state.seasons.length > 0) state.seasons[at] = season + gamma * error;
    squares += error * error;
  }
  return squares;
};

/** A point of the unit box as weights within their bounds: alpha first, then what the model has of the others. */
const weightsAt = (point: readonly number[], { trend, seasonal }: Smoothing): Weights => {
  const left = point.map((x) => LEAST_WEIGHT + x * (1 - 2 * LEAST_WEIGHT));
  const next = (): number => left.shift() ?? 0;
  const alpha = next();
  const beta = trend === "none" ? 0 : alpha * next();
  const gamma = seasonal ? (1 - alpha) * next() : 0;
  const phi = trend === "damped" ? PHI[0] + (PHI[1] - PHI[0]) * next() : 1;
  return { alpha, beta, gamma, phi };
};

const NAMES = { none: "simple", linear: "Holt", damped: "damped Holt" } as const;

/** Number of weights that are searched for. */
const weightsOf = ({ trend, seasonal }: Smoothing): number =>
  1 + Number(trend !== "none") + Number(seasonal) + Number(trend === "damped");

/** Weights, first states (seasons sum to nothing) and the variance. */
const parametersOf = (model: Smoothing, season: number): number =>
  weightsOf(model) + 1 + Number(model.trend !== "none") + (model.seasonal ? season - 1 : 0) + 1;

/** Whether the series is long enough for the model. */
export const canSmooth = (length: number, season: number, model: Smoothing): boolean =>
  length > parametersOf(model, season) + 1 && (!model.seasonal || (season > 1 && length >= 2 * season));

/** Fits a model by its one-step errors. */
export const smooth = (series: readonly number[], season: number, model: Smoothing): Smoothed => {
  const cost = (point: readonly number[]) =>
    run(firstState(series, season, model), series, weightsAt(point, model));
  const weights = weightsAt(boundedSearch(Array(weightsOf(model)).fill(MIDDLE), cost), model);
  const state = firstState(series, season, model);
  const variance = Math.max(run(state, series, weights) / series.length, LEAST_VARIANCE);
  const [n, k] = [series.length, parametersOf(model, season)];
  return {
    name: `${NAMES[model.trend]}${model.seasonal ? ", seasonal" : ""}`,
    aicc: n * Math.log(variance) + 2 * k + (2 * k * (k + 1)) / (n - k - 1),
    forecast: (steps) => {
      let [level, slope] = [state.level, state.slope];
      return Array.from({ length: steps }, (_, h) => {
        slope *= weights.phi;
        level += slope;
        return level + (state.seasons[(n + h) % (state.seasons.length || 1)] ?? 0);
      });
    },
  };
};

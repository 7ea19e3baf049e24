import { TheriacError } from "../../standards/errors.ts";
import { MOST_DEMAND } from "../../standards/forecast.ts";
import { canSmooth, type Smoothing, smooth } from "./exponentialSmoothing.ts";

/** How far to forecast, and how many steps a season has: 12 for months, 1 for demand without seasons. */
export type Horizon = { readonly steps: number; readonly season: number };

/** Whole packs for each step, and what forecast them. */
export type DemandForecast = { readonly model: string; readonly values: readonly number[] };

/** A series is empty or too short, or a figure in it is no count of packs. */
export class DemandSeriesError extends TheriacError {
  readonly code = "DEMAND_SERIES_REFUSED";
  constructor(length: number, season: number) {
    super("Demand is a list of whole numbers below 2^32, a season of them at least.", {
      context: { length, season },
    });
  }
}

const MODELS: readonly Smoothing[] = (["none", "linear", "damped"] as const).flatMap((trend) => [
  { trend, seasonal: false },
  { trend, seasonal: true },
]);

/** To the nearest whole pack, halves up, within what the contract counts. */
const quantise = (value: number): number => Math.min(MOST_DEMAND, Math.max(0, Math.floor(value + 0.5)));

const assertSeries = (series: readonly number[], { season, steps }: Horizon): void => {
  const isCount = (y: number) => Number.isInteger(y) && y >= 0 && y <= MOST_DEMAND;
  const isHorizon = [season, steps].every((n) => Number.isInteger(n) && n > 0);
  if (!isHorizon || series.length < season || !series.every(isCount))
    throw new DemandSeriesError(series.length, season);
};

/** The same step of the last season that was seen. */
export const seasonalNaive = (series: readonly number[], horizon: Horizon): DemandForecast => {
  assertSeries(series, horizon);
  const { season, steps } = horizon;
  const last = series.slice(-season);
  return { model: "seasonal naive", values: Array.from({ length: steps }, (_, h) => last[h % season] ?? 0) };
};

/**
 * Forecasts demand by exponential smoothing: of the models that the series is long enough for, the one of the lowest
 * AICc; the seasonal naive where it is too short for any. The same series always gives the same figures.
 */
export const forecastDemand = (series: readonly number[], horizon: Horizon): DemandForecast => {
  assertSeries(series, horizon);
  const { season, steps } = horizon;
  const fitted = MODELS.filter((model) => canSmooth(series.length, season, model)).map((model) =>
    smooth(series, season, model),
  );
  const [best] = fitted.sort((a, b) => a.aicc - b.aicc);
  if (best === undefined) return seasonalNaive(series, horizon);
  return { model: best.name, values: best.forecast(steps).map(quantise) };
};

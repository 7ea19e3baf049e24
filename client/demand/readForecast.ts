import type { ForecastId } from "../../standards/forecast.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Contracts } from "../deployment.ts";

/** IDemandForecasts.State by name, in its order. */
export const FORECAST_STATES = [
  "none",
  "committed",
  "reported",
  "scored",
  "forfeited",
  "unreported",
] as const;
export type ForecastState = (typeof FORECAST_STATES)[number];

/** A forecast as the chain knows it. */
export type ForecastOnChain = {
  readonly state: ForecastState;
  readonly commitment: Hex;
  readonly forecaster: bigint;
  readonly reporter: bigint;
  readonly gtin: bigint;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly steps: number;
  readonly reportedAt: number;
  readonly wapeBps: number;
  readonly biasBps: number;
};

/** How a forecast stands at the latest block. */
export const readForecast = async (
  { forecasts }: Pick<Contracts, "forecasts">,
  id: ForecastId,
): Promise<ForecastOnChain> => {
  const found = await forecasts.forecastOf(id);
  const state = FORECAST_STATES[Number(found.state)];
  if (state === undefined) throw new TypeError("A forecast is in one of six states.");
  return {
    state,
    commitment: found.commitment as Hex,
    forecaster: found.forecaster,
    reporter: found.reporter,
    gtin: found.gtin,
    startsAt: Number(found.startsAt),
    endsAt: Number(found.endsAt),
    steps: Number(found.steps),
    reportedAt: Number(found.reportedAt),
    wapeBps: Number(found.wapeBps),
    biasBps: Number(found.biasBps),
  };
};

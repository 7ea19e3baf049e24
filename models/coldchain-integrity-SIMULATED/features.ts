// Twenty-eight integers of a 48-hour log. Every step is integer arithmetic or a single correctly rounded division or
// square root, so all machines extract the same ones.
import { TheriacError } from "../../standards/errors.ts";
import { decodeReadings } from "../../standards/readings.ts";
import { log2Sixteenths } from "../extraction/log2Sixteenths.ts";
import {
  autocorrelation,
  deviationCenti,
  differences,
  emaCenti,
  largest,
  longestRun,
  repeatedWindows,
  segments,
  smallest,
  sum,
  vonNeumannRatio,
} from "./statistics.ts";

const READINGS = 288;
const MINUTES_BETWEEN_READINGS = 10;
const SEGMENT = 12;
const WINDOW = 36;
const [WARM, COOL, FREEZING] = [80, 20, 0];

export const COLD_CHAIN_FEATURES: readonly string[] = [
  "lowest",
  "highest",
  "mean",
  "deviation",
  "readings_above_8",
  "readings_below_2",
  "readings_below_0",
  "longest_run_above_8",
  "longest_run_below_2",
  "longest_run_below_0",
  "degrees_above_8",
  "degrees_below_2",
  "buffered_highest",
  "buffered_lowest",
  "buffered_readings_above_8",
  "buffered_readings_below_0",
  "mean_step",
  "largest_step",
  "longest_flat_run",
  "least_segment_deviation",
  "greatest_segment_deviation",
  "readings_at_highest",
  "readings_at_lowest",
  "repeated_windows",
  "autocorrelation_10_min",
  "autocorrelation_60_min",
  "least_window_autocorrelation",
  "greatest_window_von_neumann_ratio",
];

/** The log has another length or rhythm than the network was trained on. */
export class ColdChainSeriesError extends TheriacError {
  readonly code = "COLD_CHAIN_SERIES_UNSUPPORTED";
  constructor(reason: string, context: Readonly<Record<string, number>>) {
    super(`The network cannot judge this log: ${reason}.`, {
      context,
      hint: `It reads ${READINGS} readings, one every ${MINUTES_BETWEEN_READINGS} minutes.`,
    });
  }
}

/** Deci-degrees of a device readings payload with the length and rhythm that the network knows. */
export const decodeSeries = (payload: Uint8Array): readonly number[] => {
  const { readings } = decodeReadings(payload);
  if (readings.length !== READINGS)
    throw new ColdChainSeriesError("it has another length", { count: readings.length, expected: READINGS });
  return readings.map(({ minutesSincePrevious: minutes, deciCelsius }, reading) => {
    if (reading > 0 && minutes !== MINUTES_BETWEEN_READINGS)
      throw new ColdChainSeriesError("it has another rhythm", { reading, minutes });
    return deciCelsius;
  });
};

/** Features in the order of `COLD_CHAIN_FEATURES`. */
export const coldChainFeatures = (payload: Uint8Array): readonly number[] => {
  const log = decodeSeries(payload);
  const buffered = emaCenti(log);
  const steps = differences(log).map(Math.abs);
  const high = largest(log);
  const low = smallest(log);
  const deviations = segments(log, SEGMENT, SEGMENT).map(deviationCenti);
  const windows = segments(log, WINDOW, SEGMENT);
  const count = (values: readonly number[], holds: (value: number) => boolean): number =>
    log2Sixteenths(values.filter(holds).length);
  return [
    low,
    high,
    Math.floor((sum(log) * 10) / log.length),
    deviationCenti(log),
    count(log, (value) => value > WARM),
    count(log, (value) => value < COOL),
    count(log, (value) => value < FREEZING),
    log2Sixteenths(longestRun(log, (value) => value > WARM)),
    log2Sixteenths(longestRun(log, (value) => value < COOL)),
    log2Sixteenths(longestRun(log, (value) => value < FREEZING)),
    log2Sixteenths(sum(log.map((value) => Math.max(0, value - WARM)))),
    log2Sixteenths(sum(log.map((value) => Math.max(0, COOL - value)))),
    largest(buffered),
    smallest(buffered),
    count(buffered, (value) => value > 10 * WARM),
    count(buffered, (value) => value < 10 * FREEZING),
    Math.floor((sum(steps) * 100) / steps.length),
    largest(steps),
    log2Sixteenths(longestRun(steps, (step) => step === 0)),
    smallest(deviations),
    largest(deviations),
    count(log, (value) => value === high),
    count(log, (value) => value === low),
    log2Sixteenths(repeatedWindows(log, SEGMENT)),
    autocorrelation(log, 1),
    autocorrelation(log, 6),
    smallest(windows.map((window) => autocorrelation(window, 1))),
    largest(windows.map(vonNeumannRatio)),
  ];
};

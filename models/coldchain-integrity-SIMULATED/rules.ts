// Plain rules that the network stands beside. Higher is worse.
import { differences, emaCenti, largest, longestRun, repeatedWindows, smallest } from "./statistics.ts";

export type Rule = (log: readonly number[]) => number;

const [WARM, COOL, FREEZING] = [80, 20, 0];
const ACTIVATION_KELVIN = 83.144 / 0.008_314_472;
const KELVIN = 273.15;

const band: Rule = (log) => Math.max(largest(log) - WARM, COOL - smallest(log));

const buffered: Rule = (log) => {
  const ema = emaCenti(log);
  return Math.max(largest(ema) - 10 * WARM, 10 * FREEZING - smallest(ema));
};

const meanKineticTemperature: Rule = (log) => {
  const rate = log.reduce((total, value) => total + Math.exp(-ACTIVATION_KELVIN / (value / 10 + KELVIN)), 0);
  return ACTIVATION_KELVIN / -Math.log(rate / log.length) - KELVIN;
};

// Positive where a log repeats itself, stands still for an hour or leans on its highest or lowest value.
const tampering: Rule = (log) => {
  const repeated = repeatedWindows(log, 12);
  const flatHours = longestRun(differences(log), (step) => step === 0) / 6;
  const share = (value: number): number => log.filter((reading) => reading === value).length / log.length;
  const leaning = Math.max(share(largest(log)), share(smallest(log)));
  return Math.max(Math.min(repeated, 50) / 25, flatHours - 1, 10 * (leaning - 0.15));
};

export const RULES: Readonly<Record<string, Rule>> = {
  "any reading outside 2-8 °C (by how much)": band,
  "mean kinetic temperature": meanKineticTemperature,
  "buffered probe (EMA 150 min)": buffered,
  "buffered probe or tampering heuristics": (log) => Math.max(buffered(log) / 200, tampering(log)),
};

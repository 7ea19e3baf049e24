// SIMULATED temperature logs of a 2-8 °C box or fridge: air and product core, compressor, defrosts, doors and faults
// under an invented climate. Only + - * / and comparisons, so a seed gives the same trace on every machine.
import type { Random } from "../training/random.ts";
import { applyTampering, type Tampering } from "./tampering.ts";

export const READINGS = 288;
export const MINUTES_BETWEEN_READINGS = 10;

const STEP_MINUTES = 5;
const STEPS = 2 * READINGS;
const TOO_WARM = 8;
const TOO_COLD = 0;
const MOST_WARM_MINUTES = 60;
const MOST_COLD_MINUTES = 30;

export type Kind = "normal" | "cooling-failure" | "weak-cooling" | "deep-freeze" | "long-door" | Tampering;

/** Where the boxes travel; the test set has another than the training set. */
export type Climate = {
  readonly offsets: readonly number[];
  readonly setPoint: readonly [number, number];
  readonly doors: number;
};

export type Trace = {
  readonly kind: Kind;
  /** The product core was above 8 °C for more than 60 minutes or below 0 °C for more than 30. */
  readonly excursion: boolean;
  readonly tampered: boolean;
  readonly deciCelsius: Int16Array;
};

type Fault = {
  readonly cooling: Float64Array;
  readonly setPointShift: Float64Array;
  readonly doors: Float64Array;
};

/** One simulated log of 48 hours. A clipped log always hides a cooling failure. */
export const simulate = (kind: Kind, climate: Climate, random: Random): Trace => {
  const fault = drawFault(isClip(kind) ? "cooling-failure" : kind, climate, random);
  const { air, core } = simulateBox(fault, climate, random);
  const noise = random.between(0.05, 0.2);
  const bias = random.normal(0, 0.15);
  const log = Array.from(
    { length: READINGS },
    (_, i) => (air[2 * i] as number) + random.normal(0, noise) + bias,
  );
  const tampered = isTampering(kind);
  const shown = tampered ? applyTampering(kind, log, random) : log;
  return {
    kind,
    excursion: isExcursion(core),
    tampered,
    deciCelsius: Int16Array.from(shown, (celsius) => Math.floor(celsius * 10 + 0.5)),
  };
};

const HONEST: ReadonlySet<string> = new Set<Exclude<Kind, Tampering>>([
  "normal",
  "cooling-failure",
  "weak-cooling",
  "deep-freeze",
  "long-door",
]);

const isTampering = (kind: Kind): kind is Tampering => !HONEST.has(kind);
const isClip = (kind: Kind): boolean => kind === "clip" || kind === "jittered-clip";

const isExcursion = (core: Float64Array): boolean => {
  const minutes = (holds: (celsius: number) => boolean): number => core.filter(holds).length * STEP_MINUTES;
  return (
    minutes((celsius) => celsius > TOO_WARM) > MOST_WARM_MINUTES ||
    minutes((celsius) => celsius < TOO_COLD) > MOST_COLD_MINUTES
  );
};

const drawFault = (kind: Kind, climate: Climate, random: Random): Fault => {
  const cooling = new Float64Array(STEPS).fill(1);
  const setPointShift = new Float64Array(STEPS);
  const doors = new Float64Array(STEPS);
  const open = (start: number, length: number, width: number): void => {
    doors.fill(width, start, start + length);
  };
  for (let chance = 0; chance < 4 * climate.doors; chance++)
    if (random.uniform() < 0.25)
      open(random.integer(0, STEPS - 6), random.integer(1, 4), random.between(0.25, 0.9));
  const start = random.integer(40, STEPS - 150);
  if (kind === "cooling-failure") cooling.fill(0, start, start + random.integer(24, 140));
  if (kind === "weak-cooling") cooling.fill(random.between(0.2, 0.5), start, start + random.integer(24, 140));
  if (kind === "deep-freeze")
    setPointShift.fill(-random.between(5, 9), start, start + random.integer(30, 140));
  if (kind === "long-door") open(start, random.integer(9, 36), random.between(0.15, 0.5));
  return { cooling, setPointShift, doors };
};

const simulateBox = (
  fault: Fault,
  climate: Climate,
  random: Random,
): { air: Float64Array; core: Float64Array } => {
  const ambient = drawAmbient(climate, random);
  const setPoint = random.between(...climate.setPoint);
  const band = random.between(0.4, 1.2);
  const leakMinutes = random.between(250, 900);
  const power = random.between(0.1, 0.3);
  const coreMinutes = random.between(60, 300);
  const defrostEvery = random.uniform() < 0.5 ? random.integer(72, 144) : STEPS + 3;
  const air = new Float64Array(STEPS);
  const core = new Float64Array(STEPS);
  let [airNow, coreNow, running] = [setPoint, setPoint + random.normal(0, 0.3), false];
  for (let i = 0; i < STEPS; i++) {
    const target = setPoint + (fault.setPointShift[i] as number);
    if (airNow > target + band) running = true;
    if (airNow < target - band) running = false;
    const outside = ambient[i] as number;
    const exchange =
      ((outside - airNow) / leakMinutes) * STEP_MINUTES * (1 + 25 * (fault.doors[i] as number));
    const cooling = running ? power * STEP_MINUTES * (fault.cooling[i] as number) : 0;
    const defrost = i >= defrostEvery && i % defrostEvery < 3 ? 0.8 : 0;
    airNow = Math.min(airNow + exchange - cooling + defrost, outside + 1);
    coreNow += ((airNow - coreNow) * STEP_MINUTES) / (coreMinutes + STEP_MINUTES);
    air[i] = airNow;
    core[i] = coreNow;
  }
  return { air, core };
};

// A mean for the season and place, a daily wave made of parabolas, and weather that wanders.
const drawAmbient = (climate: Climate, random: Random): Float64Array => {
  const offset = climate.offsets[random.integer(0, climate.offsets.length)] as number;
  const mean = random.between(5, 18) + offset;
  const swing = random.between(2, 6);
  const firstHour = random.between(0, 24);
  let weather = random.normal(0, 1);
  return Float64Array.from({ length: STEPS }, (_, i) => {
    const turn = ((firstHour + (i * STEP_MINUTES) / 60 + 15) % 24) / 12 - 1;
    weather += random.normal(0, 0.08) - 0.004 * weather;
    return mean + swing * 4 * turn * (1 - Math.abs(turn)) + weather;
  });
};

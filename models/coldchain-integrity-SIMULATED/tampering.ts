import type { Random } from "../training/random.ts";

/** What somebody did to a log before handing it in. */
export type Tampering = "clip" | "replay" | "flat-line" | "fabricated-noise" | UnseenTampering;

/** Cleverer forgeries. They are never trained on, only measured. */
export type UnseenTampering = "jittered-clip" | "jittered-replay" | "wandering-fabrication";

/** The log as handed in, in degrees Celsius. */
export const applyTampering = (
  tampering: Tampering,
  log: readonly number[],
  random: Random,
): readonly number[] => {
  switch (tampering) {
    case "clip":
      return clip(log, random);
    case "replay":
      return replay(log, random);
    case "flat-line":
      return flatLine(log, random);
    case "fabricated-noise":
      return fabricate(log, random);
    case "jittered-clip":
      return jittered(clip(log, random), random);
    case "jittered-replay":
      return jittered(replay(log, random), random);
    case "wandering-fabrication":
      return fabricateWandering(log, random);
  }
};

// The exporter keeps every reading just inside the band.
const clip = (log: readonly number[], random: Random): number[] => {
  const low = 2 + random.between(0, 0.3);
  const high = 8 - random.between(0, 0.4);
  return log.map((celsius) => Math.min(high, Math.max(low, celsius)));
};

// Six to twelve quiet hours are copied over later ones.
const replay = (log: readonly number[], random: Random): number[] => {
  const start = random.integer(72, log.length - 72);
  const length = random.integer(36, 72);
  const source = random.integer(0, Math.max(1, start - length));
  return replaced(log, start, length, (i) => log[source + i] as number);
};

// The probe is unplugged and the last value repeats, hardly trembling.
const flatLine = (log: readonly number[], random: Random): number[] => {
  const start = random.integer(15, log.length - 60);
  const value = log[start] as number;
  return replaced(log, start, random.integer(18, 60), () => value + random.normal(0, 0.01));
};

// A day is invented as noise around the mean, without the box's own rhythm.
const fabricate = (log: readonly number[], random: Random): number[] => {
  const length = log.length / 2;
  const mean = log.reduce((sum, celsius) => sum + celsius, 0) / log.length;
  return replaced(log, random.integer(0, log.length - length), length, () => random.normal(mean, 0.25));
};

// The same forgery with a tenth of a degree of noise over it.
const jittered = (log: readonly number[], random: Random): number[] =>
  log.map((celsius) => celsius + random.normal(0, 0.1));

// A day is invented as a value that wanders about the mean, as a slow box would.
const fabricateWandering = (log: readonly number[], random: Random): number[] => {
  const length = log.length / 2;
  const mean = log.reduce((sum, celsius) => sum + celsius, 0) / log.length;
  let distance = 0;
  return replaced(log, random.integer(0, log.length - length), length, () => {
    distance = 0.8 * distance + random.normal(0, 0.25);
    return mean + distance;
  });
};

const replaced = (
  log: readonly number[],
  start: number,
  length: number,
  value: (i: number) => number,
): number[] => log.map((celsius, i) => (i >= start && i < start + length ? value(i - start) : celsius));

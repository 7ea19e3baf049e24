// SIMULATED streams of scans: packs that travel from a warehouse through pharmacies, and copies of some of them.

import type { PackScan } from "../../client/counterfeit/scans.ts";
import {
  type Coordinates,
  greatCircleKm,
  leastTravelSeconds,
  TRAVEL_RULE,
} from "../../client/counterfeit/travel.ts";
import type { Hex } from "../../standards/hex.ts";

export type Simulated = PackScan & { readonly isOfCopy: boolean };
export type Stream = {
  readonly places: Readonly<Record<string, Coordinates>>;
  readonly scans: readonly Simulated[];
  /** Packs of which a copy was scanned. */
  readonly copied: ReadonlySet<Hex>;
};
export type StreamSize = { readonly packs: number; readonly copies: number; readonly pharmacies: number };

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Mulberry32: small, seeded, good enough to scatter scans. */
const randomOf = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const placeName = (n: number): string => `place-${n}`;
const hashOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;

/**
 * Honest packs are received at a warehouse and, after a plausible journey, at a pharmacy; looked at, dispensed, some taken
 * back and dispensed again; clocks are off by up to four minutes. A copy is seen anywhere, at any time around that life.
 */
export const simulate = (seed: number, { packs, copies, pharmacies }: StreamSize): Stream => {
  const random = randomOf(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  const pick = (count: number) => Math.floor(random() * count);
  const clock = (at: number) => Math.round(at + between(-240, 240));
  // Central Europe, roughly.
  const coordinates = Array.from({ length: pharmacies }, () => ({
    latitude: between(42, 55),
    longitude: between(-4, 20),
  }));
  const places = Object.fromEntries(coordinates.map((at, n) => [placeName(n), at]));
  const scans: Simulated[] = [];
  const copied = new Set<Hex>();
  for (let n = 0; n < packs; n++) {
    const unitHash = hashOf(n);
    const [from, to] = [pick(pharmacies), pick(pharmacies)];
    const km = greatCircleKm(coordinates[from] as Coordinates, coordinates[to] as Coordinates);
    const started = between(0, 180 * DAY);
    const arrived = started + leastTravelSeconds(km, TRAVEL_RULE) + between(0.2, 60) * HOUR;
    const dispensed = arrived + between(0.1, 30) * DAY;
    const life: [PackScan["purpose"], number, number][] = [
      ["receive", from, started],
      ["receive", to, arrived],
      ["verify", to, arrived + between(600, 3_000)],
      ["dispense", to, dispensed],
    ];
    if (random() < 0.02) {
      life.push(["revert", to, dispensed + between(600, 2 * HOUR)], ["dispense", to, dispensed + 3 * HOUR]);
    }
    for (const [purpose, place, at] of life) {
      scans.push({ unitHash, purpose, place: placeName(place), at: clock(at), isOfCopy: false });
    }
    if (n >= copies) continue;
    copied.add(unitHash);
    const purpose = random() < 0.5 ? "dispense" : "verify";
    const at = clock(between(started, dispensed + 30 * DAY));
    scans.push({ unitHash, purpose, place: placeName(pick(pharmacies)), at, isOfCopy: true });
  }
  return { places, copied, scans: scans.sort((a, b) => a.at - b.at) };
};

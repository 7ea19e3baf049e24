// Writes MktVectors.sol: random series with the mean kinetic temperature of their worst window and the extremes of their
// buffered probe, worked out with integers of 60 decimals from the closed forms in absolute terms, every window summed
// anew and every probe as a weighted sum of all that went before, so by other roads than the contracts take.
//   npx tsx test/fuzz/provenance/makeMktVectors.ts > test/fuzz/provenance/MktVectors.sol
const ONE = 10n ** 60n;
const SERIES = 48;
const READINGS = 24;

const exp = (x: bigint): bigint => {
  // e^x = (e^(x / 2^16))^(2^16), the inner one by its power series.
  const small = x / 65_536n;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; n < 30n; n++) {
    term = (term * small) / (ONE * n);
    sum += term;
  }
  for (let i = 0; i < 16; i++) sum = (sum * sum) / ONE;
  return sum;
};

const ln = (y: bigint): bigint => {
  // Newton's method on e^x = y.
  let x = 0n;
  for (let i = 0; i < 200; i++) {
    const e = exp(x);
    const step = (2n * ONE * (y - e)) / (y + e);
    x += step;
    if (step === 0n) break;
  }
  return x;
};

type Stay = { readonly deciC: number; readonly minutes: number };

const rates = new Map<number, bigint>();
const rateOf = (deciC: number): bigint => {
  const rate = rates.get(deciC) ?? exp((-1_000_000n * ONE) / BigInt(27_315 + 10 * deciC));
  rates.set(deciC, rate);
  return rate;
};

/** Mean rate over the last `window` minutes up to the end of stay `end`, or undefined if less time has passed. */
const meanUpTo = (stays: readonly Stay[], end: number, window: number): bigint | undefined => {
  let left = window;
  let sum = 0n;
  for (let i = end; i >= 0 && left > 0; i--) {
    const { deciC, minutes } = stays[i] as Stay;
    const part = Math.min(left, minutes);
    sum += rateOf(deciC) * BigInt(part);
    left -= part;
  }
  return left === 0 ? sum / BigInt(window) : undefined;
};

/** Mean kinetic temperature of the worst window in millionths of a degree. */
const worstMkt = (stays: readonly Stay[], window: number): bigint => {
  const time = stays.reduce((total, { minutes }) => total + minutes, 0);
  const means = stays.map((_, end) => meanUpTo(stays, end, Math.min(window, time)));
  const worst = means.reduce<bigint>((most, mean) => (mean !== undefined && mean > most ? mean : most), 0n);
  return (10_000n * 1_000_000n * ONE) / -ln(worst) - 273_150_000n;
};

/** The probe after stay `end`, millionths of a degree: what each stay left of the one before, times tau / (tau + minutes). */
const probeAfter = (stays: readonly Stay[], end: number, tau: number): bigint => {
  let weight = ONE;
  let sum = 0n;
  for (let i = end; i >= 0; i--) {
    const { deciC, minutes } = stays[i] as Stay;
    const kept = (weight * BigInt(tau)) / BigInt(tau + minutes);
    sum += BigInt(deciC) * (weight - kept);
    weight = kept;
  }
  return ((sum + BigInt(stays[0]?.deciC ?? 0) * weight) * 100_000n) / ONE;
};

let state = 0x2545f491;
const below = (limit: number): number => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
};

const hex = (value: number, digits: number): string =>
  (value < 0 ? value + 0x10000 : value).toString(16).padStart(digits, "0");
const ranges: readonly (readonly [number, number])[] = [
  [20, 80],
  [-50, 250],
  [150, 400],
  [-1000, -600],
  [-1000, 1000],
  [700, 1000],
];
const START = 1_700_000_000;

/** Even intervals, uneven ones, and long ones with gaps, in turn. */
const drawSeries = (i: number) => {
  const [low, high] = ranges[i % ranges.length] ?? [0, 1];
  const longest = [1, 90, 1_440][Math.floor(i / ranges.length) % 3] ?? 1;
  const even = 1 + below(120);
  const draw = () => (longest === 1 ? even : 1 + below(longest));
  const readings = Array.from({ length: READINGS }, (_, j) => ({
    deciC: low + below(high - low + 1),
    since: j === 0 ? 0 : draw(),
  }));
  const stays = readings.map(({ deciC, since }, j) => ({ deciC, minutes: readings[j + 1]?.since ?? since }));
  const time = stays.reduce((total, { minutes }) => total + minutes, 0);
  // Of every four windows one is longer than the series.
  return { readings, stays, window: i % 4 === 3 ? 2 * time : 1 + below(time), tau: 1 + below(1_000) };
};

const rows = Array.from({ length: SERIES }, (_, i) => {
  const { readings, stays, window, tau } = drawSeries(i);
  const packed = readings.map(({ deciC, since }) => hex(since, 4) + hex(deciC, 4)).join("");
  const probe = [stays[0]?.deciC ?? 0].map((deciC) => BigInt(deciC) * 100_000n);
  stays.forEach((_stay, end) => {
    probe.push(probeAfter(stays, end, tau));
  });
  probe.sort((a, b) => (a < b ? -1 : 1));
  const numbers = [window, tau, worstMkt(stays, window), probe[0], probe.at(-1)].join(", ");
  return `        _add(hex"${hex(START, 10)}${packed}", ${numbers});`;
});

console.log(`// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// Written by makeMktVectors.ts.

/// @title Random series with their mean kinetic temperature and what a buffered probe showed
abstract contract MktVectors {
    struct Vector {
        /// As ColdChain takes them.
        bytes readings;
        uint32 windowMinutes;
        uint16 probeMinutes;
        /// Of the worst window.
        int256 mktMicroC;
        int256 probeMinMicroC;
        int256 probeMaxMicroC;
    }

    Vector[] internal vectors;

    constructor() {
${rows.join("\n")}
    }

    function _add(bytes memory readings, uint32 window, uint16 tau, int256 mkt, int256 least, int256 most) private {
        vectors.push(Vector(readings, window, tau, mkt, least, most));
    }
}`);

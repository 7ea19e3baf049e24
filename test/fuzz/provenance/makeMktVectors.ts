// Writes MktVectors.sol: random series with their mean kinetic temperature, worked out with integers of 60 decimals
// from the closed form in absolute terms, so by another road than the contracts take.
//   npx tsx test/fuzz/provenance/makeMktVectors.ts > test/fuzz/provenance/MktVectors.sol
const ONE = 10n ** 60n;
const SERIES = 24;
const READINGS = 16;

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

/** Mean kinetic temperature in millionths of a degree. */
const mkt = (deciC: readonly number[], minutes: readonly number[]): bigint => {
  let sum = 0n;
  let time = 0n;
  deciC.forEach((t, i) => {
    const kelvin = BigInt(27_315 + 10 * t);
    sum += exp((-1_000_000n * ONE) / kelvin) * BigInt(minutes[i] ?? 0);
    time += BigInt(minutes[i] ?? 0);
  });
  return (10_000n * 1_000_000n * ONE) / -ln(sum / time) - 273_150_000n;
};

let state = 0x2545f491;
const below = (limit: number): number => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
};

const hex = (value: number): string => (value & 0xffff).toString(16).padStart(4, "0");
const ranges: readonly (readonly [number, number])[] = [
  [20, 80],
  [-50, 250],
  [150, 400],
  [-1000, -600],
  [-1000, 1000],
  [700, 1000],
];
const rows = Array.from({ length: SERIES }, (_, i) => {
  const [low, high] = ranges[i % ranges.length] ?? [0, 1];
  const deciC = Array.from({ length: READINGS }, () => low + below(high - low + 1));
  const minutes = Array.from({ length: READINGS }, () => 1 + below(i % 2 === 0 ? 1 : 500));
  const packed = deciC.map((t, j) => hex(minutes[j] ?? 0) + hex(t)).join("");
  return `        _add(hex"${packed}", ${mkt(deciC, minutes)});`;
});

console.log(`// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// Written by makeMktVectors.ts.

/// @title Random series with their mean kinetic temperature
abstract contract MktVectors {
    struct Vector {
        /// For each reading uint16 minutes, int16 tenths of a degree.
        bytes readings;
        int256 microC;
    }

    Vector[] internal vectors;

    constructor() {
${rows.join("\n")}
    }

    function _add(bytes memory readings, int256 microC) private {
        vectors.push(Vector(readings, microC));
    }
}`);

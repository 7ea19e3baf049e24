// Forecasts of demand as IDemandForecasts commits to and scores them.
//
//   id         = keccak256(abi.encode(uint64 forecaster, uint64 reporter, uint64 gtin, uint40 startsAt, uint40 endsAt,
//                bytes32 nonce))
//   commitment = keccak256(abi.encode(bytes32 id, uint32[] values, bytes32 salt))
import { AbiCoder, keccak256 } from "ethers";
import type { Gln, Gtin } from "./gs1/keys.ts";
import type { Hex } from "./hex.ts";

export type ForecastId = Hex & { readonly __brand: "ForecastId" };

/** What a forecast is about. Times in unix seconds; the steps divide them evenly. */
export type ForecastTerms = {
  readonly forecaster: Gln;
  /** Who will say what demand was: another partner. */
  readonly reporter: Gln;
  readonly gtin: Gtin;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly steps: number;
  readonly nonce: Hex;
};

/** The contract counts packs in 32 bits. */
export const MOST_DEMAND = 2 ** 32 - 1;

/** In basis points of what demand was. */
export type ForecastScore = { readonly wapeBps: number; readonly biasBps: number };

const BPS = 10_000n;
const MOST_WAPE = 2n ** 32n - 1n;
const MOST_BIAS = 2n ** 31n - 1n;
const coder = AbiCoder.defaultAbiCoder();

/** What stands on chain for a forecast. */
export const forecastIdOf = (terms: ForecastTerms): ForecastId => {
  const { forecaster, reporter, gtin, startsAt, endsAt, nonce } = terms;
  const types = ["uint64", "uint64", "uint64", "uint40", "uint40", "bytes32"];
  return keccak256(coder.encode(types, [forecaster, reporter, gtin, startsAt, endsAt, nonce])) as ForecastId;
};

/** What a forecaster commits to. */
export const forecastCommitment = (id: ForecastId, values: readonly number[], salt: Hex): Hex =>
  keccak256(coder.encode(["bytes32", "uint32[]", "bytes32"], [id, values, salt])) as Hex;

const least = (value: bigint, most: bigint): number => Number(value > most ? most : value);

/** Scores as the contract does; the lists have one length. */
export const scoreForecast = (values: readonly number[], actuals: readonly number[]): ForecastScore => {
  const differences = actuals.map((actual, i) => BigInt(values[i] ?? 0) - BigInt(actual));
  const total = actuals.reduce((sum, actual) => sum + BigInt(actual), 0n);
  const apart = differences.reduce((sum, d) => sum + (d < 0n ? -d : d), 0n);
  const over = differences.reduce((sum, d) => sum + d, 0n);
  // Nothing is part of no demand: right, or as wrong as can be.
  if (total === 0n) {
    return apart === 0n
      ? { wapeBps: 0, biasBps: 0 }
      : { wapeBps: Number(MOST_WAPE), biasBps: Number(MOST_BIAS) };
  }
  return {
    wapeBps: least((BPS * apart) / total, MOST_WAPE),
    biasBps: least((BPS * over) / total, MOST_BIAS),
  };
};

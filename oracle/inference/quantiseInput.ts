import { INPUT_LIMIT } from "../../standards/commitments.ts";
import { InputWrongLengthError, RawValueError } from "./errors.ts";

/** A raw feature: a decimal string, an integer, or null where it is missing. Floats never enter. */
export type RawValue = string | number | null;

/** How one feature becomes a network input: x = clamp(floor((r M + C + 2^(S-1)) / 2^S)), r = raw x 10^decimals. */
export type InputQuantiser = {
  readonly name: string;
  readonly decimals: number;
  readonly M: number;
  readonly C: number;
  readonly S: number;
};

const DECIMAL = /^([+-]?)(\d{1,15})(?:\.(\d{1,15}))?$/;

/** Network input of raw features. Exact: every step is an integer below 2^53, which is checked. */
export const quantiseInput = (
  raw: readonly RawValue[],
  quantisers: readonly InputQuantiser[],
): Int32Array => {
  if (raw.length !== quantisers.length) throw new InputWrongLengthError(raw.length, quantisers.length);
  return Int32Array.from(quantisers, (quantiser, i) => quantiseOne(raw[i] ?? null, quantiser, i));
};

const quantiseOne = (raw: RawValue, { name, decimals, M, C, S }: InputQuantiser, index: number): number => {
  if (raw === null) return 0;
  const fail = (reason: string): RawValueError => new RawValueError(name, index, reason);
  const product = toFixedPoint(raw, decimals, fail) * M;
  const sum = product + C + 2 ** (S - 1);
  if (!Number.isSafeInteger(product) || !Number.isSafeInteger(sum)) throw fail("it is too large");
  return Math.min(INPUT_LIMIT, Math.max(-INPUT_LIMIT, Math.floor(sum / 2 ** S)));
};

/** raw x 10^decimals, digits beyond `decimals` rounded half up. */
const toFixedPoint = (raw: string | number, decimals: number, fail: (reason: string) => Error): number => {
  if (typeof raw === "number" && !Number.isSafeInteger(raw)) throw fail("a number must be a safe integer");
  const match = DECIMAL.exec(String(raw));
  if (match === null) throw fail("it is not a plain decimal");
  const [, sign, whole, fraction = ""] = match;
  const digits = BigInt(`${whole}${fraction}`);
  const magnitude = sign === "-" ? -digits : digits;
  const excess = fraction.length - decimals;
  const scaled =
    excess <= 0 ? magnitude * 10n ** BigInt(-excess) : roundHalfUp(magnitude, 10n ** BigInt(excess));
  if (scaled > BigInt(Number.MAX_SAFE_INTEGER) || scaled < -BigInt(Number.MAX_SAFE_INTEGER))
    throw fail("it is too large");
  return Number(scaled);
};

const roundHalfUp = (value: bigint, unit: bigint): bigint => {
  const shifted = 2n * value + unit;
  const quotient = shifted / (2n * unit);
  return shifted < 0n && shifted % (2n * unit) !== 0n ? quotient - 1n : quotient;
};

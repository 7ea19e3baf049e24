// GS1 keys and dates. Keys travel as numbers and are written zero-padded: GTIN-14, GLN-13, SSCC-18.
import { keccak256, toUtf8Bytes } from "ethers";
import type { Hex } from "../hex.ts";
import {
  ExpiryMalformedError,
  Gs1CheckDigitError,
  Gs1KeyMalformedError,
  Gs1KeyRangeError,
  Gs1TextMalformedError,
} from "./errors.ts";

export type Gtin = bigint & { readonly __brand: "Gtin" };
export type Gln = bigint & { readonly __brand: "Gln" };
export type Sscc = bigint & { readonly __brand: "Sscc" };

/** Application identifier 17 as a number, and the last second, UTC, of the day it names. */
export type Expiry = { readonly yymmdd: number; readonly expiresAt: number };

const LENGTHS = { GTIN: [8, 12, 13, 14], GLN: [13], SSCC: [18] } as const;
type Key = keyof typeof LENGTHS;

const MOST_TEXT = 20;
const OUTSIDE_SET_82 = /[^!"%-?A-Z_a-z]/;
const CENTURY = 2000;

/** The digit that completes these data digits: weights 3, 1, 3, ... from the right. */
export const checkDigitOf = (data: string): number => {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += Number(data[data.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
};

const parse = (key: Key, text: string): bigint => {
  const lengths: readonly number[] = LENGTHS[key];
  if (!/^[0-9]+$/.test(text) || !lengths.includes(text.length))
    throw new Gs1KeyMalformedError(key, text, lengths);
  const expected = checkDigitOf(text.slice(0, -1));
  if (Number(text.at(-1)) !== expected) throw new Gs1CheckDigitError(key, text, expected);
  const value = BigInt(text);
  if (value === 0n) throw new Gs1KeyRangeError(key, value);
  return value;
};

const format = (key: Key, value: bigint): string => {
  const length = Math.max(...LENGTHS[key]);
  if (value <= 0n || value >= 10n ** BigInt(length)) throw new Gs1KeyRangeError(key, value);
  const text = value.toString().padStart(length, "0");
  const expected = checkDigitOf(text.slice(0, -1));
  if (Number(text.at(-1)) !== expected) throw new Gs1CheckDigitError(key, text, expected);
  return text;
};

/** Trade item number of 8, 12, 13 or 14 digits. */
export const parseGtin = (text: string): Gtin => parse("GTIN", text) as Gtin;
/** Location number of 13 digits. */
export const parseGln = (text: string): Gln => parse("GLN", text) as Gln;
/** Serial shipping container code of 18 digits. */
export const parseSscc = (text: string): Sscc => parse("SSCC", text) as Sscc;
/** As 14 digits. */
export const formatGtin = (gtin: bigint): string => format("GTIN", gtin);
/** As 13 digits. */
export const formatGln = (gln: bigint): string => format("GLN", gln);
/** As 18 digits. */
export const formatSscc = (sscc: bigint): string => format("SSCC", sscc);

/** An item number in any of its lengths (UPC-A, EAN-8, EAN-13, GTIN-14), as 14 digits. */
export const normaliseGtin = (text: string): string => formatGtin(parseGtin(text));

/** Whether YYMMDD is a day that exists, or, where that is allowed, day 00 of a month that does. */
export const isDay = (text: string, zeroAllowed: boolean): boolean => {
  const [, year = "", month = "", day = ""] = /^([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(text) ?? [];
  if (day === "" || (day === "00" && !zeroAllowed)) return false;
  // Day 0 of the next month is the last one of this.
  const lastDay = new Date(Date.UTC(CENTURY + Number(year), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) <= lastDay;
};

/** Reads AI 17. Years are 2000 to 2099; day 00 is the last day of its month. */
export const parseExpiry = (text: string): Expiry => {
  if (!isDay(text, true)) throw new ExpiryMalformedError(text);
  const [year, month, day] = [0, 2, 4].map((at) => Number(text.slice(at, at + 2))) as [
    number,
    number,
    number,
  ];
  // Day 0 of the next month is the last one of this; its midnight is that of the first of the next.
  const midnight = Date.UTC(CENTURY + year, day === 0 ? month : month - 1, day + 1);
  return { yymmdd: Number(text), expiresAt: midnight / 1000 - 1 };
};

/** As six digits. */
export const formatExpiry = (yymmdd: number): string => {
  const text = String(yymmdd).padStart(6, "0");
  parseExpiry(text);
  return text;
};

/** Throws unless the text may stand in AI 10 or 21. */
export const assertGs1Text = (field: "lot" | "serial", text: string): void => {
  const outside = OUTSIDE_SET_82.exec(text)?.index;
  if (text.length === 0 || text.length > MOST_TEXT || outside !== undefined)
    throw new Gs1TextMalformedError(field, text.length, outside);
};

/** What stands on chain for a lot number. */
export const lotHash = (lot: string): Hex => {
  assertGs1Text("lot", lot);
  return keccak256(toUtf8Bytes(lot)) as Hex;
};

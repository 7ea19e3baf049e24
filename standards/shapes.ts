import { getAddress } from "ethers";
import { z } from "zod";
import type { Hex } from "./hex.ts";

/** Zod shapes that every door of the project shares. */

/** 32 bytes, lower-cased. */
export const bytes32 = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "must be 0x and 64 hex digits")
  .transform((value) => value.toLowerCase() as Hex);

/** Whole bytes of any length, lower-cased. */
export const bytes = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{2})*$/, "must be 0x and an even number of hex digits")
  .transform((value) => value.toLowerCase() as Hex);

/** An address in checksum form; a wrong checksum is refused. */
export const address = z.string().transform((value, context): Hex => {
  try {
    if (!/^0x[0-9a-fA-F]{40}$/.test(value)) throw new Error("shape");
    return getAddress(value) as Hex;
  } catch {
    context.addIssue({
      code: "custom",
      message: "must be an address of 0x and 40 hex digits, checksum right",
    });
    return z.NEVER;
  }
});

/** A whole number of `bits` bits (at most 53) without sign. */
export const uint = (bits: number) =>
  z
    .number()
    .int()
    .min(0)
    .max(2 ** bits - 1);

/** A whole number of `bits` bits without sign, written in decimal so that JSON does not round it. */
export const bigUint = (bits: number) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]*)$/, "must be a decimal number in quotes")
    .transform((value) => BigInt(value))
    .refine((value) => value < 1n << BigInt(bits), `must fit ${bits} bits`);

// A fixed list, so that every version of Unicode refuses the same. The two joiners stay: some scripts need them.
const UNSEEN =
  /\u034f|[\p{Cc}\p{Cs}\p{Co}\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;

/** Whether a text holds characters that a reader does not see, or that turn others around. */
export const hasUnseenCharacters = (text: string): boolean => UNSEEN.test(text);

/** A short text that shows all that it holds. */
export const seenText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !hasUnseenCharacters(text), "must hold no invisible character");

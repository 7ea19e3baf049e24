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

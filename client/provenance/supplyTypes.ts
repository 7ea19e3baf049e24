// What the ledgers of goods speak of, as contracts/types/Provenance.sol has it.
import type { Gln, Gtin, Sscc } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import type { LotId } from "../../standards/units.ts";

/** Everything that a manufacturer fixed of a lot: the ledger keeps a commitment, callers show it again. */
export type LotDetails = {
  readonly gtin: Gtin;
  readonly lotHash: Hex;
  readonly expiry: number;
  readonly expiresAt: number;
  readonly unitsRoot: Hex;
  readonly unitCount: number;
};

/** Units of one lot inside a logistic unit. */
export type Content = {
  readonly lot: LotId;
  readonly expiresAt: number;
  readonly firstUnit: number;
  readonly unitCount: number;
};
export type Contents = readonly Content[];

/** Where a pack lies: in a logistic unit, or by itself. */
export type Place = { readonly sscc: Sscc; readonly contents: Contents };

/** A run of units to be packed. */
export type PackItem = {
  readonly lot: LotDetails;
  readonly firstUnit: number;
  readonly unitCount: number;
};

/** Single packs of one lot. */
export type LotUnits = { readonly lot: LotDetails; readonly indices: readonly number[] };

/** A logistic unit inside another, and what it holds. */
export type Child = { readonly sscc: Sscc; readonly contents: Contents };

/** What shows a pack to be of its lot, without its serial. */
export type PackProof = {
  readonly index: number;
  readonly unitHash: Hex;
  readonly proof: readonly Hex[];
};

export const NO_LOGISTIC_UNIT = 0n as Sscc;
export const NO_PARTNER = 0n as Gln;
/** `firstUnit` of units that are no run. */
export const SCATTERED = 2 ** 32 - 1;
/** Packs by themselves. */
export const LOOSE: Place = { sscc: NO_LOGISTIC_UNIT, contents: [] };
/** Most packs of one call; IUnitLedger refuses longer lists. */
export const MOST_INDICES = 64;

/** The member of an enum at a number, by name. */
export const nameOf = (names: readonly string[], value: bigint | number): string =>
  names[Number(value)] ?? `unknown (${value})`;

/** The number of an enumeration's member. */
export const numberOf = <N extends string>(names: readonly N[], name: N): number => names.indexOf(name);

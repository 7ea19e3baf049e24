// Units of a lot under one Merkle root; what IUnitLedger and IBatchLedger check.
//
//   unitHash = keccak256(abi.encode(uint64 gtin, string serial, string lot, uint32 expiry, bytes32 salt))
//   leaf     = keccak256(keccak256(abi.encode(uint32 index, bytes32 unitHash)))
//   lotId    = keccak256(abi.encode(uint64 gtin, bytes32 lotHash))
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { AbiCoder, isHexString, keccak256 } from "ethers";
import { TheriacError } from "./errors.ts";
import { assertGs1Text, formatExpiry, formatGtin, type Gtin, lotHash } from "./gs1/keys.ts";
import type { Hex } from "./hex.ts";

export type LotId = Hex & { readonly __brand: "LotId" };

/** What the units of a lot share. */
export type Lot = { readonly gtin: Gtin; readonly lot: string; readonly expiry: number };

/** One pack. The salt, 32 random bytes, keeps serials from being guessed. */
export type Unit = { readonly serial: string; readonly salt: Hex };

/** A lot's root, and what each pack needs to prove itself. */
export type UnitTree = {
  readonly root: Hex;
  readonly unitCount: number;
  readonly hashOf: (index: number) => Hex;
  readonly proofOf: (index: number) => Hex[];
};

const LEAF = ["uint32", "bytes32"];
const MOST_UNITS = 2 ** 32;
const coder = AbiCoder.defaultAbiCoder();

/** A lot has no unit of this index, or no units at all. */
export class UnitIndexError extends TheriacError {
  readonly code = "UNIT_INDEX_OUT_OF_RANGE";
  constructor(index: number, unitCount: number) {
    super("A lot has no unit of this index.", { context: { index, unitCount } });
  }
}

/** Two units of a lot have the same serial. */
export class SerialRepeatedError extends TheriacError {
  readonly code = "SERIAL_REPEATED";
  constructor(first: number, second: number) {
    super("Two units of a lot have the same serial number.", { context: { first, second } });
  }
}

/** A unit's salt is not 32 bytes. */
export class UnitSaltError extends TheriacError {
  readonly code = "UNIT_SALT_MALFORMED";
  constructor(length: number) {
    super("A unit's salt must be 32 bytes.", { context: { length } });
  }
}

/** What stands on chain for a lot. */
export const lotIdOf = (gtin: Gtin, lot: string): LotId => {
  formatGtin(gtin);
  return keccak256(coder.encode(["uint64", "bytes32"], [gtin, lotHash(lot)])) as LotId;
};

/** What a verifier is shown of a pack: nothing that a serial could be read from. */
export const unitHash = ({ gtin, lot, expiry }: Lot, { serial, salt }: Unit): Hex => {
  formatGtin(gtin);
  formatExpiry(expiry);
  assertGs1Text("lot", lot);
  assertGs1Text("serial", serial);
  const saltBytes = (salt.length - 2) / 2;
  if (!isHexString(salt, 32)) throw new UnitSaltError(saltBytes);
  const types = ["uint64", "string", "string", "uint32", "bytes32"];
  return keccak256(coder.encode(types, [gtin, serial, lot, expiry, salt])) as Hex;
};

/** The leaf that binds a unit to its index. */
export const unitLeaf = (index: number, hash: Hex): Hex => {
  if (!Number.isInteger(index) || index < 0 || index >= MOST_UNITS)
    throw new UnitIndexError(index, MOST_UNITS);
  return keccak256(keccak256(coder.encode(LEAF, [index, hash]))) as Hex;
};

const assertDistinct = (units: readonly Unit[]): void => {
  const seen = new Map<string, number>();
  units.forEach(({ serial }, index) => {
    const first = seen.get(serial);
    if (first !== undefined) throw new SerialRepeatedError(first, index);
    seen.set(serial, index);
  });
};

/** Puts the units of a lot under one root, in the order of their indices. */
export const buildUnitTree = (lot: Lot, units: readonly Unit[]): UnitTree => {
  if (units.length === 0 || units.length > MOST_UNITS) throw new UnitIndexError(0, units.length);
  assertDistinct(units);
  const hashes = units.map((unit) => unitHash(lot, unit));
  const leaves = hashes.map((hash, index) => [index, hash]);
  const tree = StandardMerkleTree.of(leaves, LEAF, { sortLeaves: false });
  const hashOf = (index: number): Hex => {
    const hash = hashes[index];
    if (hash === undefined) throw new UnitIndexError(index, units.length);
    return hash;
  };
  return {
    root: tree.root as Hex,
    unitCount: units.length,
    hashOf,
    proofOf: (index) => {
      hashOf(index);
      return tree.getProof(index) as Hex[];
    },
  };
};

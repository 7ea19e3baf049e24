// Units of a lot; what IUnitLedger and IBatchLedger check of one.
//
//   unitHash = keccak256(abi.encode(uint64 gtin, string serial, string lot, uint32 expiry, bytes32 salt))
//   leaf     = keccak256(keccak256(abi.encode(uint32 index, bytes32 unitHash)))
//   lotId    = keccak256(abi.encode(uint64 gtin, bytes32 lotHash))
import { AbiCoder, hexlify, keccak256 } from "ethers";
import { formatGtin, type Gtin, lotHash } from "./gs1/keys.ts";
import type { Hex } from "./hex.ts";
import { writeWord } from "./merkle/hexBytes.ts";
import { keccak } from "./merkle/keccak.ts";
import { type Lot, makeLeafPacker, makeUnitPacker, type Unit } from "./merkle/packUnit.ts";
import { buildUnitTree, MOST_UNITS, streamUnitTree, type UnitTree } from "./merkle/unitTree.ts";
import { UnitHashError, UnitIndexError } from "./unitErrors.ts";

export { buildUnitTree, type Lot, streamUnitTree, type Unit, type UnitTree };

export type LotId = Hex & { readonly __brand: "LotId" };

/** What stands on chain for a lot. */
export const lotIdOf = (gtin: Gtin, lot: string): LotId => {
  formatGtin(gtin);
  const encoded = AbiCoder.defaultAbiCoder().encode(["uint64", "bytes32"], [gtin, lotHash(lot)]);
  return keccak256(encoded) as LotId;
};

/** What a verifier is shown of a pack: nothing that a serial could be read from. */
export const unitHash = (lot: Lot, unit: Unit): Hex => hexlify(keccak(makeUnitPacker(lot)(unit))) as Hex;

/** The leaf that binds a unit to its index. */
export const unitLeaf = (index: number, hash: Hex): Hex => {
  if (!Number.isInteger(index) || index < 0 || index >= MOST_UNITS)
    throw new UnitIndexError(index, MOST_UNITS);
  const bytes = new Uint8Array(32);
  if (!writeWord(hash, bytes, 0)) throw new UnitHashError((hash.length - 2) / 2);
  return hexlify(keccak(keccak(makeLeafPacker()(index, bytes)))) as Hex;
};

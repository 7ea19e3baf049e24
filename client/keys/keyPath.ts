// Where a key stands under the seed (BIP-32, every step hardened; root as ERC-1581 keeps it for keys without funds):
//
//   m / 43' / 60' / 1581' / 7412' / role' / w0' / w1' / w2' / w3' / epoch'
//
//   role   0 patient, 1 guardian
//   w0-w3  the first 124 bits of keccak256("theriac.key.v1", chain id, custodian[, ward]), 31 bits a step, highest first
//   epoch  0; one more after each recovery
//
// A hardened child has nothing public in common with its siblings: to find that two keys have one seed takes the seed,
// or a private key together with its parent's chain code, and neither leaves derivePersonKeys.ts.
import { getAddress, isHexString, solidityPackedKeccak256 } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { BadKeyPlaceError } from "./errors.ts";

/** What one key of a patient is for. */
export type KeyPlace = {
  readonly custodian: Hex;
  readonly chainId: number;
  /** Rises by one with each recovery of this key. */
  readonly epoch?: number;
};

/** What one key of a guardian is for: each ward's has nothing to do with the next ward's. */
export type WardKeyPlace = KeyPlace & {
  /** The ward's handle at the custodian: see newSubjectHandle. */
  readonly ward: Hex;
};

const ROOT = "m/43'/60'/1581'/7412'";
const WORD_BITS = 31n;
const WORDS = 4n;
const EPOCHS = 2 ** 31;

/** Path of a patient's key at a custodian. */
export const patientKeyPath = (place: KeyPlace): string =>
  join(0, place, solidityPackedKeccak256(["string", "uint256", "address"], scope(place)));

/** Path of a guardian's key for one ward at a custodian. */
export const guardianKeyPath = (place: WardKeyPlace): string => {
  if (!isHexString(place.ward, 32)) throw new BadKeyPlaceError("ward");
  const types = ["string", "uint256", "address", "bytes32"];
  return join(1, place, solidityPackedKeccak256(types, [...scope(place), place.ward]));
};

const scope = ({ custodian, chainId }: KeyPlace): unknown[] => {
  if (!Number.isSafeInteger(chainId) || chainId < 1) throw new BadKeyPlaceError("chainId");
  try {
    return ["theriac.key.v1", chainId, getAddress(custodian)];
  } catch {
    throw new BadKeyPlaceError("custodian");
  }
};

const join = (role: number, { epoch = 0 }: KeyPlace, hash: string): string => {
  if (!Number.isInteger(epoch) || epoch < 0 || epoch >= EPOCHS) throw new BadKeyPlaceError("epoch");
  const bits = BigInt(hash) >> (256n - WORDS * WORD_BITS);
  const words = [3n, 2n, 1n, 0n].map((n) => (bits >> (n * WORD_BITS)) & ((1n << WORD_BITS) - 1n));
  return [ROOT, ...[role, ...words, epoch].map((step) => `${step}'`)].join("/");
};

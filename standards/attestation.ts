import { concat, dataLength, dataSlice, Signature, toBeHex } from "ethers";
import type { Hex } from "./hex.ts";

/** Committees have at most this many members: one bit each in the bitmap. */
export const MAX_COMMITTEE = 32;

/** A member's signature: `bit` is its place in the config, `signature` the 65 bytes r, s, v. */
export type MemberSignature = { readonly bit: number; readonly signature: Hex };

/** Attestation bytes: bytes4 bitmap, then r and yParityAndS (EIP-2098) of each member in ascending bit order. */
export const encodeAttestation = (signatures: readonly MemberSignature[]): Hex => {
  const sorted = [...signatures].sort((a, b) => a.bit - b.bit);
  let bitmap = 0n;
  for (const { bit } of sorted) {
    if (!Number.isInteger(bit) || bit < 0 || bit >= MAX_COMMITTEE) {
      throw new RangeError(`Bit ${bit} is outside a committee of ${MAX_COMMITTEE}.`);
    }
    if ((bitmap >> BigInt(bit)) & 1n) throw new RangeError(`Bit ${bit} signed twice.`);
    bitmap |= 1n << BigInt(bit);
  }
  const compact = sorted.map(({ signature }) => Signature.from(signature).compactSerialized);
  return concat([toBeHex(bitmap, 4), ...compact]) as Hex;
};

/** The signatures that attestation bytes hold, in ascending bit order. */
export const decodeAttestation = (attestation: Hex): MemberSignature[] => {
  const size = dataLength(attestation);
  if (size < 4) throw new RangeError("Attestation has no bitmap.");
  const bitmap = BigInt(dataSlice(attestation, 0, 4));
  const bits = Array.from({ length: MAX_COMMITTEE }, (_, bit) => bit).filter(
    (bit) => (bitmap >> BigInt(bit)) & 1n,
  );
  if (size !== 4 + 64 * bits.length) throw new RangeError("Attestation length does not fit its bitmap.");
  return bits.map((bit, i) => {
    const compact = dataSlice(attestation, 4 + 64 * i, 4 + 64 * (i + 1));
    return { bit, signature: Signature.from(compact).serialized as Hex };
  });
};

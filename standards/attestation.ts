import { concat, dataLength, dataSlice, Signature, toBeHex } from "ethers";
import type { Hex } from "./hex.ts";

/** Committees have at most this many members: one bit each in the bitmap. */
export const MAX_COMMITTEE = 32;

const BITMAP_BYTES = 4;
const SIGNATURE_BYTES = 64;
const TRACE_BYTES = 32;

/**
 * A member's signature: `bit` is its place in the config, `signature` the 65 bytes r, s, v. With a TracedReport the
 * trace that it committed to.
 */
export type MemberSignature = {
  readonly bit: number;
  readonly signature: Hex;
  readonly traceCommitment?: Hex;
};

/**
 * Attestation bytes: bytes4 bitmap, then for each member in ascending bit order r and yParityAndS (EIP-2098), and with
 * a TracedReport its trace commitment.
 */
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
  const traced = sorted.filter(({ traceCommitment }) => traceCommitment !== undefined).length;
  if (traced !== 0 && traced !== sorted.length) throw new RangeError("Some signatures lack their trace.");
  const compact = sorted.flatMap(({ signature, traceCommitment }) => [
    Signature.from(signature).compactSerialized,
    ...(traceCommitment === undefined ? [] : [traceCommitment]),
  ]);
  return concat([toBeHex(bitmap, BITMAP_BYTES), ...compact]) as Hex;
};

/** The signatures that attestation bytes hold, in ascending bit order; with their traces if there are any. */
export const decodeAttestation = (attestation: Hex): MemberSignature[] => {
  const size = dataLength(attestation);
  if (size < BITMAP_BYTES) throw new RangeError("Attestation has no bitmap.");
  const bitmap = BigInt(dataSlice(attestation, 0, BITMAP_BYTES));
  const bits = Array.from({ length: MAX_COMMITTEE }, (_, bit) => bit).filter(
    (bit) => (bitmap >> BigInt(bit)) & 1n,
  );
  const traced = size === BITMAP_BYTES + (SIGNATURE_BYTES + TRACE_BYTES) * bits.length && bits.length > 0;
  const width = SIGNATURE_BYTES + (traced ? TRACE_BYTES : 0);
  if (size !== BITMAP_BYTES + width * bits.length) {
    throw new RangeError("Attestation length does not fit its bitmap.");
  }
  return bits.map((bit, i) => {
    const at = BITMAP_BYTES + width * i;
    const compact = dataSlice(attestation, at, at + SIGNATURE_BYTES);
    const signature = Signature.from(compact).serialized as Hex;
    if (!traced) return { bit, signature };
    const traceCommitment = dataSlice(attestation, at + SIGNATURE_BYTES, at + width) as Hex;
    return { bit, signature, traceCommitment };
  });
};

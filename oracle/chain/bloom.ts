import { getBytes, hexlify, keccak256 } from "ethers";
import type { Hex } from "../../standards/hex.ts";

/** The Bloom filter of a block header: 2,048 bits, of which each address and topic of a log sets three. */
const BYTES = 256;
const BIT_MASK = 2_047;
const PAIRS = [0, 2, 4] as const;

/** Which bits an address or a topic sets. */
export type BloomBits = readonly number[];

export const EMPTY_BLOOM = (): Uint8Array => new Uint8Array(BYTES);

export const bloomBitsOf = (entry: Hex): BloomBits => {
  const hash = getBytes(keccak256(entry));
  return PAIRS.map((at) => (((hash[at] as number) << 8) | (hash[at + 1] as number)) & BIT_MASK);
};

export const addToBloom = (bloom: Uint8Array, entry: Hex): void => {
  for (const bit of bloomBitsOf(entry))
    bloom[BYTES - 1 - (bit >> 3)] = (bloom[BYTES - 1 - (bit >> 3)] as number) | (1 << (bit & 7));
};

export const toBloomHex = (bloom: Uint8Array): Hex => hexlify(bloom) as Hex;

/** Whether the filter may hold the entry; what it denies is certainly not there. */
export const mayHold = (bloom: Uint8Array, bits: BloomBits): boolean =>
  bits.every((bit) => ((bloom[BYTES - 1 - (bit >> 3)] as number) & (1 << (bit & 7))) !== 0);

/** A header's filter; undefined when it has none. */
export const parseBloom = (logsBloom: Hex | undefined): Uint8Array | undefined =>
  logsBloom === undefined || logsBloom.length !== 2 + 2 * BYTES ? undefined : getBytes(logsBloom);

/** Below this share of set bits, an entry that is not there seems to be there in one block of thirty. */
const TELLING_SHARE = 0.33;
const BITS_PER_BYTE = 8;

/** Whether a filter is empty enough to say anything. */
export const isTelling = (bloom: Uint8Array): boolean => {
  let set = 0;
  for (const byte of bloom) for (let rest = byte; rest !== 0; rest &= rest - 1) set += 1;
  return set / (BYTES * BITS_PER_BYTE) < TELLING_SHARE;
};

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

/** A header's filter; undefined when there is none or it is empty although chains of that kind leave it empty always. */
export const parseBloom = (logsBloom: string | undefined): Uint8Array | undefined =>
  logsBloom === undefined || logsBloom.length !== 2 + 2 * BYTES ? undefined : getBytes(logsBloom);

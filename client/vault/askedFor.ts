import type { Hex } from "../../standards/hex.ts";

/**
 * What of a key request is kept beside the request and the record ids: together they are what the data user signed, the one
 * signature over which records it asked for.
 */
export type AskedFor = {
  readonly encryptionKey: Hex;
  readonly deadline: number;
  readonly signature: Hex;
};

export const askedFor = ({ encryptionKey, deadline, signature }: AskedFor): AskedFor => ({
  encryptionKey,
  deadline,
  signature,
});

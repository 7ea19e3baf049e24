import type { Hex } from "../../standards/hex.ts";
import type { KeyRequest } from "./keyRequest.ts";

/**
 * What of a key request is kept beside the request and the record ids: together they are what the data user signed, the one
 * signature over which records it asked for.
 */
export type AskedFor = Omit<KeyRequest, "recordIds" | "request"> & { readonly signature: Hex };

export const askedFor = ({ encryptionKey, deadline, signature }: AskedFor): AskedFor => ({
  encryptionKey,
  deadline,
  signature,
});

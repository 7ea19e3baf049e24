import { getBytes, keccak256 } from "ethers";
import { createKeccak } from "hash-wasm";

/** keccak-256 of some bytes, as bytes that are the caller's. */
export type Keccak = (bytes: Uint8Array) => Uint8Array;

/** There at once; enough for thousands of hashes. */
export const keccak: Keccak = (bytes) => getBytes(keccak256(bytes));

/** The same by WebAssembly, for millions. */
export const openKeccak = async (): Promise<Keccak> => {
  const hasher = await createKeccak(256);
  return (bytes) => hasher.init().update(bytes).digest("binary");
};

import type { Hex } from "../../standards/hex.ts";

/** A secp256k1 key, wherever it is kept. */
export type Signer = {
  readonly signer: Hex;
  /** Signature over the keccak256 of the bytes: 65 bytes, low s, v 27 or 28. */
  readonly sign: (preimage: Hex) => Promise<Hex>;
};

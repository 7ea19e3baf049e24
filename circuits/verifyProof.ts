import { type Groth16Key, type Groth16Proof, groth16 } from "snarkjs";
import type { Hex } from "../standards/hex.ts";
import { decodeKey, decodeProof } from "./verificationKey.ts";

/** Whether a proof holds for the public signals, off chain. */
export const verifyProof = (key: Hex, signals: readonly bigint[], proof: Hex): Promise<boolean> =>
  groth16.verify(decodeKey(key) as Groth16Key, signals.map(String), decodeProof(proof) as Groth16Proof);

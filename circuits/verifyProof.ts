import { getCurveFromName } from "ffjavascript";
import { groth16 } from "snarkjs";
import type { Hex } from "../standards/hex.ts";
import { decodeKey, decodeProof } from "./verificationKey.ts";

/** Whether a proof holds for the public signals, off chain. */
export const verifyProof = async (key: Hex, signals: readonly bigint[], proof: Hex): Promise<boolean> => {
  try {
    return await groth16.verify(decodeKey(key), signals.map(String), decodeProof(proof));
  } finally {
    // The toolchain keeps one curve with its workers; they would keep the process.
    await (await getCurveFromName("bn128")).terminate();
  }
};

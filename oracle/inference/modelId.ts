import { keccak256 } from "ethers";
import type { Hex, ModelId } from "../../standards/hex.ts";

/** keccak256(abi.encode(networkHash, manifestHash, uint8 flags)), as the model registry computes it. */
export const modelIdOf = (networkHash: Hex, manifestHash: Hex, flags: number): ModelId =>
  keccak256(`${networkHash}${manifestHash.slice(2)}${flags.toString(16).padStart(64, "0")}`) as ModelId;

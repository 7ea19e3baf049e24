import { AbiCoder, keccak256 } from "ethers";
import type { Hex } from "../hex.ts";

const coder = AbiCoder.defaultAbiCoder();

/** By what the cold chain knows a single pack, and an index finds it. */
export const unitSubject = (lot: Hex, index: number): Hex =>
  keccak256(coder.encode(["bytes32", "uint32"], [lot, index])) as Hex;

/** By what the cold chain knows units of a lot in a logistic unit. */
export const logisticUnitSubject = (sscc: bigint, lot: Hex): Hex =>
  keccak256(coder.encode(["uint64", "bytes32"], [sscc, lot])) as Hex;

/** A lot's id, from the details that stand on chain. */
export const lotIdOfDetails = ({ gtin, lotHash }: { readonly gtin: bigint; readonly lotHash: Hex }): Hex =>
  keccak256(coder.encode(["uint64", "bytes32"], [gtin, lotHash])) as Hex;

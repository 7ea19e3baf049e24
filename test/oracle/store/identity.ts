import type { Hex } from "../../../standards/hex.ts";
import { CLINIC, HOSPITAL } from "../standards/builders.ts";

export const IDENTITY = { chainId: 31_337, oracle: HOSPITAL, operator: CLINIC };

const padded = (n: number, prefix: string): Hex =>
  `0x${prefix}${n.toString(16).padStart(64 - prefix.length, "0")}`;
export const requestOf = (n: number): Hex => padded(n, "aa");
export const outputOf = (n: number): Hex => padded(n, "bb");

import type { Hex } from "./hex.ts";

/** 32 bytes of the system's cryptographic generator. */
export const randomWord = (): Hex =>
  `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex")}`;

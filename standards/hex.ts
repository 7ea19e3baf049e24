/** A 0x-prefixed string of whole bytes. */
export type Hex = `0x${string}`;

export type RequestId = Hex & { readonly __brand: "RequestId" };
export type ModelId = Hex & { readonly __brand: "ModelId" };
export type ConsentId = Hex & { readonly __brand: "ConsentId" };
export type ConfigDigest = Hex & { readonly __brand: "ConfigDigest" };
export type EmergencyTag = Hex & { readonly __brand: "EmergencyTag" };

/** 32 zero bytes. */
export const ZERO_HASH: Hex = `0x${"00".repeat(32)}`;

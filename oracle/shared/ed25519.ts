import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import type { Hex } from "../../standards/hex.ts";

const bytesOf = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
const hexOf = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;

export type Ed25519Pair = { readonly publicKey: Hex; readonly sign: (message: Hex) => Hex };

/** A fresh key that never leaves the process. */
export const generateEd25519 = (): Ed25519Pair => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  return {
    publicKey: hexOf(Buffer.from(x, "base64url")),
    sign: (message) => hexOf(sign(null, bytesOf(message), privateKey)),
  };
};

export const importEd25519 = (publicKey: Hex): KeyObject => {
  const x = bytesOf(publicKey).toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
};

/** Whether the key signed. */
export const verifyEd25519 = (key: KeyObject, message: Hex, signature: Hex): boolean =>
  verify(null, bytesOf(message), key, bytesOf(signature));

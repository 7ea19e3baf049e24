import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { getBytes, hexlify } from "ethers";
import type { Hex } from "./hex.ts";

/** RFC 9180 base mode with X25519, HKDF-SHA256 and AES-256-GCM. */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** X25519 keys, 32 raw bytes each. */
export type EncryptionKeyPair = { readonly publicKey: Hex; readonly privateKey: Hex };
/** What HPKE makes of one message for one recipient. */
export type Sealed = { readonly encapsulatedKey: Hex; readonly ciphertext: Hex };
/** What a ciphertext is bound to: `info` names the use, `aad` the one message. */
export type Binding = { readonly info: string; readonly aad: Uint8Array };

/** A fresh key pair. */
export const generateEncryptionKey = async (): Promise<EncryptionKeyPair> => {
  const pair = await suite.kem.generateKeyPair();
  const publicKey = toHex(await suite.kem.serializePublicKey(pair.publicKey));
  return { publicKey, privateKey: toHex(await suite.kem.serializePrivateKey(pair.privateKey)) };
};

/** Encrypts to a public key. */
export const seal = async (recipient: Hex, plaintext: Uint8Array, binding: Binding): Promise<Sealed> => {
  const recipientPublicKey = await suite.kem.deserializePublicKey(toBytes(recipient));
  const sealed = await suite.seal(
    { recipientPublicKey, info: new TextEncoder().encode(binding.info) },
    toBuffer(plaintext),
    toBuffer(binding.aad),
  );
  return { encapsulatedKey: toHex(sealed.enc), ciphertext: toHex(sealed.ct) };
};

/** Decrypts with a private key; rejects when key, binding or ciphertext are not the ones that were sealed. */
export const open = async (privateKey: Hex, sealed: Sealed, binding: Binding): Promise<Uint8Array> => {
  const recipientKey = await suite.kem.deserializePrivateKey(toBytes(privateKey));
  const plaintext = await suite.open(
    { recipientKey, enc: toBytes(sealed.encapsulatedKey), info: new TextEncoder().encode(binding.info) },
    toBytes(sealed.ciphertext),
    toBuffer(binding.aad),
  );
  return new Uint8Array(plaintext);
};

const toBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const toBytes = (hex: Hex): ArrayBuffer => toBuffer(getBytes(hex));
const toHex = (bytes: ArrayBuffer): Hex => hexlify(new Uint8Array(bytes)) as Hex;

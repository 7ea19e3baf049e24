import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { concat, getBytes, hexlify } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { open, type Sealed, seal } from "../../standards/hpke.ts";
import { BadEncryptionKeyError, VaultSealError } from "./errors.ts";
import type { RecordId } from "./vaultTypes.ts";

const SALT = 32;
const TAG = 16;

/** A document's canonical bytes with the salt of its commitment. */
export type OpenedRecord = { readonly bytes: Uint8Array; readonly salt: Hex };
export type RecordCipher = {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
};

const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/** AES-256-GCM under a fresh key for this record alone, bound to its id. The caller wipes the key. */
export const sealRecord = (id: RecordId, { bytes, salt }: OpenedRecord): RecordCipher & { key: Buffer } => {
  const key = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(getBytes(id));
  const ciphertext = Buffer.concat([
    cipher.update(getBytes(salt)),
    cipher.update(bytes),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return { key, iv: plain(iv), ciphertext: plain(ciphertext) };
};

/** Opens what `sealRecord` sealed. */
export const openRecord = (id: RecordId, key: Uint8Array, { iv, ciphertext }: RecordCipher): OpenedRecord => {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, iv).setAAD(getBytes(id));
    decipher.setAuthTag(ciphertext.subarray(-TAG));
    const opened = Buffer.concat([decipher.update(ciphertext.subarray(0, -TAG)), decipher.final()]);
    return { salt: hexlify(opened.subarray(0, SALT)) as Hex, bytes: opened.subarray(SALT) };
  } catch {
    throw new VaultSealError("record");
  }
};

const INFO = "theriac.vault.release.v1";

/** Wraps a record's key to a data user, for one access alone. Throws `BAD_ENCRYPTION_KEY`. */
export const sealKeyTo = (user: Hex, key: Uint8Array, access: Hex, id: RecordId): Promise<Sealed> =>
  seal(user, key, { info: INFO, aad: getBytes(concat([access, id])) }).catch(() => {
    throw new BadEncryptionKeyError();
  });

/** Throws `BAD_ENCRYPTION_KEY` if nothing can be wrapped to a key: points of low order agree on nothing. */
export const checkEncryptionKey = async (user: Hex): Promise<void> => {
  await seal(user, new Uint8Array(), { info: INFO, aad: new Uint8Array() }).catch(() => {
    throw new BadEncryptionKeyError();
  });
};

/** Unwraps it with the data user's private key. */
export const openKey = (privateKey: Hex, sealed: Sealed, access: Hex, id: RecordId): Promise<Uint8Array> =>
  open(privateKey, sealed, { info: INFO, aad: getBytes(concat([access, id])) }).catch(() => {
    throw new VaultSealError("release");
  });

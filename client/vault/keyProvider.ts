import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { decryptKey, type EncryptionKeyFile, encryptKey } from "../../oracle/config/encryptionKeyFile.ts";
import type { Hex } from "../../standards/hex.ts";
import { bytes32 } from "../../standards/shapes.ts";
import { BadMasterKeyError, VaultSealError } from "./errors.ts";

/** The custodian's master key, wherever it is: a file, or a key-management service that never lets it out. */
export type KeyProvider = {
  /** Names the key; says nothing of it. */
  readonly keyId: string;
  /** Both bind the wrapped key to its record: `context` is the record's id. */
  readonly wrap: (key: Uint8Array, context: Uint8Array) => Promise<Uint8Array>;
  readonly unwrap: (wrapped: Uint8Array, context: Uint8Array) => Promise<Uint8Array>;
  /** Keyed hash, for look-ups by the custodian's own patient numbers. */
  readonly mac: (message: Uint8Array) => Promise<Uint8Array>;
};

const IV = 12;
const TAG = 16;
const bufferOf = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
const subkey = (master: Buffer, use: string): Buffer =>
  Buffer.from(hkdfSync("sha256", master, "", `theriac.vault.v1.${use}`, 32));

/** A master key held in this process: 32 random bytes. Throws `BAD_MASTER_KEY`. */
export const localKeyProvider = (masterKey: Hex): KeyProvider => {
  if (!bytes32.safeParse(masterKey).success) throw new BadMasterKeyError();
  const master = bufferOf(masterKey);
  const wrapping = subkey(master, "wrap");
  const lookup = subkey(master, "lookup");
  const keyId = subkey(master, "id").toString("hex").slice(0, 16);
  master.fill(0);
  return Object.freeze({
    keyId,
    wrap: async (key: Uint8Array, context: Uint8Array) => {
      const iv = randomBytes(IV);
      const cipher = createCipheriv("aes-256-gcm", wrapping, iv).setAAD(context);
      return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap: async (wrapped: Uint8Array, context: Uint8Array) => {
      try {
        const decipher = createDecipheriv("aes-256-gcm", wrapping, wrapped.subarray(0, IV)).setAAD(context);
        decipher.setAuthTag(wrapped.subarray(-TAG));
        return Buffer.concat([decipher.update(wrapped.subarray(IV, -TAG)), decipher.final()]);
      } catch {
        throw new VaultSealError("record key");
      }
    },
    mac: async (message: Uint8Array) => createHmac("sha256", lookup).update(message).digest(),
  });
};

/** A fresh master key as a file: scrypt and AES-256-GCM, the form of the operators' encryption keys. */
export const createMasterKeyFile = (
  password: string,
  n: EncryptionKeyFile["kdf"]["n"] = 2 ** 17,
): Promise<EncryptionKeyFile> => {
  const master = randomBytes(32);
  const name: Hex = `0x${subkey(master, "name").toString("hex")}`;
  return encryptKey(name, `0x${master.toString("hex")}`, password, n);
};

/** Opens a file that `createMasterKeyFile` made. `file` is its path, for errors. */
export const openMasterKeyFile = async (
  json: unknown,
  password: string,
  file: string,
): Promise<KeyProvider> => localKeyProvider(await decryptKey(json, password, file));

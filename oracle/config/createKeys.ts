import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { encryptKeystoreJson, Wallet } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { generateEncryptionKey } from "../../standards/hpke.ts";
import { type EncryptionKeyFile, encryptKey } from "./encryptionKeyFile.ts";
import { KeysError } from "./errors.ts";
import { useNativeScrypt } from "./openKeys.ts";

/** Cost of a password guess. `light` is for development chains. */
export const SCRYPT_N = { standard: 2 ** 17, light: 2 ** 12 } as const satisfies Record<
  string,
  EncryptionKeyFile["kdf"]["n"]
>;

export type CreateKeysOptions = {
  readonly out: string;
  readonly password: string;
  readonly cost?: keyof typeof SCRYPT_N;
  /** Takes this signing key instead of a fresh one; for development chains with known accounts. */
  readonly signingKey?: Hex;
};

export type CreatedKeys = {
  readonly signer: Hex;
  readonly encryptionKey: Hex;
  readonly keystoreFile: string;
  readonly encryptionKeyFile: string;
};

/** Makes a signing key and an encryption key, both encrypted under one password. Never overwrites a file. */
export const createKeys = async (options: CreateKeysOptions): Promise<CreatedKeys> => {
  const { out, password, cost = "standard", signingKey } = options;
  const n = SCRYPT_N[cost];
  const wallet = signingKey === undefined ? Wallet.createRandom() : new Wallet(signingKey);
  const encryption = await generateEncryptionKey();
  useNativeScrypt();
  const account = { address: wallet.address, privateKey: wallet.privateKey };
  const keystore = await encryptKeystoreJson(account, password, { scrypt: { N: n, r: 8, p: 1 } });
  const encrypted = await encryptKey(encryption.publicKey, encryption.privateKey, password, n);
  const keystoreFile = path.resolve(out, "keystore.json");
  const encryptionKeyFile = path.resolve(out, "encryption-key.json");
  mkdirSync(out, { recursive: true, mode: 0o700 });
  writeSecret(keystoreFile, keystore);
  writeSecret(encryptionKeyFile, JSON.stringify(encrypted, undefined, 2));
  return {
    signer: wallet.address as Hex,
    encryptionKey: encryption.publicKey,
    keystoreFile,
    encryptionKeyFile,
  };
};

const writeSecret = (file: string, text: string): void => {
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    throw new KeysError(
      "A key file cannot be written.",
      file,
      "Give an empty folder: keys are never overwritten.",
      cause,
    );
  }
};

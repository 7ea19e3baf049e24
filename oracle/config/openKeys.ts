import { readFileSync } from "node:fs";
import {
  computeAddress,
  decryptKeystoreJson,
  getBytes,
  hexlify,
  keccak256,
  SigningKey,
  scrypt,
} from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { bytes32 } from "../../standards/shapes.ts";
import type { Keys } from "../domain/ports.ts";
import { decryptKey, deriveKey } from "./encryptionKeyFile.ts";
import { KeysError } from "./errors.ts";
import { type PasswordSource, readPassword } from "./password.ts";

export type KeyFiles = {
  readonly address: Hex;
  readonly keystore: string;
  readonly encryptionKey: string;
  readonly password: PasswordSource;
};

/** Has ethers derive keystore keys with Node's native scrypt. */
export const useNativeScrypt = (): void => {
  scrypt.register(async (password, salt, n, r, p, length) =>
    hexlify(await deriveKey(getBytes(password), getBytes(salt), length, { n, r, p })),
  );
};

/** Opens both key files. The signing key stays inside the returned functions. */
export const openKeys = async (
  files: KeyFiles,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Keys> => {
  const password = readPassword(files.password, environment);
  const [signingKey, encryptionPrivateKey] = await Promise.all([
    openKeystore(files.keystore, password),
    decryptKey(readJson(files.encryptionKey), password, files.encryptionKey),
  ]);
  return {
    operator: files.address,
    ...signerOf(signingKey),
    encryptionPrivateKey,
  };
};

/** Opens the keystore of an account that signs nothing but its transactions. */
export const openAccount = async (
  { keystore, password }: Pick<KeyFiles, "keystore" | "password">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Pick<Keys, "signer" | "sign">> =>
  signerOf(await openKeystore(keystore, readPassword(password, environment)));

const signerOf = (signingKey: SigningKey): Pick<Keys, "signer" | "sign"> => ({
  signer: computeAddress(signingKey.publicKey) as Hex,
  sign: async (preimage) => signingKey.sign(keccak256(preimage)).serialized as Hex,
});

/** The public half of an encryption key file, which needs no password. */
export const readPublicKey = (file: string): Hex => {
  const parsed = bytes32.safeParse((readJson(file) as { publicKey?: unknown }).publicKey);
  if (parsed.success) return parsed.data;
  throw new KeysError("The encryption key file has the wrong form.", file, "Make one with `oracle keygen`.");
};

const openKeystore = async (file: string, password: string): Promise<SigningKey> => {
  const json = JSON.stringify(readJson(file));
  useNativeScrypt();
  try {
    return new SigningKey((await decryptKeystoreJson(json, password)).privateKey);
  } catch {
    throw new KeysError("The keystore does not decrypt.", file, "Is it the password of this file?");
  }
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new KeysError("A key file cannot be read.", file, "Make key files with `oracle keygen --out DIR`.");
  }
};

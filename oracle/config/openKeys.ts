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
import type { Signer } from "../domain/signer.ts";
import { decryptKey, deriveKey } from "./encryptionKeyFile.ts";
import { KeysError } from "./errors.ts";
import { assertStrongKeystore } from "./keystoreStrength.ts";
import { assertPrivate, type PasswordSource, readPassword, readSecret } from "./password.ts";
import { readTls } from "./readTls.ts";
import { createRemoteSigner, type RemoteSignerOptions } from "./remoteSigner.ts";

/** A key that Web3Signer keeps, as the config names it. */
export type RemoteKey = Omit<RemoteSignerOptions, "token"> & { readonly token?: PasswordSource | undefined };

export type KeyFiles = {
  readonly address: Hex;
  /** One of the two. */
  readonly keystore?: string | undefined;
  readonly remoteSigner?: RemoteKey | undefined;
  readonly encryptionKey: string;
  readonly password: PasswordSource;
  /** Keys that a rotation on chain will call for. */
  readonly nextKeystore?: string | undefined;
  readonly nextRemoteSigner?: RemoteKey | undefined;
  readonly nextEncryptionKey?: string | undefined;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Has ethers derive keystore keys with Node's native scrypt. */
export const useNativeScrypt = (): void => {
  scrypt.register(async (password, salt, n, r, p, length) =>
    hexlify(await deriveKey(getBytes(password), getBytes(salt), length, { n, r, p })),
  );
};

/** Opens the key files. Signing keys stay inside the returned functions. */
export const openKeys = async (files: KeyFiles, environment: Environment, chainId: number): Promise<Keys> => {
  const password = readPassword(files.password, environment);
  const open = (keystore: string | undefined, remote: RemoteKey | undefined) =>
    keystore === undefined
      ? remote && openRemote(remote, environment)
      : openKeystore(keystore, password, chainId).then(signerOf);
  const openEncryption = (file: string) =>
    decryptKey(readPrivate("encryption key", file), password, file, chainId);
  const [signer, next, encryptionPrivateKey, nextEncryptionPrivateKey] = await Promise.all([
    open(files.keystore, files.remoteSigner),
    open(files.nextKeystore, files.nextRemoteSigner),
    openEncryption(files.encryptionKey),
    files.nextEncryptionKey === undefined ? undefined : openEncryption(files.nextEncryptionKey),
  ]);
  if (signer === undefined) throw new TypeError("Neither a keystore nor a remote signer is given.");
  return { operator: files.address, ...signer, encryptionPrivateKey, next, nextEncryptionPrivateKey };
};

/** Opens the keystore of an account that signs nothing but its transactions. */
export const openAccount = async (
  { keystore, password }: { readonly keystore: string; readonly password: PasswordSource },
  environment: Environment,
  chainId: number,
): Promise<Signer> => signerOf(await openKeystore(keystore, readPassword(password, environment), chainId));

const openRemote = (remote: RemoteKey, environment: Environment): Signer => {
  const { token: source, ...options } = remote;
  const token = source && readSecret("remote signer's token", source, environment);
  return createRemoteSigner({ ...options, ...readTls(remote), token });
};

const signerOf = (signingKey: SigningKey): Signer => ({
  signer: computeAddress(signingKey.publicKey) as Hex,
  sign: async (preimage) => signingKey.sign(keccak256(preimage)).serialized as Hex,
});

/** The public half of an encryption key file, which needs no password. */
export const readPublicKey = (file: string): Hex => {
  const parsed = bytes32.safeParse((readJson(file) as { publicKey?: unknown }).publicKey);
  if (parsed.success) return parsed.data;
  throw new KeysError("The encryption key file has the wrong form.", file, "Make one with `oracle keygen`.");
};

const openKeystore = async (file: string, password: string, chainId: number): Promise<SigningKey> => {
  const keystore = readPrivate("keystore", file);
  assertStrongKeystore(keystore, file, chainId);
  const json = JSON.stringify(keystore);
  useNativeScrypt();
  try {
    return new SigningKey((await decryptKeystoreJson(json, password)).privateKey);
  } catch {
    throw new KeysError("The keystore does not decrypt.", file, "Is it the password of this file?");
  }
};

/** Encrypted or not: whoever reads it may guess its password for ever. */
const readPrivate = (what: string, file: string): unknown => {
  const json = readJson(file);
  assertPrivate(what, file);
  return json;
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new KeysError("A key file cannot be read.", file, "Make key files with `oracle keygen --out DIR`.");
  }
};

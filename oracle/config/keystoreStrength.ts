import { z } from "zod";
import { KeysError } from "./errors.ts";

/** Chains where nothing is at stake: those of Hardhat, Anvil and Ganache. */
const DEVELOPMENT_CHAINS: readonly number[] = [31_337, 1_337];

/** What `keygen` makes without --light; geth's default is twice that. */
const MIN_SCRYPT_N = 2 ** 17;
const MIN_SCRYPT_R = 8;
/** So that a file cannot have this process use gigabytes. */
const MAX_SCRYPT_MEMORY = 2 ** 30;

const scryptShape = z.object({
  n: z.number().int().min(2),
  r: z.number().int().min(1),
  p: z.number().int().min(1).max(64),
});

const keystoreShape = z.object({
  crypto: z.object({ kdf: z.string(), kdfparams: z.looseObject({}) }),
});

/** Throws unless a password guess costs enough. Development chains may use cheap files. */
export const assertStrong = (
  kdf: { readonly n: number; readonly r: number },
  file: string,
  chainId: number,
): void => {
  if (128 * kdf.n * kdf.r > MAX_SCRYPT_MEMORY)
    throw new KeysError("The key file asks for too much memory.", file, "Make one with `oracle keygen`.");
  if (DEVELOPMENT_CHAINS.includes(chainId)) return;
  if (kdf.n >= MIN_SCRYPT_N && kdf.r >= MIN_SCRYPT_R) return;
  throw new KeysError(
    "The key file's password is too cheap to guess for this chain.",
    file,
    "Make one with `oracle keygen` without --light, and rotate to it.",
  );
};

/** The same for an Ethereum keystore (version 3), which must use scrypt. */
export const assertStrongKeystore = (json: unknown, file: string, chainId: number): void => {
  // Some writers capitalise the key.
  const { crypto, Crypto } = (json ?? {}) as { crypto?: unknown; Crypto?: unknown };
  const keystore = keystoreShape.safeParse({ crypto: crypto ?? Crypto });
  const params = scryptShape.safeParse(keystore.data?.crypto.kdfparams);
  if (!params.success || keystore.data?.crypto.kdf !== "scrypt")
    throw new KeysError("The keystore does not use scrypt.", file, "Make one with `oracle keygen`.");
  assertStrong(params.data, file, chainId);
};

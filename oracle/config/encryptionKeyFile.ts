import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from "node:crypto";
import { z } from "zod";
import type { Hex } from "../../standards/hex.ts";
import { bytes, bytes32 } from "../../standards/shapes.ts";
import { KeysError } from "./errors.ts";
import { assertStrong } from "./keystoreStrength.ts";

const shape = z.strictObject({
  version: z.literal(1),
  publicKey: bytes32,
  kdf: z.strictObject({
    name: z.literal("scrypt"),
    n: z.union([z.literal(2 ** 12), z.literal(2 ** 15), z.literal(2 ** 17), z.literal(2 ** 18)]),
    r: z.literal(8),
    p: z.literal(1),
    salt: bytes,
  }),
  cipher: z.strictObject({ name: z.literal("aes-256-gcm"), iv: bytes, tag: bytes, ciphertext: bytes }),
});

/** An X25519 key at rest: scrypt and AES-256-GCM, the public key authenticated with it. */
export type EncryptionKeyFile = z.infer<typeof shape>;

const bufferOf = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
const hexOf = (buffer: Buffer): Hex => `0x${buffer.toString("hex")}`;

/** Native scrypt: several times faster than one in JavaScript, which matters at every start. */
export const deriveKey = (
  password: string | Uint8Array,
  salt: Uint8Array,
  length: number,
  { n, r, p }: { n: number; r: number; p: number },
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options: ScryptOptions = { N: n, r, p, maxmem: 256 * n * r };
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

export const encryptKey = async (
  publicKey: Hex,
  privateKey: Hex,
  password: string,
  n: EncryptionKeyFile["kdf"]["n"],
): Promise<EncryptionKeyFile> => {
  const salt = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", await deriveKey(password, salt, 32, { n, r: 8, p: 1 }), iv);
  cipher.setAAD(bufferOf(publicKey));
  const ciphertext = Buffer.concat([cipher.update(bufferOf(privateKey)), cipher.final()]);
  return {
    version: 1,
    publicKey,
    kdf: { name: "scrypt", n, r: 8, p: 1, salt: hexOf(salt) },
    cipher: {
      name: "aes-256-gcm",
      iv: hexOf(iv),
      tag: hexOf(cipher.getAuthTag()),
      ciphertext: hexOf(ciphertext),
    },
  };
};

/** The private key of a file that `encryptKey` made; on a chain that is given the password must be dear to guess. */
export const decryptKey = async (
  json: unknown,
  password: string,
  file: string,
  chainId?: number,
): Promise<Hex> => {
  const parsed = shape.safeParse(json);
  if (!parsed.success) {
    throw new KeysError(
      "The encryption key file has the wrong form.",
      file,
      "Make one with `oracle keygen`.",
    );
  }
  const { kdf, cipher, publicKey } = parsed.data;
  if (chainId !== undefined) assertStrong(kdf, file, chainId);
  try {
    const key = await deriveKey(password, bufferOf(kdf.salt), 32, kdf);
    const decipher = createDecipheriv("aes-256-gcm", key, bufferOf(cipher.iv));
    key.fill(0);
    decipher.setAAD(bufferOf(publicKey));
    decipher.setAuthTag(bufferOf(cipher.tag));
    const plain = Buffer.concat([decipher.update(bufferOf(cipher.ciphertext)), decipher.final()]);
    const privateKey = hexOf(plain);
    plain.fill(0);
    return privateKey;
  } catch {
    throw new KeysError("The encryption key does not decrypt.", file, "Is it the password of this file?");
  }
};

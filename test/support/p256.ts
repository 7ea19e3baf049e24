import { createECDH, type ECDH, randomBytes } from "node:crypto";
import { concat, getBytes, TypedDataEncoder, toBeHex, toBigInt } from "ethers";
import type { TypedSigner } from "../../client/signAuthority.ts";
import type { Hex } from "../../standards/hex.ts";
import { keyedSignature, keyHandle, p256Key } from "../../standards/keyedSignature.ts";

const CURVE = "prime256v1";
/** Order of the curve's group. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const COORDINATE = 32;

const inverse = (value: bigint): bigint => {
  let [power, base, exponent] = [1n, value, ORDER - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) power = (power * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return power;
};

/** Coordinates of the public point, past the byte that says it is uncompressed. */
const pointOf = (key: ECDH): [Hex, Hex] => {
  const point = key.getPublicKey().subarray(1);
  return [point.subarray(0, COORDINATE), point.subarray(COORDINATE)].map(
    (part): Hex => `0x${part.toString("hex")}`,
  ) as [Hex, Hex];
};

/** ECDSA over the digest as it is, which node:crypto would hash once more; s in the lower half. */
const signDigest = (secret: bigint, digest: Hex): Hex => {
  const once = createECDH(CURVE);
  const k = (toBigInt(randomBytes(COORDINATE)) % (ORDER - 1n)) + 1n;
  once.setPrivateKey(getBytes(toBeHex(k, COORDINATE)));
  const r = toBigInt(pointOf(once)[0]) % ORDER;
  const s = (inverse(k) * (toBigInt(digest) + r * secret)) % ORDER;
  return concat([toBeHex(r, COORDINATE), toBeHex(s > ORDER / 2n ? ORDER - s : s, COORDINATE)]) as Hex;
};

/** A new bare P-256 key, as a hardware token holds one, whose signatures the verifier at that address checks. */
export const newP256 = (verifier: Hex): TypedSigner & { readonly handle: Hex } => {
  const keys = createECDH(CURVE);
  keys.generateKeys();
  const secret = toBigInt(keys.getPrivateKey());
  const key = p256Key(verifier, ...pointOf(keys));
  return {
    handle: keyHandle(key),
    signTypedData: async (domain, types, value) =>
      keyedSignature(key, signDigest(secret, TypedDataEncoder.hash(domain, types, value) as Hex)),
  };
};

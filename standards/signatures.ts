// Who signed a digest, as strictly as contracts/libraries/Signatures.sol asks it: what counts here counts there.
import { dataLength, dataSlice, isHexString, recoverAddress, toBeHex } from "ethers";
import type { Hex } from "./hex.ts";

/** Half the order of secp256k1. A signature with a greater s is the mirror image of one with a smaller. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const COMPACT_LENGTH = 64;
const LONG_LENGTH = 65;
const S_BITS = 255n;

const split = (signature: string): { r: string; s: bigint; v: number } | undefined => {
  if (!isHexString(signature)) return undefined;
  const length = dataLength(signature);
  if (length !== COMPACT_LENGTH && length !== LONG_LENGTH) return undefined;
  const r = dataSlice(signature, 0, 32);
  const s = BigInt(dataSlice(signature, 32, 64));
  return length === LONG_LENGTH
    ? { r, s, v: Number(dataSlice(signature, 64)) }
    : { r, s: BigInt.asUintN(Number(S_BITS), s), v: 27 + Number(s >> S_BITS) };
};

/**
 * Key that made the signature: 64 bytes (EIP-2098), or 65 with v 27 or 28, low s only. Undefined if it is none. Accounts
 * that are contracts answer for themselves on chain.
 */
export const recoverSigner = (digest: string, signature: string): Hex | undefined => {
  const parts = split(signature);
  if (parts === undefined || parts.s > HALF_ORDER || (parts.v !== 27 && parts.v !== 28)) return undefined;
  try {
    return recoverAddress(digest, { ...parts, s: toBeHex(parts.s, 32) }) as Hex;
  } catch {
    return undefined;
  }
};

/** Whether that account's own key signed. */
export const isSignedBy = (signer: string, digest: string, signature: string): boolean =>
  recoverSigner(digest, signature)?.toLowerCase() === signer.toLowerCase();

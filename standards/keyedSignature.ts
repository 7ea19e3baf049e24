import { AbiCoder, concat, keccak256, toUtf8Bytes } from "ethers";
import type { Hex } from "./hex.ts";

const KEY_TYPEHASH = keccak256(toUtf8Bytes("ERC7913Key(bytes key)"));
const coder = AbiCoder.defaultAbiCoder();

/** The ERC-7913 bytes of a P-256 key: its verifier's address, then the public key's coordinates. */
export const p256Key = (verifier: Hex, x: Hex, y: Hex): Hex => concat([verifier, x, y]) as Hex;

/** The address-like name under which contracts know a key that is no account. */
export const keyHandle = (key: Hex): Hex =>
  `0x${keccak256(coder.encode(["bytes32", "bytes32"], [KEY_TYPEHASH, keccak256(key)])).slice(-40)}`;

/** What goes in a signature's place for such a key: the key, which the handle binds, and what its verifier reads. */
export const keyedSignature = (key: Hex, signature: Hex): Hex =>
  coder.encode(["bytes", "bytes"], [key, signature]) as Hex;

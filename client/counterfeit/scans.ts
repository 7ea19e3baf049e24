import { computeHmac, concat, getBytes, isHexString, keccak256, toUtf8Bytes } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { ScanKeyError } from "./errors.ts";

/** What a scanner was doing. */
export type ScanPurpose = "verify" | "receive" | "dispense" | "revert";

/** A pack in front of a scanner. Nothing of it is kept but a tag that only this log can make. */
export type PackScan = {
  /** Hash of the unit with its own salt, as the lot's file has it. */
  readonly unitHash: Hex;
  readonly purpose: ScanPurpose;
  /** Location number, 13 digits. */
  readonly place: string;
  /** Unix seconds. */
  readonly at: number;
};

/** What a log keeps of a scan. */
export type ScanRecord = {
  readonly seq: number;
  readonly tag: Hex;
  readonly purpose: ScanPurpose;
  readonly place: string;
  readonly at: number;
};

const KEY_BYTES = 32;
const KNOWN = toUtf8Bytes("theriac.scan.unit.v1");
const CLAIMED = toUtf8Bytes("theriac.scan.claim.v1");

export const assertKey = (key: Hex): void => {
  const bytes = (key.length - 2) / 2;
  if (!isHexString(key, KEY_BYTES)) throw new ScanKeyError(bytes);
};

/** The tag of a pack in one log: HMAC-SHA-256 of its unit hash. Without the log's key it says nothing. */
export const tagOfUnit = (key: Hex, unitHash: Hex): Hex => tagOf(key, concat([KNOWN, unitHash]));

/** The tag of a pack that is in no lot: of what it claims to be, as one text. */
export const tagOfClaim = (key: Hex, claim: string): Hex =>
  tagOf(key, concat([CLAIMED, keccak256(toUtf8Bytes(claim))]));

const tagOf = (key: Hex, message: string): Hex => {
  assertKey(key);
  return computeHmac("sha256", getBytes(key), getBytes(message)) as Hex;
};

import type { AccessRequest } from "../../../standards/accessRequest.ts";
import type { ConsentGrant } from "../../../standards/consent.ts";
import type { Facts } from "../../../standards/consentDecision.ts";
import type { Hex } from "../../../standards/hex.ts";

export type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };

/** One question to both machines. */
export type Case = {
  grant: Writable<ConsentGrant>;
  request: Writable<AccessRequest>;
  facts: Writable<Facts>;
};

export const NOBODY: Hex = `0x${"00".repeat(20)}`;
export const ACTORS: readonly Hex[] = ["11", "22", "33"].map((byte): Hex => `0x${byte.repeat(20)}`);
export const PLACES = ["CH", "DE", "HK", "SG"];
export const DISEASES = ["MONDO:0005015", "MONDO:0005147", "MONDO:0005148"];

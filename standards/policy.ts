// Policies that patients consent to, by line and version; what IPolicyRegistry keeps.
import { AbiCoder, keccak256, toUtf8Bytes } from "ethers";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

export type PolicyId = Hex & { readonly __brand: "PolicyId" };

/** A version as a consent names it. */
export type PolicyVersion = {
  readonly policy: PolicyId;
  readonly policyHash: Hex;
  readonly policyMajor: number;
  readonly policyMinor: number;
};

/** Seconds for which consents to a major version count after the next one; the contract's GRACE_PERIOD. */
export const POLICY_GRACE_PERIOD = 30 * 86_400;

/** How the version that was agreed to stands to the newest; the numbers are the contract's. */
export const PolicyStanding = { Unknown: 0, Current: 1, MinorBehind: 2, Grace: 3, Ended: 4 } as const;
export type PolicyStanding = (typeof PolicyStanding)[keyof typeof PolicyStanding];

/** A policy's text cannot be read by who is to agree to it. */
export class PolicyTextError extends TheriacError {
  readonly code = "POLICY_TEXT_UNREADABLE";
  constructor(reason: string) {
    super(`The policy's text is ${reason}.`);
  }
}

/** Hash of the name that a publisher gave a line. */
export const policyNameHash = (name: string): Hex => keccak256(toUtf8Bytes(name)) as Hex;

/** The line of policies `name` of a publisher. */
export const policyIdOf = (publisher: Hex, name: string): PolicyId =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [publisher, policyNameHash(name)]),
  ) as PolicyId;

/**
 * Hash of a policy's text: keccak256 of its UTF-8 bytes, in Unicode normal form C with line ends as LF, so that the same
 * words have the same hash on every machine.
 */
export const policyTextHash = (text: string): Hex => {
  if (text.trim() === "") throw new PolicyTextError("empty");
  if (/\p{Surrogate}/u.test(text)) throw new PolicyTextError("no whole Unicode");
  return keccak256(toUtf8Bytes(text.normalize("NFC").replaceAll(/\r\n?/g, "\n"))) as Hex;
};

// What both parties sign to end a grant, or to put other terms in place of its own.
import { TypedDataEncoder } from "ethers";
import type { GrantId } from "./grant.ts";
import type { Hex } from "./hex.ts";
import type { Eip712Domain } from "./inference.ts";

/** EIP-712 domain of the review. */
export const milestoneReviewDomain = (chainId: number, review: Hex): Eip712Domain => ({
  name: "MilestoneReview",
  version: "1",
  chainId,
  verifyingContract: review,
});

/** Every milestone that is not final is split as signed. */
export type GrantTermination = {
  readonly grantId: GrantId;
  /** One share a milestone, in basis points to the investigator. */
  readonly payeeBps: readonly number[];
  /** Last second at which the signatures count. */
  readonly deadline: number;
};

export const GRANT_TERMINATION_TYPES = {
  GrantTermination: [
    { name: "grantId", type: "bytes32" },
    { name: "payeeBps", type: "uint16[]" },
    { name: "deadline", type: "uint40" },
  ],
};

/** What was never brought moves into the replacement; nothing does while anything else is undecided. Signed under the escrow's domain. */
export type GrantReplacement = { readonly replaced: GrantId; readonly replacement: GrantId };

export const GRANT_REPLACEMENT_TYPES = {
  GrantReplacement: [
    { name: "replaced", type: "bytes32" },
    { name: "replacement", type: "bytes32" },
  ],
};

/** The digest that both signatures are over. */
export const terminationDigest = (domain: Eip712Domain, termination: GrantTermination): Hex =>
  TypedDataEncoder.hash(domain, GRANT_TERMINATION_TYPES, termination) as Hex;

/** The digest that both signatures are over. */
export const replacementDigest = (domain: Eip712Domain, replacement: GrantReplacement): Hex =>
  TypedDataEncoder.hash(domain, GRANT_REPLACEMENT_TYPES, replacement) as Hex;

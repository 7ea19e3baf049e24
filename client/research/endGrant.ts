// Endings that both parties sign: termination, and other terms in place of the grant's own.

import { GrantState, type GrantTerms, grantIdOf, researchEscrowDomain } from "../../standards/grant.ts";
import {
  GRANT_REPLACEMENT_TYPES,
  GRANT_TERMINATION_TYPES,
  type GrantReplacement,
  type GrantTermination,
  milestoneReviewDomain,
} from "../../standards/grantEndings.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Call } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { assertSigned } from "./acceptGrant.ts";
import { ESCROW, escrowCall, REVIEW, type ResearchView, reviewCall } from "./grantContracts.ts";
import type { Signable } from "./signing.ts";

export type Signatures = { readonly funder: Hex; readonly investigator: Hex };

/** What both sign to split all that is not final. */
export const termination = (view: ResearchView, message: GrantTermination): Signable => ({
  domain: milestoneReviewDomain(view.chainId, view.addresses.MilestoneReview),
  types: GRANT_TERMINATION_TYPES,
  primaryType: "GrantTermination",
  message,
});

/** What both sign to move all that is undecided under other terms. */
export const replacement = (view: ResearchView, message: GrantReplacement): Signable => ({
  domain: researchEscrowDomain(view.chainId, view.addresses.ResearchEscrow),
  types: GRANT_REPLACEMENT_TYPES,
  primaryType: "GrantReplacement",
  message,
});

const assertBoth = async (
  view: ResearchView,
  signable: Signable,
  { account }: GrantTerms,
  { funder, investigator }: Signatures,
): Promise<void> => {
  await assertSigned(view, signable, account.funder, funder);
  await assertSigned(view, signable, account.investigator, investigator);
};

/** Ends a grant by both signatures. */
export const terminateGrant = async (
  view: ResearchView,
  terms: GrantTerms,
  message: GrantTermination,
  signatures: Signatures,
): Promise<readonly Call[]> => {
  await assertBoth(view, termination(view, message), terms, signatures);
  const { payeeBps, deadline } = message;
  const data = REVIEW.encodeFunctionData("terminate", [
    contractArgument(terms),
    [...payeeBps],
    deadline,
    signatures.funder,
    signatures.investigator,
  ]);
  return [reviewCall(view.addresses, "splits all that is not final", data)];
};

/** Puts other terms in place of a grant's own, by both signatures; nothing if they are already. */
export const replaceGrant = async (
  view: ResearchView,
  replaced: GrantTerms,
  terms: GrantTerms,
  signatures: Signatures,
): Promise<readonly Call[]> => {
  const message = { replaced: grantIdOf(replaced), replacement: grantIdOf(terms) };
  if (Number((await view.escrow.grantOf(message.replacement)).state) === GrantState.Active) return [];
  await assertBoth(view, replacement(view, message), replaced, signatures);
  const data = ESCROW.encodeFunctionData("replace", [
    contractArgument(replaced.account),
    contractArgument(terms),
    signatures.funder,
    signatures.investigator,
  ]);
  return [escrowCall(view.addresses, "moves what was never brought under the new terms", data)];
};

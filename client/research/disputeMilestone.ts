import { type GrantTerms, MilestoneState } from "../../standards/grant.ts";
import { milestoneStateName } from "../../standards/grantStates.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Call } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { approvals, balanceOf, readToken, withSymbol } from "../tokens.ts";
import { BalanceShortError, MilestoneStateError } from "./errors.ts";
import { REVIEW, type ResearchView, reviewCall } from "./grantContracts.ts";
import { readStanding } from "./readGrant.ts";

const DISPUTABLE: readonly number[] = [
  MilestoneState.Scored,
  MilestoneState.Approved,
  MilestoneState.Rejected,
];

/** Calls in the arbitrator with the terms' bond; nothing if this party has done so already. */
export const disputeMilestone = async (
  view: ResearchView,
  terms: GrantTerms,
  index: number,
  party: Hex,
): Promise<readonly Call[]> => {
  const { word, bond } = await readStanding(view, terms, index);
  const isOwn = bond.owedTo.toLowerCase() === party.toLowerCase();
  if (word.state === MilestoneState.Disputed && isOwn) return [];
  if (!DISPUTABLE.includes(word.state))
    throw new MilestoneStateError(
      index + 1,
      milestoneStateName(word.state),
      DISPUTABLE.map(milestoneStateName).join(", "),
    );
  const token = await readToken(view.provider, terms.account.token);
  const amount = terms.conditions.policy.disputeBond;
  const has = await balanceOf(view.provider, token.address, party);
  if (has < amount)
    throw new BalanceShortError(
      party,
      token.symbol,
      withSymbol(has, token),
      withSymbol(amount, token),
      false,
    );
  const allowed = { owner: party, spender: view.addresses.MilestoneReview, amount };
  const data = REVIEW.encodeFunctionData("dispute", [contractArgument(terms), index]);
  return [
    ...(await approvals(view.provider, token, allowed)),
    reviewCall(view.addresses, `disputes with a bond of ${withSymbol(amount, token)}`, data),
  ];
};

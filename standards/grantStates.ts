// A milestone's word and the panel of its attempt, as the chain tells them.

import { GrantState, MilestoneState } from "./grant.ts";
import type { Hex } from "./hex.ts";

export type GrantStateName = keyof typeof GrantState;
export type MilestoneStateName = keyof typeof MilestoneState;

const nameIn = <T extends Record<string, number>>(states: T, value: bigint | number): keyof T => {
  const found = Object.entries(states).find(([, state]) => state === Number(value));
  if (found === undefined) throw new TypeError(`There is no state ${value}.`);
  return found[0] as keyof T;
};

export const grantStateName = (value: bigint | number): GrantStateName => nameIn(GrantState, value);
export const milestoneStateName = (value: bigint | number): MilestoneStateName =>
  nameIn(MilestoneState, value);

/** One word a milestone, as in contracts/types/Milestone.sol. */
export type MilestoneWord = {
  readonly state: number;
  readonly attempts: number;
  /** Bit i: reviewer i of the policy voted so in this attempt. */
  readonly yesVotes: number;
  readonly noVotes: number;
  readonly hasScore: boolean;
  readonly score: number;
  readonly payeeBps: number;
  readonly submittedAt: number;
  /** Last second of the present state's window; of a final one the time since which it holds. */
  readonly deadline: number;
  readonly released: boolean;
  readonly refunded: boolean;
  readonly priced: boolean;
};

/** Who sits on the panel, and how far it has got. Bit i: reviewer i of the policy. */
export type Panel = {
  readonly seats: number;
  readonly committed: number;
};

/** What is known of a milestone beside its terms. */
export type MilestoneStanding = {
  readonly word: MilestoneWord;
  readonly panel: Panel;
  /** A score was told that the oracle may still overturn. */
  readonly isProvisional: boolean;
  /** What `release` and `refund` would pay now. */
  readonly due: { readonly toInvestigator: bigint; readonly toFunder: bigint };
  /** The bond of a dispute, open or not claimed yet. */
  readonly bond: { readonly owedTo: Hex; readonly amount: bigint };
};

const FULL_SHARE_BPS = 10_000;

/** Whether nothing but payment can happen any more. */
export const isFinal = (
  { state, deadline }: Pick<MilestoneWord, "state" | "deadline">,
  now: number,
): boolean =>
  state === MilestoneState.Approved
    ? now > deadline
    : state === MilestoneState.Ruled ||
      state === MilestoneState.Refundable ||
      state === MilestoneState.Payable;

/** Whether a final milestone in dollars waits for its price: a share of nothing needs none. */
export const needsPrice = (word: MilestoneWord, now: number): boolean =>
  word.priced &&
  isFinal(word, now) &&
  (word.state === MilestoneState.Approved || word.state === MilestoneState.Ruled);

/** How many bits are set. */
export const countVotes = (votes: number): number => {
  let total = 0;
  for (let rest = votes; rest !== 0; rest &= rest - 1) total++;
  return total;
};

/** Reviewers of the policy whose bit is set. */
export const reviewersIn = (reviewers: readonly Hex[], bits: number): readonly Hex[] =>
  reviewers.filter((_, i) => ((bits >> i) & 1) === 1);

/** Whether approving takes the supermajority: a score too low, or one that never came where a score counts. */
export const overrulesAi = (
  word: Pick<MilestoneWord, "hasScore" | "score">,
  policy: { readonly aiRequired: boolean; readonly aiCanVeto: boolean; readonly minScore: number },
): boolean =>
  word.hasScore ? policy.aiCanVeto && word.score < policy.minScore : policy.aiRequired || policy.aiCanVeto;

/** Basis points as people write them: 6,000 is 60 %. */
export const shareText = (bps: number): string => `${(bps * 100) / FULL_SHARE_BPS} %`;

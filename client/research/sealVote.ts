// A reviewer's sealed vote: kept in a file before anything of it is on the chain.
import { z } from "zod";
import {
  type GrantId,
  type GrantTerms,
  grantIdOf,
  type MilestoneId,
  MilestoneState,
  milestoneIdOf,
} from "../../standards/grant.ts";
import { milestoneStateName, reviewersIn } from "../../standards/grantStates.ts";
import { type SealedVote, voteCommitment } from "../../standards/grantVotes.ts";
import { type Hex, ZERO_HASH } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { address, bytes32, uint } from "../../standards/shapes.ts";
import type { Call } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { MilestoneStateError, NotOnPanelError, OtherVoteError } from "./errors.ts";
import { REVIEW, type ResearchView, reviewCall } from "./grantContracts.ts";
import { readStanding } from "./readGrant.ts";

/** As it is kept in a file. */
export const voteFileShape = z.strictObject({
  kind: z.literal("sealed-vote/1"),
  grant: bytes32.transform((id) => id as GrantId),
  index: uint(8),
  milestone: bytes32.transform((id) => id as MilestoneId),
  attempt: uint(8),
  reviewer: address,
  approve: z.boolean(),
  reasonsHash: bytes32,
  salt: bytes32,
});
export type VoteFile = z.output<typeof voteFileShape>;

const JUDGED: readonly number[] = [MilestoneState.Scored, MilestoneState.Unscored];

/** A rejection says why. */
export type Opinion = { readonly approve: boolean; readonly reasonsHash: Hex };

/** Makes a vote on the attempt at hand, with a fresh salt. The reviewer must have a seat. */
export const newVote = async (
  view: ResearchView,
  terms: GrantTerms,
  index: number,
  reviewer: Hex,
  { approve, reasonsHash }: Opinion,
): Promise<VoteFile> => {
  const grant = grantIdOf(terms);
  const milestone = milestoneIdOf(grant, index);
  const { word, panel } = await readStanding(view, terms, index);
  if (!JUDGED.includes(word.state))
    throw new MilestoneStateError(index + 1, milestoneStateName(word.state), "Scored or Unscored");
  const seated = reviewersIn(terms.conditions.policy.reviewers, panel.seats);
  if (!seated.some((one) => one.toLowerCase() === reviewer.toLowerCase()))
    throw new NotOnPanelError(reviewer, milestone, seated.join(" "));
  const salt = randomWord();
  const attempt = word.attempts;
  return { kind: "sealed-vote/1", grant, index, milestone, attempt, reviewer, approve, reasonsHash, salt };
};

/** Whether a kept vote is this very one; else a second vote would be lost, or the first. */
export const assertSameVote = (file: string, kept: VoteFile, wanted: VoteFile): void => {
  const facts = ["grant", "index", "attempt", "reviewer", "approve", "reasonsHash"] as const;
  const other = facts.find((fact) => kept[fact] !== wanted[fact]);
  if (other !== undefined) throw new OtherVoteError(file, `the file holds another ${other}`);
};

/** The commitment, unless the chain has it. */
export const commitVote = async (
  view: ResearchView,
  terms: GrantTerms,
  file: string,
  vote: VoteFile,
): Promise<readonly Call[]> => {
  const commitment = voteCommitment(vote satisfies SealedVote);
  const there = await view.review.commitmentOf(vote.milestone, vote.attempt, vote.reviewer);
  if (there === commitment) return [];
  if (there !== ZERO_HASH) throw new OtherVoteError(file, "the chain holds another commitment");
  const { addresses } = view;
  const { index, attempt } = vote;
  const args = [contractArgument(terms), index, attempt, commitment] as const;
  return [reviewCall(addresses, "seals the vote", REVIEW.encodeFunctionData("commitVote", [...args]))];
};

/** The opening, unless the chain has it. Anyone who holds the file may bring it. */
export const revealVote = async (
  view: ResearchView,
  terms: GrantTerms,
  vote: VoteFile,
): Promise<readonly Call[]> => {
  const { word } = await readStanding(view, terms, vote.index);
  const opened = reviewersIn(terms.conditions.policy.reviewers, word.yesVotes | word.noVotes);
  const isOpen = opened.some((one) => one.toLowerCase() === vote.reviewer.toLowerCase());
  if (isOpen && word.attempts === vote.attempt) return [];
  const { index, attempt, reviewer, approve, reasonsHash, salt } = vote;
  const args = [contractArgument(terms), index, attempt, reviewer, approve, reasonsHash, salt] as const;
  return [reviewCall(view.addresses, "opens the vote", REVIEW.encodeFunctionData("revealVote", [...args]))];
};

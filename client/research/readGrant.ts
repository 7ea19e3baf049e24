// How a grant stands, from the chain alone.
import {
  type GrantId,
  type GrantTerms,
  grantIdOf,
  type MilestoneId,
  milestoneIdOf,
} from "../../standards/grant.ts";
import type { MilestoneStanding, MilestoneWord } from "../../standards/grantStates.ts";
import { type Hex, ZERO_HASH } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { GrantView } from "../../standards/nextStep.ts";
import { contractArgument } from "../contractArgument.ts";
import { MilestoneNumberError, OtherReviewError } from "./errors.ts";
import type { ResearchView } from "./grantContracts.ts";

/** Scores that nobody can overturn any more. */
const SETTLED: readonly number[] = [RequestStatus.Fulfilled, RequestStatus.CallbackFailed];

/** Throws unless this deployment's review judges the grant: another one may work by other rules. */
export const assertOwnReview = (view: Pick<ResearchView, "addresses">, { account }: GrantTerms): void => {
  const deployed = view.addresses.MilestoneReview;
  if (account.review.toLowerCase() !== deployed.toLowerCase())
    throw new OtherReviewError(account.review, deployed);
};

/** A milestone by its number as people count, from 1. */
export const milestoneAt = (
  terms: GrantTerms,
  given: string,
): { readonly index: number; readonly id: MilestoneId } => {
  const count = terms.account.amounts.length;
  const number = /^[1-9][0-9]{0,2}$/.test(given) ? Number(given) : 0;
  if (number === 0 || number > count) throw new MilestoneNumberError(given, count);
  return { index: number - 1, id: milestoneIdOf(grantIdOf(terms), number - 1) };
};

const readWord = async ({ escrow }: ResearchView, review: Hex, id: MilestoneId): Promise<MilestoneWord> => {
  const word = await escrow.milestoneOf(review, id);
  return {
    state: Number(word.state),
    attempts: Number(word.attempts),
    yesVotes: Number(word.yesVotes),
    noVotes: Number(word.noVotes),
    hasScore: word.hasScore,
    score: Number(word.score),
    payeeBps: Number(word.payeeBps),
    submittedAt: Number(word.submittedAt),
    deadline: Number(word.deadline),
    released: word.released,
    refunded: word.refunded,
    priced: word.priced,
  };
};

const isProvisional = async ({ review, oracle }: ResearchView, id: MilestoneId): Promise<boolean> => {
  const { requestId } = await review.provisionalScoreOf(id);
  return requestId !== ZERO_HASH && !SETTLED.includes(Number(await oracle.statusOf(requestId)));
};

/** One milestone of an accepted grant. */
export const readStanding = async (
  view: ResearchView,
  terms: GrantTerms,
  index: number,
): Promise<MilestoneStanding> => {
  const { escrow, review } = view;
  const id = milestoneIdOf(grantIdOf(terms), index);
  const account = contractArgument(terms.account);
  const [word, ballot, bond, due, provisional] = await Promise.all([
    readWord(view, terms.account.review, id),
    review.ballotOf(id),
    review.bondOf(id),
    escrow.dueOf(account, index),
    isProvisional(view, id),
  ]);
  return {
    word,
    panel: { seats: Number(ballot.seats), committed: Number(ballot.committed) },
    isProvisional: provisional,
    due: { toInvestigator: due.toInvestigator, toFunder: due.toFunder },
    bond: { owedTo: bond.owedTo as Hex, amount: bond.amount },
  };
};

/** A whole grant as it stands now. */
export type ReadGrant = GrantView & { readonly id: GrantId };

/** Reads every milestone of an accepted grant. */
export const readGrant = async (view: ResearchView, terms: GrantTerms): Promise<ReadGrant> => {
  assertOwnReview(view, terms);
  const { account, conditions } = terms;
  const cap = view.review.autoReleaseCapOf(
    account.funder,
    conditions.modelId,
    conditions.policy.autoReleaseCap,
  );
  const standings: MilestoneStanding[] = [];
  for (const index of account.amounts.keys()) standings.push(await readStanding(view, terms, index));
  return { id: grantIdOf(terms), terms, standings, autoReleaseCap: await cap, now: await view.now() };
};

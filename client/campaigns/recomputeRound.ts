// A round's result, recomputed from events, beside the one that was posted.
import { ZERO_HASH } from "../../standards/hex.ts";
import { buildResultTree, type MatchLine, type ResultTree } from "../../standards/matching.ts";
import {
  type CampaignMatch,
  findWrongLine,
  linesOf,
  shareQuadratically,
  tallyOf,
  type WrongLine,
} from "../../standards/quadraticMatching.ts";
import { contractArgument } from "../contractArgument.ts";
import type { CampaignView } from "./campaignContracts.ts";
import { EventsDifferError } from "./errors.ts";
import type { RoundHistory } from "./readRound.ts";

export type Recomputed = {
  readonly matches: readonly CampaignMatch[];
  readonly lines: readonly MatchLine[];
  /** Undefined for a round without campaigns. */
  readonly tree: ResultTree | undefined;
  /** Of the posted result; undefined if it is right or none was posted. */
  readonly wrong: WrongLine | undefined;
};

/** Computes the result that a round's events lead to, and finds what is wrong with the posted one. */
export const recomputeRound = ({ round, contributions, posted }: RoundHistory): Recomputed => {
  const matches = shareQuadratically(round.terms, contributions);
  const lines = linesOf(matches);
  return {
    matches,
    lines,
    tree: lines.length === 0 ? undefined : buildResultTree(round.id, lines),
    wrong: posted === undefined ? undefined : findWrongLine(round.terms, matches, posted.lines),
  };
};

/**
 * Holds events against what the contract keeps: an endpoint that hides a count, a pledge, a campaign or a result shows
 * here. Throws `EVENTS_DIFFER`.
 */
export const compareWithContract = async (view: CampaignView, history: RoundHistory): Promise<void> => {
  const { round, campaigns, contributions, posted } = history;
  const [registered, { root }] = await Promise.all([
    view.rounds.campaignsOf(round.id),
    view.rounds.resultOf(round.id),
  ]);
  assertSame("campaigns", contributions.map(({ campaign }) => campaign).join(" "), registered.join(" "));
  assertSame("root of the result", posted?.root ?? ZERO_HASH, root);
  if (posted !== undefined)
    assertSame("root of its lines", buildResultTree(round.id, posted.lines).root, posted.root);
  for (const [i, { campaign, amounts, goalMet }] of contributions.entries()) {
    const terms = campaigns[i]?.terms;
    if (terms === undefined) throw new TypeError("Every campaign that contributions are of was read.");
    const isMet = await view.campaigns.isGoalMet(contractArgument(terms));
    assertSame(`goal of ${campaign}`, String(goalMet), String(isMet));
    const tally = await view.rounds.tallyOf(round.id, campaign);
    const { roots, sum } = tallyOf(amounts);
    assertSame(`tally of ${campaign}`, `${roots} ${sum}`, `${tally.roots} ${tally.sum}`);
  }
};

const assertSame = (what: string, fromEvents: string, onChain: string): void => {
  if (fromEvents.toLowerCase() !== onChain.toLowerCase())
    throw new EventsDifferError(what, fromEvents, onChain);
};

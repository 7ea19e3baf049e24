// A campaign as people write it, and the frozen terms that it becomes.
import { z } from "zod";
import { type CampaignTerms, NO_MATCHING, NO_WAIT } from "../../standards/campaign.ts";
import { conditionsHashOf } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { address } from "../../standards/shapes.ts";
import {
  conditionsDraftShape,
  date,
  type FrozenConditions,
  freezeConditions,
  milestoneConditionsShape,
  percent,
} from "../research/draft.ts";
import { parseAmount, type Token } from "../tokens.ts";

const amount = z.string().min(1);

export const campaignDraftShape = conditionsDraftShape.extend({
  investigator: address,
  token: address,
  goal: amount,
  deadline: date,
  /** Until when a match is waited for. Without it the campaign takes none. */
  matchBy: date.optional(),
  keeperReward: amount.default("0"),
  /** `share`: of what is raised, in per cent. */
  milestones: z.array(milestoneConditionsShape.extend({ share: percent })).min(1),
});
export type CampaignDraft = z.output<typeof campaignDraftShape>;

/** Terms that nobody can change unseen, and what of them the chain has by hash only. */
export type FrozenCampaign = FrozenConditions & { readonly terms: CampaignTerms };

/** Whose campaign it is, and the contracts that it names. */
export type CampaignParties = { readonly organiser: Hex; readonly review: Hex; readonly rounds: Hex };

/** Freezes a draft, under fresh salts. */
export const freezeCampaign = (
  draft: CampaignDraft,
  token: Token,
  { organiser, review, rounds }: CampaignParties,
): FrozenCampaign => {
  const { investigator, goal, deadline, matchBy, keeperReward, ...judged } = draft;
  const frozen = freezeConditions(judged, token);
  const terms = {
    organiser,
    investigator,
    token: token.address,
    review,
    matching: matchBy === undefined ? NO_MATCHING : rounds,
    goal: parseAmount("goal", goal, token.decimals),
    deadline,
    matchBy: matchBy ?? NO_WAIT,
    keeperReward: parseAmount("keeperReward", keeperReward, token.decimals),
    sharesBps: draft.milestones.map(({ share }) => share),
    conditionsHash: conditionsHashOf(frozen.conditions),
    salt: randomWord(),
  };
  return { ...frozen, terms };
};

import { parseEther } from "ethers";
import { criteriaHashOf } from "../../standards/criteria.ts";
import {
  type Conditions,
  type GrantTerms,
  grantTerms,
  KEEPER_CALLS,
  NO_VALUATION,
  type Policy,
} from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { commitOrcid, parseOrcid } from "../../standards/orcid.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { LocalNetwork } from "../local/network.ts";
import { INVESTIGATOR_AFFILIATION } from "../local/reviewers.ts";
import { exampleCriteria } from "./evidence.ts";

export const DAY = 86_400;
/** 500,000.000000 tUSD in four milestones. */
export const AMOUNTS = [100_000_000_000n, 150_000_000_000n, 150_000_000_000n, 100_000_000_000n] as const;
export const TOTAL = AMOUNTS.reduce((sum, amount) => sum + amount, 0n);
/** 5.000000 tUSD for whoever moves a milestone on that everybody else has forgotten. */
export const KEEPER_REWARD = 5_000_000n;
/** What each milestone prepays for that. */
export const PREPAID = KEEPER_CALLS * KEEPER_REWARD;
export const DEPOSIT = TOTAL + BigInt(AMOUNTS.length) * PREPAID;
/** 1,000.000000 tUSD. */
export const BOND = 1_000_000_000n;
export const ORCID = "0000-0002-1825-0097";
/** What the commitment in the terms is salted with; evidence packages show it. */
export const ORCID_SALT = randomWord();
export const SCORE_DAYS = 2;
export const COMMIT_DAYS = 7;
export const REVEAL_DAYS = 7;
export const CHALLENGE_DAYS = 5;
export const ARBITRATION_DAYS = 30;
/** What operators risk on a score until nobody can challenge it any more. */
export const VALUE_AT_RISK = parseEther("0.1");

type Parties = Pick<LocalNetwork, "actors" | "models">;

const policyOf = ({ actors, models }: Parties): Policy => ({
  reviewers: actors.reviewers.map(({ address }) => address as Hex),
  seats: 3,
  quorum: 2,
  supermajority: 3,
  maxAttempts: 3,
  aiRequired: true,
  aiCanVeto: true,
  sequential: true,
  cascade: false,
  minScore: models.milestone.manifest.decision.threshold,
  defaultSplitBps: 5_000,
  disputeBond: BOND,
  minValueAtRisk: VALUE_AT_RISK,
  autoReleaseCap: 0n,
  scoreWindow: SCORE_DAYS * DAY,
  commitWindow: COMMIT_DAYS * DAY,
  revealWindow: REVEAL_DAYS * DAY,
  challengeWindow: CHALLENGE_DAYS * DAY,
  arbitrationWindow: ARBITRATION_DAYS * DAY,
});

const conditionsOf = (parties: Parties, now: number, criteriaHash: Hex): Conditions => ({
  arbitrator: parties.actors.arbitrator.address as Hex,
  modelId: parties.models.milestone.id,
  orcidCommit: commitOrcid(parseOrcid(ORCID), ORCID_SALT),
  excludedAffiliations: [INVESTIGATOR_AFFILIATION],
  valuation: NO_VALUATION,
  milestones: AMOUNTS.map((_, i) => ({
    dueAt: now + (i + 1) * 90 * DAY,
    graceEnd: now + ((i + 1) * 90 + 30) * DAY,
    criteriaHash,
    usdAmount: 0n,
  })),
  policy: policyOf(parties),
  salt: randomWord(),
});

/** The terms of scenario E-1, with the threshold of the real model. */
export const draftTerms = async (network: LocalNetwork): Promise<GrantTerms> => {
  const { chain, actors, addresses, usd } = network;
  const now = await chain.now();
  const money = {
    funder: actors.funder.address as Hex,
    investigator: actors.investigator.address as Hex,
    token: (await usd.getAddress()) as Hex,
    review: addresses.MilestoneReview,
    startBy: now + 30 * DAY,
    keeperReward: KEEPER_REWARD,
    amounts: AMOUNTS,
  };
  return grantTerms(money, conditionsOf(network, now, criteriaHashOf(await exampleCriteria())));
};

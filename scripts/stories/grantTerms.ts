import { criteriaHashOf } from "../../standards/criteria.ts";
import { type GrantTerms, grantTerms } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { commitOrcid, parseOrcid } from "../../standards/orcid.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { LocalNetwork } from "../local/network.ts";
import { exampleCriteria } from "./evidence.ts";

export const DAY = 86_400;
/** 500,000.000000 tUSD in four milestones. */
export const AMOUNTS = [100_000_000_000n, 150_000_000_000n, 150_000_000_000n, 100_000_000_000n] as const;
export const TOTAL = AMOUNTS.reduce((sum, amount) => sum + amount, 0n);
export const ORCID = "0000-0002-1825-0097";
/** What the commitment in the terms is salted with; evidence packages show it. */
export const ORCID_SALT = randomWord();
export const CHALLENGE_DAYS = 5;

/** The terms of scenario E-1, with the threshold of the real model. */
export const draftTerms = async ({
  chain,
  actors,
  addresses,
  models,
  usd,
}: LocalNetwork): Promise<GrantTerms> => {
  const now = await chain.now();
  const criteriaHash = criteriaHashOf(await exampleCriteria());
  const milestones = AMOUNTS.map((_, i) => ({
    dueAt: now + (i + 1) * 90 * DAY,
    graceEnd: now + ((i + 1) * 90 + 30) * DAY,
    criteriaHash,
  }));
  return grantTerms(
    {
      funder: actors.funder.address as Hex,
      investigator: actors.investigator.address as Hex,
      token: (await usd.getAddress()) as Hex,
      review: addresses.MilestoneReview,
      startBy: now + 30 * DAY,
      amounts: AMOUNTS,
    },
    {
      arbitrator: actors.arbitrator.address as Hex,
      modelId: models.milestone.id,
      orcidCommit: commitOrcid(parseOrcid(ORCID), ORCID_SALT),
      milestones,
      policy: {
        reviewers: actors.reviewers.map(({ address }) => address as Hex),
        quorum: 2,
        supermajority: 3,
        maxAttempts: 3,
        aiRequired: true,
        aiCanVeto: true,
        sequential: true,
        minScore: models.milestone.manifest.decision.threshold,
        defaultSplitBps: 5_000,
        disputeBond: 1_000_000_000n,
        scoreWindow: DAY,
        reviewWindow: 14 * DAY,
        challengeWindow: CHALLENGE_DAYS * DAY,
        arbitrationWindow: 30 * DAY,
      },
      salt: randomWord(),
    },
  );
};

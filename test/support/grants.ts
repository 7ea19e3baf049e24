import { id as hashOf } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import {
  type Conditions,
  GRANT_TERMS_TYPES,
  type GrantTerms,
  grantTerms,
  researchEscrowDomain,
  signableTerms,
} from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { commitOrcid, parseOrcid } from "../../standards/orcid.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { addressOf, type Staffed } from "./fixtures.ts";

export const DAY = 86_400;
/** 500,000.000000 tUSD in four milestones. */
export const AMOUNTS = [100_000_000_000n, 150_000_000_000n, 150_000_000_000n, 100_000_000_000n] as const;
export const TOTAL = 500_000_000_000n;
export const MIN_SCORE = 7_000;

const conditionsOf = ({ actors, models }: Staffed, now: number): Conditions => ({
  arbitrator: actors.arbitrator.address as Hex,
  modelId: models.milestone.id,
  orcidCommit: commitOrcid(parseOrcid("0000-0002-1825-0097"), randomWord()),
  milestones: AMOUNTS.map((_, i) => ({
    dueAt: now + (i + 1) * 90 * DAY,
    graceEnd: now + ((i + 1) * 90 + 30) * DAY,
    criteriaHash: hashOf(`Criteria of milestone ${i + 1}`) as Hex,
  })),
  policy: {
    reviewers: actors.reviewers.map(({ address }) => address as Hex),
    quorum: 2,
    supermajority: 3,
    maxAttempts: 3,
    aiRequired: true,
    aiCanVeto: true,
    sequential: true,
    minScore: MIN_SCORE,
    defaultSplitBps: 5_000,
    disputeBond: 1_000_000_000n,
    scoreWindow: DAY,
    reviewWindow: 14 * DAY,
    challengeWindow: 5 * DAY,
    arbitrationWindow: 30 * DAY,
  },
  salt: randomWord(),
});

/** E-1's grant, not yet offered. */
export const draftGrant = async (fixture: Staffed): Promise<GrantTerms> => {
  const { actors, addresses, chain, usd } = fixture;
  const now = await chain.now();
  const money = {
    funder: actors.funder.address as Hex,
    investigator: actors.investigator.address as Hex,
    token: await addressOf(usd),
    review: addresses.MilestoneReview,
    startBy: now + 30 * DAY,
    amounts: AMOUNTS,
  };
  return grantTerms(money, conditionsOf(fixture, now));
};

/** The researcher's signature over the terms. */
export const signTerms = async ({ actors, addresses, chain }: Staffed, terms: GrantTerms): Promise<string> =>
  actors.investigator.signTypedData(
    researchEscrowDomain(chain.chainId, addresses.ResearchEscrow),
    GRANT_TERMS_TYPES,
    signableTerms(terms),
  );

/** Offers a grant: the funder's deposit is in escrow. */
export const offerGrant = async (fixture: Staffed, terms: GrantTerms): Promise<void> => {
  const { actors, addresses, contracts, usd } = fixture;
  await (await usd.mint(actors.funder.address, TOTAL)).wait();
  await (await usd.connect(actors.funder).approve(addresses.ResearchEscrow, TOTAL)).wait();
  await (await contracts.escrow.connect(actors.funder).createFund(contractArgument(terms.account))).wait();
};

/** A grant that the funder offered and the researcher accepted by a signature that a relayer brought. */
export const activeGrant = async (fixture: Staffed): Promise<GrantTerms> => {
  const terms = await draftGrant(fixture);
  await offerGrant(fixture, terms);
  const signature = await signTerms(fixture, terms);
  await (await fixture.contracts.escrow.accept(contractArgument(terms), signature)).wait();
  return terms;
};

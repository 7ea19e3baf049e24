import { id as hashOf } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import { INVESTIGATOR_AFFILIATION } from "../../scripts/local/reviewers.ts";
import {
  type Conditions,
  GRANT_TERMS_TYPES,
  type GrantMoney,
  type GrantTerms,
  grantTerms,
  KEEPER_CALLS,
  NO_VALUATION,
  type Policy,
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

/** What a grant of the tests says otherwise than E-1's. */
export type GrantChanges = {
  readonly money?: Partial<GrantMoney>;
  readonly conditions?: Partial<Omit<Conditions, "policy">>;
  readonly policy?: Partial<Policy>;
};

const conditionsOf = ({ actors, models }: Staffed, now: number): Conditions => ({
  arbitrator: actors.arbitrator.address as Hex,
  modelId: models.milestone.id,
  orcidCommit: commitOrcid(parseOrcid("0000-0002-1825-0097"), randomWord()),
  excludedAffiliations: [INVESTIGATOR_AFFILIATION],
  valuation: NO_VALUATION,
  milestones: AMOUNTS.map((_, i) => ({
    dueAt: now + (i + 1) * 90 * DAY,
    graceEnd: now + ((i + 1) * 90 + 30) * DAY,
    criteriaHash: hashOf(`Criteria of milestone ${i + 1}`) as Hex,
    usdAmount: 0n,
  })),
  policy: {
    reviewers: actors.reviewers.map(({ address }) => address as Hex),
    seats: 3,
    quorum: 2,
    supermajority: 3,
    maxAttempts: 3,
    aiRequired: true,
    aiCanVeto: true,
    sequential: true,
    cascade: false,
    minScore: MIN_SCORE,
    defaultSplitBps: 5_000,
    disputeBond: 1_000_000_000n,
    minValueAtRisk: 0n,
    autoReleaseCap: 0n,
    scoreWindow: DAY,
    commitWindow: 7 * DAY,
    revealWindow: 7 * DAY,
    challengeWindow: 5 * DAY,
    arbitrationWindow: 30 * DAY,
  },
  salt: randomWord(),
});

/** E-1's grant, not yet offered. */
export const draftGrant = async (fixture: Staffed, changes: GrantChanges = {}): Promise<GrantTerms> => {
  const { actors, addresses, chain, usd } = fixture;
  const now = await chain.now();
  const money = {
    funder: actors.funder.address as Hex,
    investigator: actors.investigator.address as Hex,
    token: await addressOf(usd),
    review: addresses.MilestoneReview,
    startBy: now + 30 * DAY,
    keeperReward: 0n,
    amounts: AMOUNTS,
    ...changes.money,
  };
  const { policy, ...conditions } = conditionsOf(fixture, now);
  return grantTerms(money, {
    ...conditions,
    ...changes.conditions,
    policy: { ...policy, ...changes.policy },
  });
};

/** The researcher's signature over the terms. */
export const signTerms = async ({ actors, addresses, chain }: Staffed, terms: GrantTerms): Promise<string> =>
  actors.investigator.signTypedData(
    researchEscrowDomain(chain.chainId, addresses.ResearchEscrow),
    GRANT_TERMS_TYPES,
    signableTerms(terms),
  );

/** What the funder pays in: the amounts and each milestone's prepaid rewards. */
export const depositOf = ({ amounts, keeperReward }: GrantMoney): bigint =>
  amounts.reduce((sum, amount) => sum + amount + KEEPER_CALLS * keeperReward, 0n);

/** Offers a grant: the funder's deposit is in escrow. */
export const offerGrant = async (fixture: Staffed, terms: GrantTerms): Promise<void> => {
  const { actors, addresses, contracts, usd } = fixture;
  const deposit = depositOf(terms.account);
  await (await usd.mint(actors.funder.address, deposit)).wait();
  await (await usd.connect(actors.funder).approve(addresses.ResearchEscrow, deposit)).wait();
  await (await contracts.escrow.connect(actors.funder).createFund(contractArgument(terms.account))).wait();
};

/** A grant that the funder offered and the researcher accepted by a signature that a relayer brought. */
export const activeGrant = async (fixture: Staffed, changes: GrantChanges = {}): Promise<GrantTerms> => {
  const terms = await draftGrant(fixture, changes);
  await offerGrant(fixture, terms);
  const signature = await signTerms(fixture, terms);
  await (await fixture.contracts.escrow.accept(contractArgument(terms), signature)).wait();
  return terms;
};

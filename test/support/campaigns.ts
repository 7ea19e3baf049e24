// Campaigns and matching rounds on a deployment without models: panels decide alone.
import { type HDNodeWallet, id as hashOf, toQuantity, Wallet } from "ethers";
import { campaignViewOf } from "../../client/campaigns/campaignContracts.ts";
import { contractArgument } from "../../client/contractArgument.ts";
import { declareAffiliations, INVESTIGATOR_AFFILIATION } from "../../scripts/local/reviewers.ts";
import {
  type CampaignId,
  type CampaignTerms,
  campaignIdOf,
  NO_MATCHING,
  NO_WAIT,
} from "../../standards/campaign.ts";
import { type Conditions, conditionsHashOf, NO_VALUATION } from "../../standards/grant.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";
import { ZERO_HASH } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { TestUsd__factory } from "../../types/index.ts";
import { addressOf, deployed } from "./fixtures.ts";

export const DAY = 86_400;
/** One dollar of the test token. */
export const UNIT = 1_000_000n;
const ETHER = 10n ** 18n;

/** Beyond `deployed`: a listed token of 6 decimals, reviewers with affiliations, and somebody to bring calls. */
export const fundraising = async () => {
  const base = await deployed();
  const { chain, contracts, addresses, actors, govern } = base;
  const usd = await new TestUsd__factory(actors.deployer).deploy();
  const data = contracts.escrow.interface.encodeFunctionData("listToken", [await usd.getAddress()]);
  await govern({ target: addresses.ResearchEscrow, data });
  await declareAffiliations(contracts, actors);
  const { provider, chainId, now } = chain;
  return { ...base, usd, view: campaignViewOf({ provider, addresses, chainId, now }) };
};
export type Fundraising = Awaited<ReturnType<typeof fundraising>>;

/** Somebody with ether for calls and tokens to give, who lets a contract take them. */
export const giver = async (
  { chain, usd }: Fundraising,
  amount: bigint,
  spender: string,
): Promise<HDNodeWallet> => {
  const wallet = Wallet.createRandom(chain.provider);
  await chain.request("hardhat_setBalance", [wallet.address, toQuantity(ETHER)]);
  await (await usd.mint(wallet.address, amount)).wait();
  await (await usd.connect(wallet).approve(spender, amount)).wait();
  return wallet;
};

/** What judges the milestones of a campaign: three reviewers, no model. */
export const panelConditions = (
  { actors }: Fundraising,
  milestones: number,
  from: number,
  arbitrator = actors.arbitrator.address as Hex,
): Conditions => ({
  arbitrator,
  modelId: ZERO_HASH as ModelId,
  orcidCommit: hashOf("salted ORCID iD") as Hex,
  excludedAffiliations: [INVESTIGATOR_AFFILIATION],
  valuation: NO_VALUATION,
  milestones: Array.from({ length: milestones }, (_, i) => ({
    dueAt: from + (i + 1) * 30 * DAY,
    graceEnd: from + ((i + 1) * 30 + 10) * DAY,
    criteriaHash: hashOf(`Criteria of milestone ${i + 1}`) as Hex,
    usdAmount: 0n,
  })),
  policy: {
    reviewers: actors.reviewers.map(({ address }) => address as Hex),
    seats: 3,
    quorum: 2,
    supermajority: 3,
    maxAttempts: 2,
    aiRequired: false,
    aiCanVeto: false,
    sequential: false,
    cascade: false,
    minScore: 0,
    defaultSplitBps: 5_000,
    disputeBond: 10n * UNIT,
    minValueAtRisk: 0n,
    autoReleaseCap: 0n,
    scoreWindow: 0,
    commitWindow: 5 * DAY,
    revealWindow: 5 * DAY,
    challengeWindow: 5 * DAY,
    arbitrationWindow: 30 * DAY,
  },
  salt: randomWord(),
});

export type TestCampaign = {
  readonly id: CampaignId;
  readonly terms: CampaignTerms;
  readonly conditions: Conditions;
};

/** An open campaign of the funder's, for the investigator. */
export const openCampaign = async (
  fixture: Fundraising,
  changes: Partial<CampaignTerms> = {},
  arbitrator?: Hex,
): Promise<TestCampaign> => {
  const { chain, contracts, addresses, actors, usd } = fixture;
  const deadline = changes.deadline ?? (await chain.now()) + 30 * DAY;
  const sharesBps = changes.sharesBps ?? [6_500, 3_500];
  const conditions = panelConditions(fixture, sharesBps.length, deadline + 200 * DAY, arbitrator);
  const terms: CampaignTerms = {
    organiser: actors.funder.address as Hex,
    investigator: actors.investigator.address as Hex,
    token: await addressOf(usd),
    review: addresses.MilestoneReview,
    matching: NO_MATCHING,
    goal: 200n * UNIT,
    matchBy: NO_WAIT,
    keeperReward: 0n,
    salt: randomWord(),
    ...changes,
    deadline,
    sharesBps,
    conditionsHash: conditionsHashOf(conditions),
  };
  const campaigns = contracts.campaigns.connect(actors.funder);
  await (await campaigns.open(contractArgument(terms), contractArgument(conditions))).wait();
  return { id: campaignIdOf(chain.chainId, addresses.Campaigns, terms), terms, conditions };
};

/** A donor of its own who pledges this much. */
export const pledgeTo = async (
  fixture: Fundraising,
  { terms }: TestCampaign,
  amount: bigint,
): Promise<HDNodeWallet> => {
  const { contracts, addresses } = fixture;
  const donor = await giver(fixture, amount, addresses.Campaigns);
  await (await contracts.campaigns.connect(donor).pledge(contractArgument(terms), amount)).wait();
  return donor;
};

/** Moves the clock to a second. */
export const moveTo = async ({ chain }: Fundraising, second: number): Promise<void> =>
  chain.advance(second - (await chain.now()));

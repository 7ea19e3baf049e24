import type { Contract } from "ethers";
import { id, MaxUint256, ZeroAddress, ZeroHash } from "ethers";
import { type Conditions, conditionsHashOf, NO_VALUATION } from "../../../standards/grant.ts";
import type { Hex, ModelId } from "../../../standards/hex.ts";
import { type Chain, send } from "../chain.ts";
import { deployAuthority, deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const DAY = 86_400;
const PLEDGE = 100n * 10n ** 6n;
const NOBODY = ZeroAddress as Hex;

/** Opening a campaign hashes its conditions and no more: a pledge costs the same whatever they are. */
const CONDITIONS: Conditions = {
  arbitrator: NOBODY,
  modelId: ZeroHash as ModelId,
  orcidCommit: id("orcid") as Hex,
  excludedAffiliations: [],
  valuation: NO_VALUATION,
  milestones: [],
  policy: {
    reviewers: [],
    seats: 1,
    quorum: 1,
    supermajority: 1,
    maxAttempts: 1,
    aiRequired: false,
    aiCanVeto: false,
    sequential: false,
    cascade: false,
    minScore: 0,
    defaultSplitBps: 5_000,
    disputeBond: 1n,
    minValueAtRisk: 0n,
    autoReleaseCap: 0n,
    scoreWindow: 0,
    commitWindow: DAY,
    revealWindow: DAY,
    challengeWindow: DAY,
    arbitrationWindow: DAY,
  },
  salt: id("salt") as Hex,
};

const openCampaign = async (chain: Chain) => {
  const [organiser, investigator] = chain.accounts;
  const escrow = await deployOurs(chain, "ResearchEscrow", await deployAuthority(chain));
  const campaigns = await deployOurs(chain, "Campaigns", await escrow.getAddress());
  const token = await deployOurs(chain, "TestUsd");
  await (await send(escrow, "listToken", await token.getAddress())).wait();
  const terms = {
    organiser: organiser?.address,
    investigator: investigator?.address,
    token: await token.getAddress(),
    review: investigator?.address,
    matching: NOBODY,
    goal: 1_000n * PLEDGE,
    deadline: (await chain.now()) + DAY,
    matchBy: 0,
    keeperReward: 0n,
    sharesBps: [3_000, 3_000, 4_000],
    conditionsHash: conditionsHashOf(CONDITIONS),
    salt: id("campaign"),
  };
  await (await send(campaigns, "open", terms, CONDITIONS)).wait();
  return { campaigns, token, terms };
};

/** A campaign of three milestones in an ERC-20: the second donor's pledge, and the second taken back. */
export const campaign: Room = async (chain) => {
  const { campaigns, token, terms } = await openCampaign(chain);
  const donors = chain.accounts.slice(2, 5);
  const pledges: number[] = [];
  for (const donor of donors) {
    await (await send(token, "mint", donor.address, 10n * PLEDGE)).wait();
    const approve = send(
      token.connect(donor) as Contract,
      "approve",
      await campaigns.getAddress(),
      MaxUint256,
    );
    await (await approve).wait();
    pledges.push(await chain.gasOf(send(campaigns.connect(donor) as Contract, "pledge", terms, PLEDGE)));
  }
  await chain.passTime(2 * DAY);
  const refunds: number[] = [];
  for (const donor of donors.slice(0, 2)) {
    const back = send(campaigns.connect(donor) as Contract, "takeBack", terms, donor.address);
    refunds.push(await chain.gasOf(back));
  }
  return { "campaign.pledge": pledges[1] ?? 0, "campaign.refund": refunds[1] ?? 0 };
};

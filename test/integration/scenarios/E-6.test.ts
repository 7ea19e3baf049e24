// E-6: a goal missed, and a part of a grant that comes back, shared among its donors to the unit.
import { expect } from "chai";
import type { HDNodeWallet } from "ethers";
import {
  readCampaign,
  readLaunchedGrant,
  readPots,
  readStanding,
} from "../../../client/campaigns/readCampaign.ts";
import { contractArgument } from "../../../client/contractArgument.ts";
import { shareOfPot } from "../../../standards/campaign.ts";
import { GRANT_TERMS_TYPES, researchEscrowDomain, signableTerms } from "../../../standards/grant.ts";
import {
  type Fundraising,
  fundraising,
  moveTo,
  openCampaign,
  pledgeTo,
  type TestCampaign,
  UNIT,
} from "../../support/campaigns.ts";
import { testChain } from "../../support/chain.ts";
import { revertOf } from "../../support/reverts.ts";

/** Gave 100, 50 and 25. */
type Donors = Readonly<Record<"alice" | "bob" | "carol", HDNodeWallet>>;

const raise = async (fixture: Fundraising, campaign: TestCampaign): Promise<Donors> => ({
  alice: await pledgeTo(fixture, campaign, 100n * UNIT),
  bob: await pledgeTo(fixture, campaign, 50n * UNIT),
  carol: await pledgeTo(fixture, campaign, 25n * UNIT),
});

describe("E-6: crowdfunding a grant", () => {
  const load = async () => (await testChain()).load(fundraising);

  it("gives each donor its own back where 175 of 200 were raised", async () => {
    const fixture = await load();
    const { contracts, usd, view, addresses } = fixture;
    const campaign = await openCampaign(fixture);
    const { alice, bob, carol } = await raise(fixture, campaign);
    const opened = await readCampaign(view, campaign.id);
    expect(opened.terms).to.deep.equal(campaign.terms);
    expect(opened.conditions).to.deep.equal(campaign.conditions);
    expect(await readStanding(view, opened)).to.include({ state: "Open", raised: 175n * UNIT });

    await moveTo(fixture, campaign.terms.deadline + 1);
    expect((await readStanding(view, opened)).state).to.equal("Failed");
    const terms = contractArgument(campaign.terms);
    expect(await revertOf(contracts.campaigns.launch.staticCall(terms))).to.equal("Campaigns_GoalNotMet");
    for (const [donor, amount] of [
      [carol, 25n],
      [alice, 100n],
      [bob, 50n],
    ] as const) {
      await (await contracts.campaigns.connect(donor).takeBack(terms, donor.address)).wait();
      expect(await usd.balanceOf(donor.address)).to.equal(amount * UNIT);
    }
    const again = contracts.campaigns.connect(alice).takeBack.staticCall(terms, alice.address);
    expect(await revertOf(again)).to.equal("Campaigns_NoPledge");
    expect(await usd.balanceOf(addresses.Campaigns)).to.equal(0n);
  });

  it("shares 100.000000 that come back of 175: 57.142857, 28.571428, and the rest to whoever is last", async () => {
    const fixture = await load();
    const { chain, contracts, usd, view, actors, addresses } = fixture;
    const campaign = await openCampaign(fixture, { goal: 175n * UNIT, keeperReward: 6_250_000n });
    const { alice, bob, carol } = await raise(fixture, campaign);
    const terms = contractArgument(campaign.terms);
    await moveTo(fixture, campaign.terms.deadline + 1);
    await (await contracts.campaigns.launch(terms)).wait();

    const opened = await readCampaign(view, campaign.id);
    const grant = await readLaunchedGrant(view, opened);
    // 175 less eight prepaid rewards of 6.25, by 6,500 and 3,500 of 10,000.
    expect(grant.account.amounts).to.deep.equal([81_250_000n, 43_750_000n]);
    expect(grant.account.funder).to.equal(addresses.Campaigns);
    const domain = researchEscrowDomain(chain.chainId, addresses.ResearchEscrow);
    const signature = await actors.investigator.signTypedData(
      domain,
      GRANT_TERMS_TYPES,
      signableTerms(grant),
    );
    await (await contracts.escrow.accept(contractArgument(grant), signature)).wait();

    // Never brought: the keeper that ends it earns one reward, three come back beside the amount.
    await moveTo(fixture, (campaign.conditions.milestones[0]?.graceEnd ?? 0) + 1);
    await (await contracts.review.connect(actors.relayer).expire(contractArgument(grant), 0)).wait();
    expect(await usd.balanceOf(actors.relayer.address)).to.equal(6_250_000n);
    await (await contracts.campaigns.collect(terms, 0)).wait();
    expect(await readPots(view, opened)).to.deep.equal([{ pot: 0, amount: 100n * UNIT, left: 100n * UNIT }]);

    const shares: bigint[] = [];
    for (const donor of [alice, bob, carol]) {
      const pot = await contracts.campaigns.potOf(campaign.id, 0);
      const { amount: pledge } = await contracts.campaigns.pledgeOf(campaign.id, donor.address);
      const expected = shareOfPot(pot, pledge, 175n * UNIT);
      expect(await contracts.campaigns.shareOf(terms, 0, donor.address)).to.equal(expected);
      await (await contracts.campaigns.connect(donor).claimShare(terms, 0, donor.address)).wait();
      expect(await usd.balanceOf(donor.address)).to.equal(expected);
      shares.push(expected);
    }
    expect(shares).to.deep.equal([57_142_857n, 28_571_428n, 14_285_715n]);
    const again = contracts.campaigns.connect(bob).claimShare.staticCall(terms, 0, bob.address);
    expect(await revertOf(again)).to.equal("Campaigns_NothingToClaim");
    expect(await usd.balanceOf(addresses.Campaigns)).to.equal(0n);
  });
});

import { expect } from "chai";
import { contractArgument } from "../../../client/contractArgument.ts";
import { testChain } from "../../support/chain.ts";
import { staffed } from "../../support/fixtures.ts";
import { activeGrant } from "../../support/grants.ts";
import { pay, stateOf, submitAndScore, take, vote } from "../../support/milestones.ts";
import { revertOf } from "../../support/reverts.ts";

const BOND = 1_000_000_000n;

/** A grant whose first milestone was paid. */
const firstPaid = async () => {
  const fixture = await (await testChain()).load(staffed);
  const terms = await activeGrant(fixture);
  await pay(fixture, terms, 0);
  return { ...fixture, terms };
};

describe("E-3: a score's veto, a dispute and a split", function () {
  this.timeout(120_000);

  it("gives 90,000 and 60,000 of 150,000, and the bond back", async () => {
    const fixture = await firstPaid();
    const { actors, addresses, contracts, terms, usd } = fixture;
    const argument = contractArgument(terms);
    await submitAndScore(fixture, terms, 1, 6_100);
    await vote(fixture, terms, 1, [true, true, false]);
    // A quorum said yes; the score says no, and only all three could overrule it.
    expect(await stateOf(fixture, terms, 1)).to.equal("Scored");

    const own = contracts.review.connect(actors.investigator);
    await (await usd.mint(actors.investigator.address, BOND)).wait();
    await (await usd.connect(actors.investigator).approve(addresses.MilestoneReview, BOND)).wait();
    expect(await revertOf(contracts.review.dispute.staticCall(argument, 1))).to.equal(
      "MilestoneReview_MayNotDispute",
    );
    await (await own.dispute(argument, 1)).wait();
    expect(await stateOf(fixture, terms, 1)).to.equal("Disputed");
    expect(await usd.balanceOf(actors.investigator.address)).to.equal(100_000_000_000n);
    expect(await revertOf(own.rule.staticCall(argument, 1, 10_000))).to.equal(
      "MilestoneReview_NotArbitrator",
    );
    await (await contracts.review.connect(actors.arbitrator).rule(argument, 1, 6_000)).wait();

    await take(fixture, terms, 1, "release", actors.investigator);
    await take(fixture, terms, 1, "refund", actors.funder);
    await (await own.claimBond(argument, 1, actors.investigator.address)).wait();
    expect(await usd.balanceOf(actors.investigator.address)).to.equal(190_000_000_000n + BOND);
    expect(await usd.balanceOf(actors.funder.address)).to.equal(60_000_000_000n);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(250_000_000_000n);
    expect(await usd.balanceOf(addresses.MilestoneReview)).to.equal(0n);
    for (const side of ["release", "refund"] as const)
      expect(await revertOf(take(fixture, terms, 1, side, actors.relayer))).to.equal(
        "ResearchEscrow_NothingDue",
      );
  });

  it("yields to all three reviewers", async () => {
    const fixture = await firstPaid();
    const { contracts, actors, terms } = fixture;
    await submitAndScore(fixture, terms, 1, 6_100);
    await vote(fixture, terms, 1, [true, true, true]);
    expect(await stateOf(fixture, terms, 1)).to.equal("Approved");
    const { decisions, disagreements } = await contracts.review.agreementOf(
      actors.funder.address,
      terms.conditions.modelId,
    );
    expect([decisions, disagreements]).to.deep.equal([2n, 1n]);
  });
});

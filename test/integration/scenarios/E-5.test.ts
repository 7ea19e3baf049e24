import { expect } from "chai";
import { contractArgument } from "../../../client/contractArgument.ts";
import { testChain } from "../../support/chain.ts";
import { staffed } from "../../support/fixtures.ts";
import { activeGrant, DAY, depositOf } from "../../support/grants.ts";
import { stateOf, submitAndScore, take } from "../../support/milestones.ts";
import { revertOf } from "../../support/reverts.ts";

const REWARD = 5_000_000n;

describe("E-5: nobody wins by silence, and nothing stays locked", function () {
  this.timeout(120_000);

  it("escalates past the panel, splits past the arbitrator, and ends with nothing in escrow", async () => {
    const fixture = await (await testChain()).load(staffed);
    const { actors, addresses, chain, contracts, usd } = fixture;
    const terms = await activeGrant(fixture, { money: { keeperReward: REWARD } });
    const argument = contractArgument(terms);
    const keeper = actors.carrier;
    const review = contracts.review.connect(keeper);
    await submitAndScore(fixture, terms, 0, 8_200);
    expect(await revertOf(review.escalate.staticCall(argument, 0))).to.equal("MilestoneReview_TooEarly");
    await chain.advance(14 * DAY + 1);
    await (await review.escalate(argument, 0)).wait();
    expect(await stateOf(fixture, terms, 0)).to.equal("Escalated");
    expect(await usd.balanceOf(keeper.address)).to.equal(REWARD);
    expect(await revertOf(review.applyDefaultSplit.staticCall(argument, 0))).to.equal(
      "MilestoneReview_TooEarly",
    );
    await chain.advance(30 * DAY + 1);
    const late = contracts.review.connect(actors.arbitrator).rule.staticCall(argument, 0, 0);
    expect(await revertOf(late)).to.equal("MilestoneReview_TooLate");
    await (await review.applyDefaultSplit(argument, 0)).wait();
    await take(fixture, terms, 0, "release", actors.investigator);
    expect(await usd.balanceOf(actors.investigator.address)).to.equal(50_000_000_000n);

    // The other three were never brought: time alone ends them.
    await chain.advance(500 * DAY);
    for (const index of [1, 2, 3]) await (await review.expire(argument, index)).wait();
    for (const index of [0, 1, 2, 3]) await take(fixture, terms, index, "refund", actors.relayer);
    expect(await usd.balanceOf(keeper.address)).to.equal(5n * REWARD);
    const back = depositOf(terms.account) - 50_000_000_000n - 5n * REWARD;
    expect(await usd.balanceOf(actors.funder.address)).to.equal(back);
    expect(back).to.equal(450_055_000_000n);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(0n);
  });
});

import { expect } from "chai";
import { contractArgument } from "../../../client/contractArgument.ts";
import { grantIdOf, milestoneIdOf } from "../../../standards/grant.ts";
import { testChain } from "../../support/chain.ts";
import { staffed } from "../../support/fixtures.ts";
import { activeGrant, DAY } from "../../support/grants.ts";
import { pay, stateOf, submit, submitAndScore, take, vote } from "../../support/milestones.ts";
import { revertOf } from "../../support/reverts.ts";

describe("E-4: work that is rejected each time fails, and nothing else with it", function () {
  this.timeout(120_000);

  it("refunds 150,000, leaves milestone 3 in escrow, and names each milestone by its id", async () => {
    const fixture = await (await testChain()).load(staffed);
    const { actors, addresses, chain, contracts, usd } = fixture;
    const terms = await activeGrant(fixture);
    await pay(fixture, terms, 0);
    for (let attempt = 0; attempt < 3; attempt++) {
      await submitAndScore(fixture, terms, 1, 6_100);
      await vote(fixture, terms, 1, [false, false, true]);
      expect(await stateOf(fixture, terms, 1)).to.equal("Rejected");
    }
    expect(await revertOf(submit(fixture, terms, 1))).to.equal("MilestoneReview_AttemptsUsedUp");
    const expire = () => contracts.review.expire(contractArgument(terms), 1);
    expect(await revertOf(expire())).to.equal("MilestoneReview_TooEarly");
    await chain.advance(5 * DAY + 1);
    await (await expire()).wait();
    await take(fixture, terms, 1, "refund", actors.funder);
    expect(await usd.balanceOf(actors.funder.address)).to.equal(150_000_000_000n);

    // Milestone 3 is neither the funder's nor lost: it can still be brought.
    expect(await revertOf(take(fixture, terms, 2, "refund", actors.funder))).to.equal(
      "ResearchEscrow_NothingDue",
    );
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(250_000_000_000n);
    await submit(fixture, terms, 2);

    const { escrow, review } = contracts;
    const [id, third] = [1, 2].map((index) => milestoneIdOf(grantIdOf(terms), index));
    const submitted = await review.queryFilter(review.filters.EvidenceSubmitted(id));
    expect(submitted.map(({ args }) => [args.index, args.attempt])).to.deep.equal([
      [1n, 1n],
      [1n, 2n],
      [1n, 3n],
    ]);
    expect(await review.queryFilter(review.filters.EvidenceSubmitted(third))).to.have.length(1);
    const refunds = await escrow.queryFilter(escrow.filters.MilestoneRefunded());
    expect(refunds.map(({ args }) => [args.id, args.amount])).to.deep.equal([[id, 150_000_000_000n]]);
  });
});

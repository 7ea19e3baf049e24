import { expect } from "chai";
import { contractArgument } from "../../../client/contractArgument.ts";
import { testChain } from "../../support/chain.ts";
import { staffed } from "../../support/fixtures.ts";
import { AMOUNTS, activeGrant, DAY, TOTAL } from "../../support/grants.ts";
import {
  finalise,
  milestoneOf,
  propose,
  stateOf,
  submit,
  submitAndScore,
  take,
  vote,
} from "../../support/milestones.ts";
import { revertOf } from "../../support/reverts.ts";

const load = async () => (await testChain()).load(staffed);

describe("E-1: done work is paid, milestone by milestone", function () {
  this.timeout(120_000);

  it("100,000 of 500,000, after score, panel and challenge window", async () => {
    const fixture = await load();
    const { contracts, actors, addresses, chain, usd } = fixture;
    const terms = await activeGrant(fixture);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(TOTAL);
    await submitAndScore(fixture, terms, 0, 8_200);
    expect((await milestoneOf(fixture, terms, 0)).score).to.equal(8_200n);
    await vote(fixture, terms, 0, [true, false, true]);
    expect(await stateOf(fixture, terms, 0)).to.equal("Approved");

    const own = contracts.escrow.connect(actors.investigator);
    const early = own.release.staticCall(contractArgument(terms.account), 0);
    expect(await revertOf(early)).to.equal("ResearchEscrow_NothingDue");
    await chain.advance(5 * DAY - 60);
    expect(await revertOf(own.release.staticCall(contractArgument(terms.account), 0))).to.equal(
      "ResearchEscrow_NothingDue",
    );
    await chain.advance(61);
    await take(fixture, terms, 0, "release", actors.investigator);
    expect(await usd.balanceOf(actors.investigator.address)).to.equal(AMOUNTS[0]);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(400_000_000_000n);
    expect(await contracts.escrow.remainingOf(contractArgument(terms.account))).to.equal(400_000_000_000n);
    const again = own.release.staticCall(contractArgument(terms.account), 0);
    expect(await revertOf(again)).to.equal("ResearchEscrow_NothingDue");
  });

  it("by one yes of three nothing is, and on a score that may be challenged nobody votes", async () => {
    const fixture = await load();
    const { contracts, actors } = fixture;
    const terms = await activeGrant(fixture);
    const packageHash = await submit(fixture, terms, 0);
    const proposed = await propose(fixture, terms, 0, packageHash, 8_200);
    expect(await revertOf(vote(fixture, terms, 0, [true]))).to.equal("MilestoneReview_ScoreNotFinal");
    await finalise(fixture, proposed);
    await vote(fixture, terms, 0, [true, false, false]);
    expect(await stateOf(fixture, terms, 0)).to.equal("Rejected");
    const own = contracts.escrow.connect(actors.investigator);
    const refused = own.release.staticCall(contractArgument(terms.account), 0);
    expect(await revertOf(refused)).to.equal("ResearchEscrow_NothingDue");
  });
});

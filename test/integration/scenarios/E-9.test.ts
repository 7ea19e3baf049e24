import { expect } from "chai";
import { contractArgument } from "../../../client/contractArgument.ts";
import { ReentrantToken__factory } from "../../../types/index.ts";
import { testChain } from "../../support/chain.ts";
import { addressOf, staffed } from "../../support/fixtures.ts";
import { activeGrant, DAY, draftGrant, signTerms } from "../../support/grants.ts";
import { propose, stateOf, submit, take, vote } from "../../support/milestones.ts";
import { eventsAbout } from "../../support/requests.ts";
import { revertOf } from "../../support/reverts.ts";

const load = async () => (await testChain()).load(staffed);

describe("E-9: an oracle that is down or wrong, a token that calls back, time that runs out", function () {
  this.timeout(120_000);

  it("people pay by themselves when no score comes, all three of them", async () => {
    const fixture = await load();
    const { actors, chain, contracts, usd } = fixture;
    const terms = await activeGrant(fixture);
    const packageHash = await submit(fixture, terms, 0);
    const skip = () => contracts.review.skipScore(contractArgument(terms), 0);
    expect(await revertOf(skip())).to.equal("MilestoneReview_TooEarly");
    await chain.advance(DAY + 1);
    await (await skip()).wait();
    // A score that comes now is too late.
    const { receipt, request } = await propose(fixture, terms, 0, packageHash, 8_200);
    expect(eventsAbout(fixture, request.id, receipt?.logs ?? [])).to.include("CallbackReverted");
    expect(await stateOf(fixture, terms, 0)).to.equal("Unscored");
    await vote(fixture, terms, 0, [true, true, true]);
    expect(await stateOf(fixture, terms, 0)).to.equal("Approved");
    await chain.advance(5 * DAY + 1);
    await take(fixture, terms, 0, "release", actors.investigator);
    expect(await usd.balanceOf(actors.investigator.address)).to.equal(100_000_000_000n);
  });

  it("a quorum alone does not, where the terms want a score", async () => {
    const fixture = await load();
    const { chain, contracts } = fixture;
    const terms = await activeGrant(fixture);
    await submit(fixture, terms, 0);
    await chain.advance(DAY + 1);
    await (await contracts.review.skipScore(contractArgument(terms), 0)).wait();
    await vote(fixture, terms, 0, [true, true, false]);
    expect(await stateOf(fixture, terms, 0)).to.equal("Unscored");
  });

  it("another model's score, and one of another package, are refused", async () => {
    const fixture = await load();
    const { models } = fixture;
    const terms = await activeGrant(fixture);
    const packageHash = await submit(fixture, terms, 0);
    for (const [shown, model] of [
      [packageHash, models.coldChain.id],
      [`0x${"11".repeat(32)}`, models.milestone.id],
    ] as const) {
      const { receipt, request } = await propose(fixture, terms, 0, shown, 9_999, model);
      expect(eventsAbout(fixture, request.id, receipt?.logs ?? [])).to.include("CallbackReverted");
      expect(await stateOf(fixture, terms, 0)).to.equal("Submitted");
    }
  });

  it("a token that calls back is paid once", async () => {
    const fixture = await load();
    const { actors, addresses, chain, contracts, govern } = fixture;
    const token = await new ReentrantToken__factory(actors.deployer).deploy();
    const data = contracts.escrow.interface.encodeFunctionData("listToken", [await addressOf(token)]);
    await govern({ target: addresses.ResearchEscrow, data });
    const terms = await draftGrant(fixture, { money: { token: await addressOf(token) } });
    const argument = contractArgument(terms);
    const total = 500_000_000_000n;
    await (await token.mint(actors.funder.address, total)).wait();
    await (await token.connect(actors.funder).approve(addresses.ResearchEscrow, total)).wait();
    await (await contracts.escrow.connect(actors.funder).createFund(argument.account)).wait();
    await (await contracts.escrow.accept(argument, await signTerms(fixture, terms))).wait();
    await chain.advance(500 * DAY);
    await (await contracts.review.expire(argument, 0)).wait();
    const again = contracts.escrow.interface.encodeFunctionData("refund", [argument.account, 0]);
    await (await token.prepare(addresses.ResearchEscrow, again)).wait();
    await take(fixture, terms, 0, "refund", actors.funder);
    expect(await token.succeeded()).to.equal(false);
    expect(await token.balanceOf(actors.funder.address)).to.equal(100_000_000_000n);
    expect(await token.balanceOf(addresses.ResearchEscrow)).to.equal(400_000_000_000n);
  });

  it("an expired milestone 4 is refunded at anyone's call: 100,000", async () => {
    const fixture = await load();
    const { actors, addresses, chain, contracts, usd } = fixture;
    const terms = await activeGrant(fixture, { policy: { sequential: false } });
    const expire = () => contracts.review.expire(contractArgument(terms), 3);
    expect(await revertOf(expire())).to.equal("MilestoneReview_TooEarly");
    await chain.advance(391 * DAY);
    await (await expire()).wait();
    await take(fixture, terms, 3, "refund", actors.relayer);
    expect(await usd.balanceOf(actors.funder.address)).to.equal(100_000_000_000n);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(400_000_000_000n);
    // The other three stay where they are until somebody says so.
    expect(await stateOf(fixture, terms, 2)).to.equal("Pending");
  });
});

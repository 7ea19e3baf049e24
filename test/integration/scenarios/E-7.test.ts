import { expect } from "chai";
import { contractArgument } from "../../../client/contractArgument.ts";
import { revertName } from "../../../scripts/stories/shared.ts";
import type { Hex } from "../../../standards/hex.ts";
import { BlocklistToken__factory, FeeToken__factory, RebasingToken__factory } from "../../../types/index.ts";
import { testChain } from "../../support/chain.ts";
import { addressOf, type Staffed, staffed } from "../../support/fixtures.ts";
import { DAY, draftGrant, type GrantChanges, signTerms } from "../../support/grants.ts";
import { stateOf, submit, take } from "../../support/milestones.ts";
import { revertOf } from "../../support/reverts.ts";

const load = async () => (await testChain()).load(staffed);
const THOUSAND = 1_000n * 10n ** 18n;

type Token = FeeToken__factory | RebasingToken__factory | BlocklistToken__factory;

/** A token of the hostile kind, and its holder ready to deposit. */
const arm = async <F extends Token>(fixture: Staffed, factory: F) => {
  const token = (await factory.connect(fixture.actors.deployer).deploy()) as Awaited<ReturnType<F["deploy"]>>;
  await (await token.mint(fixture.actors.funder.address, 10n * THOUSAND)).wait();
  const own = token.connect(fixture.actors.funder) as BlocklistLike;
  await (await own.approve(fixture.addresses.ResearchEscrow, 10n * THOUSAND)).wait();
  return token;
};
type BlocklistLike = ReturnType<BlocklistToken__factory["attach"]>;

const list = ({ addresses, contracts, govern }: Staffed, token: Hex): Promise<unknown> =>
  govern({
    target: addresses.ResearchEscrow,
    data: contracts.escrow.interface.encodeFunctionData("listToken", [token]),
  });

/** Two milestones of 1,000 in a token. */
const changesFor = async (token: { getAddress: () => Promise<string> }): Promise<GrantChanges> => ({
  money: { token: await addressOf(token), amounts: [THOUSAND, THOUSAND] },
});

const draft = async (fixture: Staffed, changes: GrantChanges) => {
  const { conditions } = await draftGrant(fixture);
  const milestones = conditions.milestones.slice(0, 2);
  return draftGrant(fixture, { ...changes, conditions: { milestones } });
};

describe("E-7: tokens that misbehave harm nobody else", function () {
  this.timeout(120_000);

  it("a fee of 2 % credits 1,960 of 2,000, which funds no grant of 2,000", async () => {
    const fixture = await load();
    const token = await arm(fixture, new FeeToken__factory());
    await list(fixture, await addressOf(token));
    const terms = await draft(fixture, await changesFor(token));
    const own = fixture.contracts.escrow.connect(fixture.actors.funder);
    const refused = own.createFund.staticCall(contractArgument(terms.account));
    expect(await revertOf(refused)).to.equal("ResearchEscrow_Underfunded");
    expect(await token.balanceOf(fixture.addresses.ResearchEscrow)).to.equal(0n);
  });

  it("a rebasing token is not listed, and no grant in it starts; its deposit goes back", async () => {
    const fixture = await load();
    const { actors, contracts } = fixture;
    const token = await arm(fixture, new RebasingToken__factory());
    const terms = await draft(fixture, await changesFor(token));
    const own = contracts.escrow.connect(actors.funder);
    await (await own.createFund(contractArgument(terms.account))).wait();
    const accept = contracts.escrow.accept.staticCall(
      contractArgument(terms),
      await signTerms(fixture, terms),
    );
    expect(await revertOf(accept)).to.equal("ResearchEscrow_TokenNotListed");
    await (await own.cancel(contractArgument(terms.account))).wait();
    expect(await token.balanceOf(actors.funder.address)).to.equal(10n * THOUSAND);
  });

  it("a blocked researcher holds up no refund, and names another account for its own part", async () => {
    const fixture = await load();
    const { actors, addresses, chain, contracts } = fixture;
    const token = await arm(fixture, new BlocklistToken__factory());
    await list(fixture, await addressOf(token));
    const terms = await draft(fixture, await changesFor(token));
    const argument = contractArgument(terms);
    await (await contracts.escrow.connect(actors.funder).createFund(argument.account)).wait();
    await (await contracts.escrow.accept(argument, await signTerms(fixture, terms))).wait();
    await submit(fixture, terms, 0);
    for (const [wait, call] of [
      [1, "skipScore"],
      [14, "escalate"],
      [30, "applyDefaultSplit"],
    ] as const) {
      await chain.advance(wait * DAY + 1);
      await (await contracts.review[call](argument, 0)).wait();
    }
    expect(await stateOf(fixture, terms, 0)).to.equal("Ruled");

    await (await token.setBlocked(actors.investigator.address, true)).wait();
    const blocked = take(fixture, terms, 0, "release", actors.investigator);
    expect(await revertName(token.interface, blocked)).to.equal("BlocklistToken_Blocked");
    await take(fixture, terms, 0, "refund", actors.relayer);
    expect(await token.balanceOf(actors.funder.address)).to.equal(8n * THOUSAND + THOUSAND / 2n);
    const own = contracts.escrow.connect(actors.investigator);
    await (await own.releaseTo(argument.account, 0, actors.clinic.address)).wait();
    expect(await token.balanceOf(actors.clinic.address)).to.equal(THOUSAND / 2n);
    expect(await token.balanceOf(addresses.ResearchEscrow)).to.equal(THOUSAND);
  });
});

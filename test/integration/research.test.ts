import { expect } from "chai";
import { contractArgument } from "../../client/contractArgument.ts";
import { GrantState, type GrantTerms, grantIdOf, grantTerms, milestoneIdOf } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { testChain } from "../support/chain.ts";
import { type Staffed, staffed } from "../support/fixtures.ts";
import { AMOUNTS, activeGrant, DAY, draftGrant, offerGrant, signTerms, TOTAL } from "../support/grants.ts";
import { revertOf } from "../support/reverts.ts";

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

describe("a grant whose terms were hashed in TypeScript", () => {
  it("has the ids that escrow and review compute", async () => {
    const fixture = await load();
    const { escrow, review } = fixture.contracts;
    const terms = await draftGrant(fixture);
    const id = grantIdOf(terms);
    expect(await escrow.grantIdOf(contractArgument(terms.account))).to.equal(id);
    expect(await review.checkTerms(contractArgument(terms))).to.equal(id);
    for (const index of [0, 3])
      expect(await escrow.milestoneIdOf(id, index)).to.equal(milestoneIdOf(id, index));
    const other = grantTerms(terms.account, { ...terms.conditions, salt: randomWord() });
    expect(grantIdOf(other)).to.not.equal(id);
    expect(await escrow.grantIdOf(contractArgument(other.account))).to.equal(grantIdOf(other));
  });

  it("becomes active by the researcher's signature, and by nobody else's (E-2)", async () => {
    const fixture = await load();
    const { contracts, actors, addresses, usd } = fixture;
    const terms = await draftGrant(fixture);
    await offerGrant(fixture, terms);
    const forged = await signTerms(
      { ...fixture, actors: { ...actors, investigator: actors.hospital } },
      terms,
    );
    const accept = (signed: GrantTerms, signature: string) =>
      contracts.escrow.accept.staticCall(contractArgument(signed), signature);
    expect(await revertOf(accept(terms, forged))).to.equal("ResearchEscrow_InvalidSignature");
    const signature = await signTerms(fixture, terms);
    const [first, ...rest] = terms.conditions.milestones;
    const milestones = [{ ...first, criteriaHash: randomWord() } as NonNullable<typeof first>, ...rest];
    const changed = grantTerms(terms.account, { ...terms.conditions, milestones });
    expect(await revertOf(accept(changed, signature))).to.not.equal("no error");
    await (await contracts.escrow.accept(contractArgument(terms), signature)).wait();
    expect((await contracts.escrow.grantOf(grantIdOf(terms))).state).to.equal(BigInt(GrantState.Active));
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(TOTAL);
  });

  it("refunds the funder what was never claimed, to the last unit", async () => {
    const fixture = await load();
    const { contracts, actors, addresses, chain, usd } = fixture;
    const terms = await activeGrant(fixture);
    const account = contractArgument(terms.account);
    const own = contracts.escrow.connect(actors.funder);
    const to = actors.funder.address as Hex;
    const early = contracts.review.expire.staticCall(contractArgument(terms), 0);
    expect(await revertOf(early)).to.equal("MilestoneReview_TooEarly");
    await chain.advance((4 * 90 + 31) * DAY);
    for (const index of AMOUNTS.keys()) {
      await (await contracts.review.expire(contractArgument(terms), index)).wait();
      await (await own.refund(account, index)).wait();
    }
    expect(await usd.balanceOf(to)).to.equal(TOTAL);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(0n);
  });

  it("returns the whole deposit when nobody accepts in time", async () => {
    const fixture = await load();
    const { contracts, actors, chain, usd } = fixture;
    const terms = await draftGrant(fixture);
    await offerGrant(fixture, terms);
    await chain.advance(31 * DAY);
    const late = contracts.escrow.accept.staticCall(contractArgument(terms), await signTerms(fixture, terms));
    expect(await revertOf(late)).to.equal("ResearchEscrow_StartByPassed");
    const own = contracts.escrow.connect(actors.funder);
    await (await own.cancel(contractArgument(terms.account))).wait();
    expect(await usd.balanceOf(actors.funder.address)).to.equal(TOTAL);
  });
});

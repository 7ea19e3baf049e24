import { expect } from "chai";
import type { Signer } from "ethers";
import { contractArgument } from "../../../client/contractArgument.ts";
import { type GrantTerms, grantIdOf, grantTerms, researchEscrowDomain } from "../../../standards/grant.ts";
import { parseOrcid } from "../../../standards/orcid.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { testChain } from "../../support/chain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { activeGrant, TOTAL } from "../../support/grants.ts";
import { submit } from "../../support/milestones.ts";
import { revertOf } from "../../support/reverts.ts";

const load = async () => (await testChain()).load(staffed);
const REPLACEMENT = {
  GrantReplacement: [
    { name: "replaced", type: "bytes32" },
    { name: "replacement", type: "bytes32" },
  ],
};

/** The same grant under other criteria. */
const amended = (terms: GrantTerms): GrantTerms => {
  const milestones = terms.conditions.milestones.map((each) => ({ ...each, criteriaHash: randomWord() }));
  return grantTerms(terms.account, { ...terms.conditions, milestones });
};

const signReplacement = (
  { addresses, chain }: Staffed,
  by: Signer,
  before: GrantTerms,
  after: GrantTerms,
): Promise<string> =>
  by.signTypedData(researchEscrowDomain(chain.chainId, addresses.ResearchEscrow), REPLACEMENT, {
    replaced: grantIdOf(before),
    replacement: grantIdOf(after),
  });

describe("E-2: neither money nor terms move without both", function () {
  this.timeout(120_000);

  it("the funder takes nothing back after acceptance", async () => {
    const fixture = await load();
    const { contracts, actors, addresses, usd } = fixture;
    const terms = await activeGrant(fixture);
    const own = contracts.escrow.connect(actors.funder);
    const account = contractArgument(terms.account);
    const to = actors.funder.address;
    expect(await revertOf(own.cancel.staticCall(account))).to.equal("ResearchEscrow_WrongGrantState");
    expect(await revertOf(own.cancelTo.staticCall(account, to))).to.equal("ResearchEscrow_WrongGrantState");
    expect(await revertOf(own.refund.staticCall(account, 0))).to.equal("ResearchEscrow_NothingDue");
    expect(await revertOf(own.refundTo.staticCall(account, 3, to))).to.equal("ResearchEscrow_NothingDue");
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(TOTAL);
  });

  it("criteria change by both signatures, and by no fewer", async () => {
    const fixture = await load();
    const { contracts, actors, addresses, usd } = fixture;
    const terms = await activeGrant(fixture);
    const other = amended(terms);
    const sign = (by: Signer) => signReplacement(fixture, by, terms, other);
    const [funder, investigator] = [await sign(actors.funder), await sign(actors.investigator)];
    const replace = (...signatures: [string, string]) =>
      contracts.escrow.replace.staticCall(
        contractArgument(terms.account),
        contractArgument(other),
        ...signatures,
      );
    expect(await revertOf(replace(funder, funder))).to.equal("ResearchEscrow_InvalidSignature");
    expect(await revertOf(replace(investigator, investigator))).to.equal("ResearchEscrow_InvalidSignature");
    expect(await revertOf(replace(funder, "0x"))).to.equal("ResearchEscrow_InvalidSignature");
    // Work under the changed criteria without their replacement is no work under this grant.
    const early = contracts.review
      .connect(actors.investigator)
      .submit.staticCall(contractArgument(other), 0, randomWord(), randomWord());
    expect(await revertOf(early)).to.equal("ResearchEscrow_WrongGrantState");

    const sent = contracts.escrow.replace(
      contractArgument(terms.account),
      contractArgument(other),
      funder,
      investigator,
    );
    await (await sent).wait();
    expect(await contracts.escrow.remainingOf(contractArgument(other.account))).to.equal(TOTAL);
    expect(await contracts.escrow.remainingOf(contractArgument(terms.account))).to.equal(0n);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(TOTAL);
    await submit(fixture, other, 0);
  });

  it("terms with one other word are others, and an ORCID iD with another check digit is none", async () => {
    const fixture = await load();
    const { contracts, actors } = fixture;
    const terms = await activeGrant(fixture);
    const policy = { ...terms.conditions.policy, minScore: terms.conditions.policy.minScore - 1 };
    const eased = { account: terms.account, conditions: { ...terms.conditions, policy } };
    const call = contracts.review
      .connect(actors.investigator)
      .submit.staticCall(contractArgument(eased), 0, randomWord(), randomWord());
    expect(await revertOf(call)).to.equal("MilestoneReview_OtherConditions");
    expect(parseOrcid("0000-0002-1825-0097")).to.equal("0000-0002-1825-0097");
    expect(() => parseOrcid("0000-0002-1825-0098"))
      .to.throw()
      .with.property("code", "ORCID_CHECK_CHARACTER_WRONG");
  });
});

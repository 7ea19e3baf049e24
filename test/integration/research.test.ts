import { expect } from "chai";
import { contractArgument } from "../../client/contractArgument.ts";
import { buildEvidenceTree, EvidenceKind } from "../../standards/evidence.ts";
import {
  GrantState,
  type GrantTerms,
  grantIdOf,
  grantTerms,
  MilestoneState,
  milestoneIdOf,
  scoreExpectation,
} from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { encodeScores, Provenance } from "../../standards/inference.ts";
import { parseOrcid } from "../../standards/orcid.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { testChain } from "../support/chain.ts";
import { type Staffed, staffed } from "../support/fixtures.ts";
import {
  AMOUNTS,
  activeGrant,
  DAY,
  draftGrant,
  MIN_SCORE,
  offerGrant,
  signTerms,
  TOTAL,
} from "../support/grants.ts";
import { answerTo, ask, fulfil } from "../support/requests.ts";
import { revertOf } from "../support/reverts.ts";

const CALLBACK_GAS = 300_000;

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

const milestoneOf = ({ contracts, addresses }: Staffed, terms: GrantTerms, index: number) =>
  contracts.escrow.milestoneOf(addresses.MilestoneReview, milestoneIdOf(grantIdOf(terms), index));

/** Hands evidence in; the committee scores it through the oracle. */
const submitAndScore = async (fixture: Staffed, terms: GrantTerms, index: number, score: number) => {
  const { contracts, actors, addresses, models } = fixture;
  const id = milestoneIdOf(grantIdOf(terms), index);
  const pieces = [
    { kind: EvidenceKind.DATASET, contentHash: randomWord(), salt: randomWord(), uri: "doi:10.5555/x" },
  ];
  const { root } = buildEvidenceTree(id, pieces);
  const packageHash = randomWord();
  const own = contracts.review.connect(actors.investigator);
  await (await own.submit(contractArgument(terms), index, root, packageHash)).wait();
  const expectation = scoreExpectation(packageHash, models.milestone.id);
  expect(await contracts.review.expectationOf(id)).to.equal(expectation);
  const request = await ask(fixture, {
    modelId: models.milestone.id,
    payloadHash: packageHash,
    provenance: Provenance.COMMITTEE_EXTRACTED,
    callback: { to: addresses.MilestoneReview, gasLimit: CALLBACK_GAS },
    nonce: BigInt(id),
  });
  await fulfil(fixture, request, await answerTo(fixture, request, encodeScores([score])));
};

const vote = async ({ contracts, actors }: Staffed, terms: GrantTerms, index: number, votes: boolean[]) => {
  for (const [i, approve] of votes.entries()) {
    const reviewer = actors.reviewers[i];
    if (reviewer === undefined) throw new TypeError("The panel has three reviewers.");
    await (await contracts.review.connect(reviewer).vote(contractArgument(terms), index, 1, approve)).wait();
  }
};

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

  it("cannot be taken back by the funder once accepted, nor be offered under other criteria (E-2)", async () => {
    const fixture = await load();
    const { contracts, actors } = fixture;
    const terms = await activeGrant(fixture);
    const own = contracts.escrow.connect(actors.funder);
    const account = contractArgument(terms.account);
    const cancel = own.cancel.staticCall(account, actors.funder.address);
    expect(await revertOf(cancel)).to.equal("ResearchEscrow_WrongGrantState");
    const refund = own.refund.staticCall(account, 0, actors.funder.address);
    expect(await revertOf(refund)).to.equal("ResearchEscrow_NothingDue");
    const policy = { ...terms.conditions.policy, minScore: MIN_SCORE + 1 };
    const changed = { account: terms.account, conditions: { ...terms.conditions, policy } };
    const submitted = contracts.review
      .connect(actors.investigator)
      .submit.staticCall(contractArgument(changed), 0, randomWord(), randomWord());
    expect(await revertOf(submitted)).to.equal("MilestoneReview_OtherConditions");
    expect(() => parseOrcid("0000-0002-1825-0098"))
      .to.throw()
      .with.property("code", "ORCID_CHECK_CHARACTER_WRONG");
  });

  it("pays the first milestone after score, panel and challenge window: 100,000 of 500,000 (E-1)", async () => {
    const fixture = await load();
    const { contracts, actors, addresses, chain, usd } = fixture;
    const terms = await activeGrant(fixture);
    await submitAndScore(fixture, terms, 0, 8_200);
    const scored = await milestoneOf(fixture, terms, 0);
    expect([scored.state, scored.score]).to.deep.equal([BigInt(MilestoneState.Scored), 8_200n]);
    await vote(fixture, terms, 0, [true, true]);
    expect((await milestoneOf(fixture, terms, 0)).state).to.equal(BigInt(MilestoneState.Approved));
    const own = contracts.escrow.connect(actors.investigator);
    const account = contractArgument(terms.account);
    const to = actors.investigator.address;
    expect(await revertOf(own.release.staticCall(account, 0, to))).to.equal("ResearchEscrow_NothingDue");
    await chain.advance(5 * DAY + 1);
    await (await own.release(account, 0, to)).wait();
    expect(await usd.balanceOf(to)).to.equal(AMOUNTS[0]);
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(400_000_000_000n);
    expect(await contracts.escrow.remainingOf(account)).to.equal(400_000_000_000n);
    expect(await revertOf(own.release.staticCall(account, 0, to))).to.equal("ResearchEscrow_NothingDue");
  });

  it("does not pay when the score is under the minimum and the panel is split", async () => {
    const fixture = await load();
    const { contracts, actors, addresses, usd } = fixture;
    const terms = await activeGrant(fixture);
    await submitAndScore(fixture, terms, 0, MIN_SCORE - 1);
    await vote(fixture, terms, 0, [true, true]);
    expect((await milestoneOf(fixture, terms, 0)).state).to.not.equal(BigInt(MilestoneState.Approved));
    const release = contracts.escrow
      .connect(actors.investigator)
      .release.staticCall(contractArgument(terms.account), 0, actors.investigator.address);
    expect(await revertOf(release)).to.equal("ResearchEscrow_NothingDue");
    expect(await usd.balanceOf(addresses.ResearchEscrow)).to.equal(TOTAL);
  });

  it("takes no score about another package", async () => {
    const fixture = await load();
    const { contracts, addresses, models } = fixture;
    const terms = await activeGrant(fixture);
    const id = milestoneIdOf(grantIdOf(terms), 0);
    const own = contracts.review.connect(fixture.actors.investigator);
    await (await own.submit(contractArgument(terms), 0, randomWord(), randomWord())).wait();
    const request = await ask(fixture, {
      modelId: models.milestone.id,
      payloadHash: randomWord(),
      provenance: Provenance.COMMITTEE_EXTRACTED,
      callback: { to: addresses.MilestoneReview, gasLimit: CALLBACK_GAS },
      nonce: BigInt(id),
    });
    await fulfil(fixture, request, await answerTo(fixture, request, encodeScores([9_999])));
    expect((await milestoneOf(fixture, terms, 0)).state).to.equal(BigInt(MilestoneState.Submitted));
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
      await (await own.refund(account, index, to)).wait();
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
    await (await own.cancel(contractArgument(terms.account), actors.funder.address)).wait();
    expect(await usd.balanceOf(actors.funder.address)).to.equal(TOTAL);
  });
});

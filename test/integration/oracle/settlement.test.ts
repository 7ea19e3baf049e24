import { expect } from "chai";
import { Wallet } from "ethers";
import { headerOf } from "../../../standards/consent.ts";
import { encodeScores, outputHashOf, RequestStatus } from "../../../standards/inference.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { testChain } from "../../support/chain.ts";
import { giveConsent, signRevoke } from "../../support/consents.ts";
import { addressOf, type Staffed, staffed } from "../../support/fixtures.ts";
import { answerTo, ask, eventsAbout, fulfil } from "../../support/requests.ts";
import { revertOf } from "../../support/reverts.ts";

const GWEI = 1_000_000_000n;
const CALLBACK_GAS = 300_000;

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

/** A request about the patient, with a callback, under a live consent. */
const askAboutPatient = async (fixture: Staffed) => {
  const consent = await giveConsent(fixture);
  const request = await ask(fixture, {
    modelId: fixture.models.diagnosis.id,
    consentId: consent.id,
    callback: { to: await addressOf(fixture.consumer), gasLimit: CALLBACK_GAS },
  });
  return { consent, request };
};

describe("a consent that ends while its request is in flight (C-3)", () => {
  it("drops the answer, pays for the computation, refunds the rest and leaves the consumer alone", async () => {
    const fixture = await load();
    const { contracts, consumer } = fixture;
    const { consent, request } = await askAboutPatient(fixture);
    const answer = await answerTo(fixture, request, randomWord());
    await (await contracts.consents.revokeBySig(consent.id, await signRevoke(fixture, consent.id))).wait();
    const before = await contracts.oracle.balanceOf(request.requester);

    const receipt = await fulfil(fixture, request, answer);
    expect(eventsAbout(fixture, request.id, receipt?.logs ?? [])).to.deep.equal(["InferenceDropped"]);
    expect(Number(await contracts.oracle.statusOf(request.id))).to.equal(RequestStatus.ConsentRevoked);
    const computeFee = (await contracts.oracle.feeSchedule()).computeFeeGwei * GWEI;
    const refund = (await contracts.oracle.balanceOf(request.requester)) - before;
    expect(refund).to.equal(request.request.fee - computeFee);
    const { pot } = await contracts.oracle.configOf(answer.report.configDigest);
    expect(pot).to.equal(computeFee);
    expect(await consumer.deliveries()).to.equal(0n);
  });

  it("takes the same revocation again as a no-op, and never the old grant", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const { consent } = await askAboutPatient(fixture);
    const signature = await signRevoke(fixture, consent.id);
    await (await consents.revokeBySig(consent.id, signature)).wait();
    const again = await (await consents.revokeBySig(consent.id, signature)).wait();
    expect(again?.logs).to.deep.equal([]);
    const replayed = consents.grantBySig.staticCall(headerOf(consent.grant), consent.signature);
    expect(await revertOf(replayed)).to.equal("ConsentRegistry_AlreadyUsed");
    expect(await consents.isLive(consent.id)).to.equal(false);
  });

  it("refuses an answer made under another version of the consent", async () => {
    const fixture = await load();
    const { request } = await askAboutPatient(fixture);
    const { report, output } = await answerTo(fixture, request, randomWord());
    const answer = { report: { ...report, consentVersion: report.consentVersion - 1 }, output };
    const refused = await revertOf(fulfil(fixture, request, answer));
    expect(refused).to.equal("InferenceOracle_ConsentVersionMismatch");
  });

  it("puts nothing but a commitment on chain about a person", async () => {
    const fixture = await load();
    const { request } = await askAboutPatient(fixture);
    const { report } = await answerTo(fixture, request);
    const output = encodeScores([77]);
    const plain = { report: { ...report, outputHash: outputHashOf(output) }, output };
    expect(await revertOf(fulfil(fixture, request, plain))).to.equal("InferenceOracle_NotACommitment");
    const commitment = randomWord();
    const receipt = await fulfil(fixture, request, await answerTo(fixture, request, commitment));
    expect(receipt?.logs[0]?.data).to.include(commitment.slice(2));
    expect((await fixture.consumer.lastAnswer()).output).to.equal(commitment);
  });
});

describe("the end of a request", () => {
  it("comes once: a second answer is refused", async () => {
    const fixture = await load();
    const request = await ask(fixture);
    const answer = await answerTo(fixture, request);
    await fulfil(fixture, request, answer);
    expect(await revertOf(fulfil(fixture, request, answer))).to.equal("InferenceOracle_NotPending");
    const expire = fixture.contracts.oracle.expire.staticCall(request.requester, request.request);
    expect(await revertOf(expire)).to.equal("InferenceOracle_NotPending");
  });

  it("may be brought by anyone, at no gain or loss to anyone else", async () => {
    const fixture = await load();
    const { chain, contracts, actors } = fixture;
    const [byOperator, byStranger] = [await ask(fixture), await ask(fixture)];
    const stranger = Wallet.createRandom(chain.provider);
    await (await actors.deployer.sendTransaction({ to: stranger.address, value: 10n ** 18n })).wait();
    const pot = async () => (await contracts.oracle.configOf(await contracts.oracle.currentConfig())).pot;
    const attest = fixture.committee.attest;
    const first = await answerTo(fixture, byOperator);
    await fulfil(fixture, byOperator, first, attest(first.report), actors.operators[0]);
    const afterOperator = await pot();
    const second = await answerTo(fixture, byStranger);
    await fulfil(fixture, byStranger, second, attest(second.report), stranger);
    expect(afterOperator).to.equal(byOperator.request.fee);
    expect(await pot()).to.equal(2n * byStranger.request.fee);
    expect(await contracts.oracle.balanceOf(stranger.address)).to.equal(0n);
  });

  it("shares the fees among the operators, and every wei that came in can leave", async () => {
    const fixture = await load();
    const { chain, contracts, actors, addresses } = fixture;
    const request = await ask(fixture);
    await fulfil(fixture, request, await answerTo(fixture, request));
    const digest = await contracts.oracle.currentConfig();
    await (await contracts.oracle.distributeFees(digest)).wait();
    for (const operator of actors.operators) {
      expect(await contracts.oracle.balanceOf(operator.address)).to.equal(request.request.fee / 4n);
      await (await contracts.oracle.connect(operator).withdraw(operator.address)).wait();
    }
    expect(await chain.provider.getBalance(addresses.InferenceOracle)).to.equal(0n);
  });

  it("refunds to the wei at expiry, not a second before the deadline is over", async () => {
    const fixture = await load();
    const { chain, contracts, actors } = fixture;
    const opened = await ask(fixture);
    const { request, requester } = opened;
    const own = contracts.oracle.connect(actors.funder);
    const expire = () => own.expire(requester, request, { gasLimit: 300_000 });
    const late = await answerTo(fixture, opened);
    await chain.nextBlockAt(request.deadline);
    expect(await revertOf(expire())).to.equal("InferenceOracle_DeadlineNotPassed");
    await chain.nextBlockAt(request.deadline + 1);
    expect(await revertOf(fulfil(fixture, opened, late))).to.equal("InferenceOracle_DeadlinePassed");
    await (await expire()).wait();
    const reward = (await contracts.oracle.feeSchedule()).keeperRewardGwei * GWEI;
    expect(await contracts.oracle.balanceOf(actors.funder.address)).to.equal(reward);
    expect(await contracts.oracle.balanceOf(requester)).to.equal(request.fee - reward);
    const to = Wallet.createRandom().address;
    await (await contracts.oracle.connect(actors.clinic).withdraw(to)).wait();
    expect(await chain.provider.getBalance(to)).to.equal(request.fee - reward);
  });

  it("leaves a tombstone: the same request never opens again", async () => {
    const fixture = await load();
    const { contracts, actors } = fixture;
    const opened = await ask(fixture);
    const { request } = opened;
    const own = contracts.oracle.connect(actors.clinic);
    const again = () => own.requestInference.staticCall(request, "0x", { value: request.fee });
    expect(await revertOf(again())).to.equal("InferenceOracle_AlreadyOpened");
    await fulfil(fixture, opened, await answerTo(fixture, opened));
    expect(await revertOf(again())).to.equal("InferenceOracle_AlreadyOpened");
  });
});

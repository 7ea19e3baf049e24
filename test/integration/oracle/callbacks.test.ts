import { expect } from "chai";
import type { Result } from "ethers";
import type { OpenedRequest } from "../../../client/requestInference.ts";
import { RequestStatus } from "../../../standards/inference.ts";
import { testChain } from "../../support/chain.ts";
import { addressOf, type Staffed, staffed } from "../../support/fixtures.ts";
import { type Answer, answerTo, ask, eventsAbout, fulfil } from "../../support/requests.ts";
import { revertOf } from "../../support/reverts.ts";

const CALLBACK_GAS = 1_000_000;
/** As in contracts/mocks/HostileConsumer.sol. */
const Mood = { Friendly: 0, Reverting: 1, RevertBomb: 2, ReturnBomb: 3, GasBurning: 4 } as const;

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

const askWithCallback = async (fixture: Staffed) => {
  const to = await addressOf(fixture.consumer);
  const request = await ask(fixture, { callback: { to, gasLimit: CALLBACK_GAS } });
  return { request, answer: await answerTo(fixture, request) };
};

const retry = ({ contracts, actors }: Staffed, { requester, request }: OpenedRequest, { output }: Answer) =>
  contracts.oracle.connect(actors.funder).retryCallback(requester, request, output);

const statusOf = async ({ contracts }: Staffed, { id }: OpenedRequest): Promise<number> =>
  Number(await contracts.oracle.statusOf(id));

describe("callbacks", () => {
  it("tell the consumer everything that the request said, and the answer", async () => {
    const fixture = await load();
    const { request: opened, answer } = await askWithCallback(fixture);
    const receipt = await fulfil(fixture, opened, answer);
    expect(eventsAbout(fixture, opened.id, receipt?.logs ?? [])).to.deep.equal([
      "InferenceFulfilled",
      "CallbackDelivered",
    ]);
    expect(await fixture.consumer.lastId()).to.equal(opened.id);
    const { request, requester } = opened;
    expect(((await fixture.consumer.lastAnswer()) as unknown as Result).toObject()).to.deep.equal({
      requester,
      modelId: request.modelId,
      payloadHash: request.payloadHash,
      inputCommitment: request.inputCommitment,
      consentId: request.consentId,
      provenance: BigInt(request.provenance),
      mode: BigInt(request.mode),
      isFinal: true,
      valueAtRisk: request.valueAtRisk,
      nonce: request.nonce,
      output: answer.output,
    });
  });

  for (const mood of ["Reverting", "RevertBomb", "GasBurning"] as const) {
    it(`cannot block settlement (${mood}), and anyone delivers later`, async () => {
      const fixture = await load();
      const { contracts, consumer } = fixture;
      await (await consumer.setMood(Mood[mood])).wait();
      const { request, answer } = await askWithCallback(fixture);
      const receipt = await fulfil(fixture, request, answer);
      expect(eventsAbout(fixture, request.id, receipt?.logs ?? [])).to.deep.equal([
        "InferenceFulfilled",
        "CallbackReverted",
      ]);
      expect(await statusOf(fixture, request)).to.equal(RequestStatus.CallbackFailed);
      const { pot } = await contracts.oracle.configOf(answer.report.configDigest);
      expect(pot).to.equal(request.request.fee);

      expect(await revertOf(retry(fixture, request, answer))).to.equal("InferenceOracle_CallbackFailedAgain");
      await (await consumer.setMood(Mood.Friendly)).wait();
      const other = { ...answer, output: "0x00000001" as const };
      expect(await revertOf(retry(fixture, request, other))).to.equal("InferenceOracle_OtherOutput");
      await (await retry(fixture, request, answer)).wait();
      expect(await consumer.deliveries()).to.equal(1n);
      expect(await statusOf(fixture, request)).to.equal(RequestStatus.Fulfilled);
      expect(await revertOf(retry(fixture, request, answer))).to.equal("InferenceOracle_NoFailedCallback");
    });
  }

  it("cost the submitter no more when they return a bomb", async () => {
    const fixture = await load();
    const friendly = await askWithCallback(fixture);
    await fulfil(fixture, friendly.request, friendly.answer);
    await (await fixture.consumer.setMood(Mood.ReturnBomb)).wait();
    const bomb = await askWithCallback(fixture);
    const receipt = await fulfil(fixture, bomb.request, bomb.answer);
    expect(await statusOf(fixture, bomb.request)).to.equal(RequestStatus.Fulfilled);
    expect(receipt?.gasUsed).to.be.lessThan(300_000n);
  });

  it("cannot reenter to settle, retry or expire their own request again", async () => {
    const fixture = await load();
    const { contracts, consumer, committee } = fixture;
    const { interface: abi } = contracts.oracle;
    const attempts = {
      fulfil: "InferenceOracle_NotPending",
      expire: "InferenceOracle_NotPending",
      retryCallback: "InferenceOracle_NoFailedCallback",
    } as const;
    for (const [name, refusal] of Object.entries(attempts)) {
      const { request: opened, answer } = await askWithCallback(fixture);
      const { requester, request } = opened;
      const { consentVersion, configDigest, observedBlock } = answer.report;
      const report = { consentVersion, configDigest, observedBlock };
      const data = {
        fulfil: () =>
          abi.encodeFunctionData("fulfil", [
            requester,
            request,
            report,
            answer.output,
            committee.attest(answer.report),
          ]),
        expire: () => abi.encodeFunctionData("expire", [requester, request]),
        retryCallback: () => abi.encodeFunctionData("retryCallback", [requester, request, answer.output]),
      }[name as keyof typeof attempts]();
      await (await consumer.setReentry(await contracts.oracle.getAddress(), data)).wait();
      await fulfil(fixture, opened, answer);
      expect(await consumer.reentrySucceeded(), name).to.equal(false);
      expect(abi.getError(await consumer.reentryError())?.name, name).to.equal(refusal);
      expect(await statusOf(fixture, opened)).to.equal(RequestStatus.Fulfilled);
    }
  });
});

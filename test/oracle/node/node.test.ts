import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Wallet } from "ethers";
import { consentId, consentRegistryDomain, grantDigest, headerOf } from "../../../standards/consent.ts";
import { maskOf, Purpose } from "../../../standards/consentCodes.ts";
import { openResult } from "../../../standards/envelope.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { commitOutput, encodeScores, RefusalReason, RequestStatus } from "../../../standards/inference.ts";
import { decodeResult } from "../../../standards/record.ts";
import { withoutMining } from "../../support/commandLine.ts";
import { word } from "../standards/builders.ts";
import { type Member, startMember } from "./committee.ts";
import {
  advance,
  ask,
  askPersonal,
  askPublic,
  askSealed,
  chainTime,
  grant,
  publish,
  type Scenario,
  seal,
  settled,
  startScenario,
  stopScenario,
} from "./scenario.ts";

describe("four nodes and a chain", function () {
  this.timeout(60_000);
  let scenario: Scenario;

  before(async () => {
    scenario = await startScenario();
  });
  after(() => stopScenario(scenario));

  const fulfilmentOf = async (id: RequestId) => {
    const { oracle } = scenario.deployment;
    const [log] = await oracle.queryFilter(oracle.filters.InferenceFulfilled(id));
    if (log === undefined) throw new Error(`${id} was not fulfilled.`);
    return log.args;
  };

  const refusedFor = async (id: RequestId): Promise<number> => {
    expect(await settled(scenario, id)).to.equal(RequestStatus.Refused);
    const { oracle } = scenario.deployment;
    const [log] = await oracle.queryFilter(oracle.filters.InferenceRefused(id));
    return Number(log?.args.reason);
  };

  const resultAt = (member: Member | undefined, id: RequestId) => fetch(`${member?.url}/v1/results/${id}`);

  it("answers a public request with the model's own scores", async () => {
    const { open, row } = scenario;
    const { id } = await askPublic(scenario);
    expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
    const { output, signerBitmap } = await fulfilmentOf(id);
    expect(output).to.equal(encodeScores(await open.infer(open.extract(row))));
    expect(BigInt(signerBitmap).toString(2).replaceAll("0", "")).to.equal("111");
  });

  it("answers many requests at once", async () => {
    const asked = [];
    for (let i = 0; i < 8; i++) asked.push(await askPublic(scenario));
    for (const { id } of asked) expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
  });

  it("brings answers to the chain together that are ready together", async () => {
    const { provider } = scenario.chain;
    let asking: ReturnType<typeof askPublic>[] = [];
    // Neither on demand nor by time: all of them are to be in one block.
    await withoutMining(scenario.chain, async () => {
      asking = Array.from({ length: 12 }, () => askPublic(scenario));
      for (let waiting = 0; waiting < asking.length; await sleep(20)) {
        const pending = await provider.send("eth_getBlockByNumber", ["pending", false]);
        waiting = Number(pending.transactions.length);
      }
    });
    for (const { id } of await Promise.all(asking)) {
      expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
    }
    const { oracle } = scenario.deployment;
    const batches = await oracle.queryFilter(oracle.filters.BatchFulfilled());
    expect(batches.some(({ args }) => args.fulfilled > 1n)).to.equal(true);
  });

  it("puts only a commitment on chain for a person, and gives the scores to the grantee", async () => {
    const { personal, row, members } = scenario;
    const { id, grantee, outputSalt } = await askPersonal(scenario, await grant(scenario));
    expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
    const { output } = await fulfilmentOf(id);
    const scores = await personal.infer(personal.extract(row));
    expect(output).to.equal(commitOutput(id, scores, outputSalt));

    let response = await resultAt(members[0], id);
    for (let i = 0; i < 40 && response.status !== 200; i++) {
      await sleep(25);
      response = await resultAt(members[0], id);
    }
    const sealed = (await response.json()) as { encapsulatedKey: Hex; ciphertext: Hex };
    const result = decodeResult(await openResult(grantee.privateKey, id, sealed));
    expect(result.scores).to.deep.equal(Array.from(scores));
    expect(commitOutput(id, result.scores, result.outputSalt)).to.equal(output);
  });

  it("refuses what the consent does not permit, and serves no result", async () => {
    const consent = await grant(scenario, { purposes: maskOf([Purpose.TREAT]) });
    const { id } = await askPersonal(scenario, consent);
    expect(await refusedFor(id)).to.equal(RefusalReason.ConsentDoesNotPermit);
    expect((await resultAt(scenario.members[0], id)).status).to.equal(404);
  });

  it("refuses a consent that the record does not hold", async () => {
    const [mine, other] = [await grant(scenario), await grant(scenario)];
    const record = await seal(scenario, mine);
    publish(scenario, record.envelope);
    const { id } = await askSealed(scenario, other, record);
    expect(await refusedFor(id)).to.equal(RefusalReason.ConsentDoesNotPermit);
  });

  it("refuses an input that is not the committed one", async () => {
    const { id } = await ask(scenario, {
      payloadHash: publish(scenario, scenario.row),
      inputCommitment: word(9),
    });
    expect(await refusedFor(id)).to.equal(RefusalReason.InputMismatch);
  });

  it("refuses a payload that the model cannot read", async () => {
    const { id } = await ask(scenario, { payloadHash: publish(scenario, Buffer.from("{}")) });
    expect(await refusedFor(id)).to.equal(RefusalReason.InputMismatch);
  });

  it("refuses once a consent is revoked while the payload is awaited", async () => {
    const consent = await grant(scenario);
    const { id } = await askSealed(scenario, consent, await seal(scenario, consent));
    const registry = scenario.deployment.consent.connect(scenario.patient);
    await (await registry.revoke(consentId(consent))).wait();
    expect(await refusedFor(id)).to.equal(RefusalReason.NoLiveConsent);
  });

  it("refuses a payload that never appears, shortly before the deadline", async () => {
    const { id } = await ask(scenario, { payloadHash: word(0x67) });
    await sleep(300);
    expect(Number(await scenario.deployment.oracle.statusOf(id))).to.equal(RequestStatus.Pending);
    await advance(scenario, 3_490);
    expect(await refusedFor(id)).to.equal(RefusalReason.PayloadUnavailable);
  });

  it("leaves nothing when the consent ends between answer and block", async () => {
    const { provider } = scenario.chain;
    const consent = await grant(scenario);
    const record = await seal(scenario, consent);
    const { id } = await askSealed(scenario, consent, record);
    await provider.send("evm_setAutomine", [false]);
    await provider.send("evm_setIntervalMining", [0]);
    publish(scenario, record.envelope);
    while ((await provider.send("eth_getBlockByNumber", ["pending", false])).transactions.length === 0) {
      await sleep(25);
    }
    const fees = { maxPriorityFeePerGas: 90_000_000_000n, maxFeePerGas: 200_000_000_000n };
    await scenario.deployment.consent.connect(scenario.patient).revoke(consentId(consent), fees);
    await provider.send("evm_setAutomine", [true]);
    await provider.send("evm_setIntervalMining", [500]);
    await provider.send("evm_mine", []);
    expect(await settled(scenario, id)).to.equal(RequestStatus.ConsentRevoked);
    await sleep(200);
    for (const member of scenario.members) expect((await resultAt(member, id)).status).to.equal(404);
  });

  it("answers with one node down", async () => {
    const [first] = scenario.members as [Member, ...Member[]];
    await scenario.nodes.get(first)?.stop("pulled the plug");
    scenario.nodes.delete(first);
    const asked = [];
    for (let i = 0; i < 4; i++) asked.push(await askPublic(scenario));
    for (const { id } of asked) expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
  });

  it("answers what was asked while a node was away, once it is back", async () => {
    const [first, second] = scenario.members as [Member, Member, ...Member[]];
    await scenario.nodes.get(second)?.stop("pulled the plug");
    scenario.nodes.delete(second);
    const { id } = await askPublic(scenario);
    await sleep(700);
    expect(Number(await scenario.deployment.oracle.statusOf(id))).to.equal(RequestStatus.Pending);
    scenario.nodes.set(first, await startMember(scenario, first, scenario.folder));
    expect(await settled(scenario, id)).to.equal(RequestStatus.Fulfilled);
    scenario.nodes.set(second, await startMember(scenario, second, scenario.folder));
  });

  it("tells its health and its metrics", async () => {
    const url = scenario.members[0]?.url;
    const health = await fetch(`${url}/healthz`);
    expect(health.status).to.equal(200);
    expect(await health.json()).to.include({ ok: true });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).to.match(/theriac_requests_total [1-9]/);
  });

  it("computes the same consent id and grant digest as the registry", async () => {
    const { consent, addresses } = scenario.deployment;
    const granted = { ...(await grant(scenario)), deadline: (await chainTime(scenario)) + 7_200 };
    expect(await consent.consentIdOf(headerOf(granted))).to.equal(consentId(granted));
    const wallet = Wallet.createRandom();
    const mine = { ...granted, signer: wallet.address as Hex };
    const digest = grantDigest(consentRegistryDomain(31_337, addresses.consent), mine);
    await (await consent.grantBySig(headerOf(mine), wallet.signingKey.sign(digest).serialized)).wait();
    expect(await consent.isLive(consentId(mine))).to.equal(true);
  });
});

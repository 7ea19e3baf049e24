// Private OPTIMISTIC answers by four nodes: each proves before it signs, and the proof that one of them kept defends all.
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { developmentSetup } from "../../circuits/developmentKey.ts";
import { transcriptHashOf } from "../../circuits/keyFile.ts";
import { openResult } from "../../standards/envelope.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { Mode, RequestStatus } from "../../standards/inference.ts";
import { privateOutputCommitment } from "../../standards/proofs.ts";
import { decodeResult } from "../../standards/record.ts";
import { IDisputeCourt__factory, IProofVerifier__factory } from "../../types/index.ts";
import { type Member, startMember } from "../oracle/node/committee.ts";
import {
  askPersonal,
  grant,
  MODEL_FOLDER,
  type Scenario,
  startScenario,
  stopScenario,
} from "../oracle/node/scenario.ts";
import { BOND, BUILD_TYPES } from "../support/proofs.ts";

const KEY_DELAY = 2 * 86_400;
const PATIENCE_MS = 180_000;

/** The development key of the scenario's private model, attested by two builders and past its delay. */
const putKeyInForce = async ({ deployment, personal, chain }: Scenario): Promise<void> => {
  const { keyFile } = await developmentSetup(personal.network, personal.networkHash);
  const verifier = IProofVerifier__factory.connect(deployment.proofs, deployment.governor);
  const transcriptHash = transcriptHashOf(keyFile);
  const terms = [personal.id, keyFile.key, transcriptHash, keyFile.development] as const;
  const id = await verifier.proposeKey.staticCall(...terms, { value: BOND });
  await (await verifier.proposeKey(...terms, { value: BOND })).wait();
  const domain = {
    name: "ProofVerifier",
    version: "1",
    chainId: chain.chainId,
    verifyingContract: deployment.proofs,
  };
  const { development } = keyFile;
  const statement = { modelId: personal.id, keyHash: keccak256(keyFile.key), transcriptHash, development };
  const builders = await Promise.all([12, 13].map((index) => chain.provider.getSigner(index)));
  for (const builder of builders) {
    await (await verifier.setBuilder(builder.address, true)).wait();
    const signature = await builder.signTypedData(domain, BUILD_TYPES, statement);
    await (await verifier.attestKey(id, builder.address, signature)).wait();
  }
  await chain.advance(KEY_DELAY);
  const accounts = builders.map(({ address }) => address).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  await (await verifier.activateKey(id, accounts)).wait();
};

describe("four nodes that prove before they sign", () => {
  let scenario: Scenario;
  let member: Member;

  before(async () => {
    scenario = await startScenario({ leaveOut: 4, withProofs: true });
    await putKeyInForce(scenario);
    const models = [{ folder: MODEL_FOLDER }];
    const { court } = scenario.deployment;
    const prover = { circuits: path.resolve("circuits"), court, models, timeoutMs: PATIENCE_MS };
    scenario = { ...scenario, prover };
    [member] = scenario.members as [Member];
    for (const each of scenario.members) await start(each);
  });
  after(() => stopScenario(scenario));

  const start = async (each: Member) => {
    scenario.nodes.set(each, await startMember(scenario, each, scenario.folder));
  };

  const untilStatus = async (id: RequestId, wanted: number): Promise<void> => {
    const until = performance.now() + PATIENCE_MS;
    let status = -1;
    while (performance.now() < until) {
      status = Number(await scenario.deployment.oracle.statusOf(id));
      if (status === wanted) return;
      await sleep(100);
    }
    expect(status).to.equal(wanted);
  };

  /** What the committee signed, as it went to the chain. */
  const signedAnswerOf = async (id: RequestId) => {
    const { oracle } = scenario.deployment;
    const [proposed] = await oracle.queryFilter(oracle.filters.InferenceProposed(id));
    const transaction = await proposed?.getTransaction();
    const call = oracle.interface.parseTransaction({ data: transaction?.data ?? "0x" });
    if (call === null) throw new TypeError("The answer was submitted by fulfil.");
    // Whole copies: what ethers decodes is frozen.
    const [requester, request, report, output, attestation] = call.args.toArray(true);
    return { requester, request, report, output: output as Hex, attestation };
  };

  it("defend a challenged answer by the proof that one of them kept, after all were stopped", async () => {
    const { deployment, chain, personal, row, members, nodes } = scenario;
    const { id, grantee, outputSalt } = await askPersonal(scenario, await grant(scenario), Mode.OPTIMISTIC);
    await untilStatus(id, RequestStatus.Proposed);
    const answer = await signedAnswerOf(id);
    const payees = members.map(({ keys }) => keys.operator);
    const scores = await personal.infer(personal.extract(row));
    const payee = payees.find(
      (each) => privateOutputCommitment(scores, outputSalt, id, each) === answer.output,
    );
    expect(payee, "the commitment of a proof for one of the members").to.be.a("string");

    for (const [each, node] of nodes) {
      await node.stop("pulled the plug");
      nodes.delete(each);
    }
    const challenger = await chain.provider.getSigner(14);
    const court = IDisputeCourt__factory.connect(deployment.court, challenger);
    const bond = await court.CHALLENGE_BOND();
    await (await court.challengePrivate(answer, { value: bond })).wait();
    expect(Number(await deployment.oracle.statusOf(id))).to.equal(RequestStatus.Disputed);

    await start(member);
    await untilStatus(id, RequestStatus.Fulfilled);
    expect(await court.balanceOf(payee ?? "")).to.equal(bond);
    expect(await deployment.operators.operatorOfSigner(member.keys.signer)).to.equal(member.keys.operator);

    let response = await fetch(`${member.url}/v1/results/${id}`);
    for (let i = 0; i < 100 && response.status !== 200; i++) {
      await sleep(100);
      response = await fetch(`${member.url}/v1/results/${id}`);
    }
    const result = decodeResult(
      await openResult(
        grantee.privateKey,
        id,
        (await response.json()) as { encapsulatedKey: Hex; ciphertext: Hex },
      ),
    );
    expect(result.payee).to.equal(payee);
    expect(result.scores).to.deep.equal(Array.from(scores));
    const metrics = await (await fetch(`${member.url}/metrics`)).text();
    expect(metrics).to.match(/theriac_defended_total 1/);
  });
});

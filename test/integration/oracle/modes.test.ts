import { expect } from "chai";
import { hexlify } from "ethers";
import { requestInference } from "../../../client/requestInference.ts";
import { batchDigest, batchLeaf, merkleRoot, packBatch } from "../../../standards/batch.ts";
import { packInput, publicInputCommitment } from "../../../standards/commitments.ts";
import type { ConfigDigest, Hex } from "../../../standards/hex.ts";
import {
  encodeScores,
  inferenceOracleDomain,
  Mode,
  outputHashOf,
  Provenance,
  RequestStatus,
  requestIdOf,
} from "../../../standards/inference.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { testChain } from "../../support/chain.ts";
import { attestDigest } from "../../support/committee.ts";
import { staffed } from "../../support/fixtures.ts";
import { ask } from "../../support/requests.ts";
import { revertOf } from "../../support/reverts.ts";

const load = async () => (await testChain()).load(staffed);

describe("answers in other ways than one report", () => {
  it("settles a batch that standards/ laid out and the committee signed", async () => {
    const fixture = await load();
    const { contracts, chain, actors, addresses, committee } = fixture;
    const answers = [];
    for (const score of [1, -2, 3]) {
      const { id, request, requester } = await ask(fixture);
      const output = encodeScores([score]);
      answers.push({
        requester,
        request,
        requestId: id,
        consentVersion: 0,
        output,
        outputHash: outputHashOf(output),
      });
    }
    const batch = {
      root: merkleRoot(answers.map(batchLeaf)),
      answers: answers.length,
      configDigest: (await contracts.oracle.currentConfig()) as ConfigDigest,
      observedBlock: await chain.provider.getBlockNumber(),
    };
    const domain = inferenceOracleDomain(chain.chainId, addresses.InferenceOracle);
    const attestation = attestDigest(committee.signers, batchDigest(domain, batch));
    const { entries, outputs } = packBatch(answers);
    const oracle = contracts.oracle.connect(actors.relayer);
    const submit = () =>
      oracle.fulfilBatch(entries, outputs, batch.configDigest, batch.observedBlock, attestation);
    await (await submit()).wait();
    for (const { requestId } of answers) {
      expect(Number(await contracts.oracle.statusOf(requestId))).to.equal(RequestStatus.Fulfilled);
    }
    const forged = packBatch(answers.map((answer) => ({ ...answer, output: encodeScores([9]) })));
    const call = oracle.fulfilBatch.staticCall(
      forged.entries,
      forged.outputs,
      batch.configDigest,
      batch.observedBlock,
      attestation,
    );
    expect(await revertOf(call)).to.equal("Attestation_WrongSigner");
  });

  it("computes on chain what TF.js computes, on a model that anyone may run", async () => {
    const { contracts, chain, actors, addresses, models } = await load();
    const model = models.coldChain;
    const x = model.vectors[0]?.x ?? [];
    const salt = randomWord();
    const request = {
      modelId: model.id,
      payloadHash: randomWord(),
      inputCommitment: publicInputCommitment(x, salt),
      consentId: `0x${"00".repeat(32)}`,
      callback: `0x${"00".repeat(20)}`,
      callbackGasLimit: 0,
      deadline: (await chain.now()) + 3_600,
      fee: 0n,
      valueAtRisk: 0n,
      mode: Mode.ONCHAIN,
      provenance: Provenance.REQUESTER,
      nonce: 1n,
    } as Parameters<typeof requestIdOf>[3];
    const oracle = contracts.oracle.connect(actors.clinic);
    const input = hexlify(packInput(x));
    const [, output] = await oracle.computeOnChain.staticCall(request, "0x", input, salt);
    expect(output).to.equal(encodeScores(await model.infer(Int32Array.from(x))));
    await (await oracle.computeOnChain(request, "0x", input, salt)).wait();
    const id = requestIdOf(chain.chainId, addresses.InferenceOracle, actors.clinic.address as Hex, request);
    expect(Number(await contracts.oracle.statusOf(id))).to.equal(RequestStatus.Fulfilled);
  });

  it("offers no computing on chain for a model about people", async () => {
    const { contracts, chain, actors, models } = await load();
    const order = {
      modelId: models.diagnosis.id,
      payloadHash: randomWord(),
      inputCommitment: randomWord(),
      provenance: Provenance.REQUESTER,
      deadline: (await chain.now()) + 3_600,
      mode: Mode.ONCHAIN,
    };
    expect(await revertOf(requestInference(contracts, actors.clinic, chain.chainId, order))).to.equal(
      "InferenceOracle_ConsentRequired",
    );
  });
});

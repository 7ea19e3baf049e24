import path from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { signConsent, signRevocation } from "../../../client/signConsent.ts";
import { connectProvider } from "../../../oracle/chain/provider.ts";
import { encodeAttestation } from "../../../standards/attestation.ts";
import { type ConsentGrant, consentId, headerOf } from "../../../standards/consent.ts";
import type { ConfigDigest, ConsentId, Hex, RequestId } from "../../../standards/hex.ts";
import {
  inferenceOracleDomain,
  Mode,
  Provenance,
  RefusalReason,
  RequestStatus,
  refusalPreimage,
  reportPreimage,
} from "../../../standards/inference.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { HostileConsumer__factory } from "../../../types/index.ts";
import { openIndex } from "../../oracle/index/world.ts";
import { ask, grant, type Scenario, startScenario, stopScenario } from "../../oracle/node/scenario.ts";
import { revertOf } from "../../support/reverts.ts";

const THRESHOLD = 3;
const CALLBACK_GAS = 300_000;

describe("C-3: a consent is revoked between request and answer", function () {
  this.timeout(120_000);
  let scenario: Scenario;
  let chainId: number;

  beforeEach(async () => {
    // Nobody answers by itself: the test says what is in which block.
    scenario = await startScenario({ leaveOut: 4 });
    chainId = scenario.chain.chainId;
    // Blocks come with transactions and not with time.
    await scenario.chain.provider.send("evm_setIntervalMining", [0]);
  });
  afterEach(() => stopScenario(scenario));

  const mineUpTo = async (block: number) => {
    const { provider } = scenario.chain;
    const missing = block - (await blockNumber());
    expect(missing).to.be.at.least(0);
    if (missing > 0) await provider.send("hardhat_mine", [`0x${missing.toString(16)}`]);
  };
  const blockNumber = async () => Number(await scenario.chain.provider.send("eth_blockNumber", []));

  /** Signatures of the first three operators. */
  const attest = async (preimage: Hex) => {
    const signers = scenario.members.slice(0, THRESHOLD);
    const signed = signers.map(async ({ keys }, bit) => ({ bit, signature: await keys.sign(preimage) }));
    return encodeAttestation(await Promise.all(signed));
  };

  /** A patient with a wallet and no ether; somebody else brings what it signs. */
  const play = async () => {
    const { deployment, chain, personal } = scenario;
    const relayer = await chain.provider.getSigner(7);
    const consents = deployment.consent.connect(relayer);
    const wallet = Wallet.createRandom();
    const grantee: ConsentGrant = { ...(await grant(scenario)), signer: wallet.address as Hex };
    const { consent: registry, oracle } = deployment.addresses;
    const consentSignature = await signConsent(wallet, grantee, chainId, registry);
    await (await consents.grantBySig(headerOf(grantee), consentSignature)).wait();
    const id = consentId(grantee);
    const consumer = await new HostileConsumer__factory(relayer).deploy();
    await consumer.waitForDeployment();

    await mineUpTo(99);
    const asked = await ask(scenario, {
      modelId: personal.id,
      consentId: id,
      payloadHash: randomWord(),
      inputCommitment: randomWord(),
      callback: (await consumer.getAddress()) as Hex,
      callbackGasLimit: CALLBACK_GAS,
      fee: await deployment.oracle.quoteFee(personal.id, CALLBACK_GAS),
      mode: Mode.QUORUM,
      provenance: Provenance.COMMITTEE_EXTRACTED,
    });
    expect(await blockNumber()).to.equal(100);
    const { version } = await consents.livenessOf(id);
    const revocation = await signRevocation(wallet, id, chainId, registry);
    const revoked = await (await consents.revokeBySig(id, revocation)).wait();
    expect(revoked?.blockNumber).to.equal(101);
    const domain = inferenceOracleDomain(chainId, oracle);
    return { asked, id, version, domain, consents, relayer, consumer, grantee, consentSignature, revocation };
  };

  /** Names of the events about the one request that names the consent, as an index has them. */
  const indexed = async (id: ConsentId, request: RequestId) => {
    const { deployment, chain, folder } = scenario;
    const provider = await connectProvider([chain.url], chainId);
    const { store, follow } = openIndex({ deployment, chain, provider }, path.join(folder, "index.sqlite"));
    await follow(20);
    const page = { after: undefined, limit: 10 };
    expect(store.requestsOf(id, page).items).to.deep.equal([request]);
    const { items } = store.events([{ kind: "request", key: request }], page);
    store.close();
    provider.destroy();
    return items.map(({ name }) => name);
  };

  it("drops the answer of block 102, and leaves the consumer as it was", async () => {
    const { deployment } = scenario;
    const { asked, id, version, domain, relayer, consumer } = await play();
    const output = randomWord();
    const configDigest = (await deployment.oracle.currentConfig()) as ConfigDigest;
    const report = { consentVersion: Number(version), configDigest, observedBlock: 100 };
    const signed = { ...report, requestId: asked.id as RequestId, outputHash: output };
    const clinic = await (await scenario.chain.provider.getSigner(10)).getAddress();
    const receipt = await (
      await deployment.oracle
        .connect(relayer)
        .fulfil(clinic, asked.request, report, output, await attest(reportPreimage(domain, signed)))
    ).wait();
    expect(receipt?.blockNumber).to.equal(102);
    const events = receipt?.logs.map((log) => deployment.oracle.interface.parseLog(log)?.name);
    expect(events).to.deep.equal(["InferenceDropped"]);
    expect(Number(await deployment.oracle.statusOf(asked.id))).to.equal(RequestStatus.ConsentRevoked);
    expect(await consumer.deliveries()).to.equal(0n);
    expect((await consumer.lastAnswer()).output).to.equal("0x");
    expect(await indexed(id, asked.id)).to.deep.equal(["InferenceRequested", "InferenceDropped"]);
  });

  it("takes three signed refusals in block 102 instead, and refunds", async () => {
    const { deployment } = scenario;
    const { asked, domain, relayer, consumer } = await play();
    const configDigest = (await deployment.oracle.currentConfig()) as ConfigDigest;
    const reason = RefusalReason.NoLiveConsent;
    const preimage = refusalPreimage(domain, { requestId: asked.id, reason, configDigest });
    const clinic = await (await scenario.chain.provider.getSigner(10)).getAddress();
    const before = await deployment.oracle.balanceOf(clinic);
    const receipt = await (
      await deployment.oracle
        .connect(relayer)
        .refuse(clinic, asked.request, reason, configDigest, await attest(preimage))
    ).wait();
    expect(receipt?.blockNumber).to.equal(102);
    expect(Number(await deployment.oracle.statusOf(asked.id))).to.equal(RequestStatus.Refused);
    expect((await deployment.oracle.balanceOf(clinic)) > before).to.equal(true);
    expect(await consumer.deliveries()).to.equal(0n);
  });

  it("takes the same revocation again as a no-op, and never the old grant", async () => {
    const { id, consents, grantee, consentSignature, revocation } = await play();
    const again = await (await consents.revokeBySig(id, revocation)).wait();
    expect([again?.status, again?.logs]).to.deep.equal([1, []]);
    const replay = consents.grantBySig.staticCall(headerOf(grantee), consentSignature);
    expect(await revertOf(replay)).to.equal("ConsentRegistry_AlreadyUsed");
    expect(await consents.isLive(id)).to.equal(false);
  });
});

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { hexlify, keccak256, randomBytes, type Signer, Wallet, ZeroAddress, ZeroHash } from "ethers";
import type { Model } from "../../../oracle/domain/model.ts";
import { loadModel } from "../../../oracle/inference/loadModel.ts";
import type { Shutdown } from "../../../oracle/shared/shutdown.ts";
import { publicInputCommitment } from "../../../standards/commitments.ts";
import {
  type ConsentGrant,
  consentId,
  consentRegistryDomain,
  grantDigest,
  headerOf,
} from "../../../standards/consent.ts";
import { Confidentiality, DataClass, maskOf, Purpose } from "../../../standards/consentCodes.ts";
import { openResult, sealEnvelope } from "../../../standards/envelope.ts";
import type { ConsentId, Hex, ModelId, RequestId } from "../../../standards/hex.ts";
import { generateEncryptionKey } from "../../../standards/hpke.ts";
import {
  commitOutput,
  encodeScores,
  type InferenceRequest,
  Mode,
  Provenance,
  RefusalReason,
  RequestStatus,
} from "../../../standards/inference.ts";
import { decodeResult, encodeRecord } from "../../../standards/record.ts";
import { word } from "../standards/builders.ts";
import { formCommittee, type Member, type NodeSetup, scratch, startMember } from "./committee.ts";
import { deployOracle, serveChain } from "./deployment.ts";

const MODEL_FOLDER = path.resolve(import.meta.dirname, "../../../models/wdbc");
const PUBLIC_MANIFEST = word(0x77);

describe("four nodes and a chain", function () {
  this.timeout(60_000);
  const { folder, clean } = scratch();
  const payloads = path.join(folder, "payloads");
  let setup: NodeSetup;
  let personal: Awaited<ReturnType<typeof loadModel>>;
  let open: Model;
  let clinic: Signer;
  let patient: Signer;
  let row: Uint8Array;
  const nodes = new Map<Member, Shutdown>();

  before(async () => {
    mkdirSync(payloads);
    const chain = await serveChain();
    const deployment = await deployOracle(chain);
    const members = await formCommittee(chain, deployment);
    personal = await loadModel({ folder: MODEL_FOLDER, backend: "cpu" });
    const file = personal.networkFile;
    await (await deployment.models.register(file, personal.manifestHash, personal.flags)).wait();
    await (await deployment.models.register(file, PUBLIC_MANIFEST, 0)).wait();
    const openId = (await deployment.models.modelIdOf(personal.networkHash, PUBLIC_MANIFEST, 0)) as ModelId;
    open = { ...personal, id: openId, name: "open", flags: 0, commit: publicInputCommitment };
    setup = { chain, deployment, members, models: [personal, open] };
    clinic = await chain.provider.getSigner(10);
    patient = await chain.provider.getSigner(11);
    const vectors = JSON.parse(readFileSync(path.join(MODEL_FOLDER, "artifacts/vectors.json"), "utf8"));
    row = Buffer.from(vectors.vectors[0].payload, "base64");
    for (const member of members) nodes.set(member, await startMember(setup, member, folder));
  });

  after(async () => {
    await Promise.all([...nodes.values()].map((node) => node.stop("test over")));
    await setup.chain.stop();
    clean();
  });

  const writePayload = (payload: Uint8Array): Hex => {
    const hash = keccak256(payload) as Hex;
    writeFileSync(path.join(payloads, hash.slice(2)), payload);
    return hash;
  };

  const chainTime = async () => (await setup.chain.provider.getBlock("latest"))?.timestamp ?? 0;

  const ask = async (
    changes: Partial<InferenceRequest>,
  ): Promise<{ id: RequestId; request: InferenceRequest }> => {
    const { oracle } = setup.deployment;
    const modelId = changes.modelId ?? open.id;
    const request: InferenceRequest = {
      modelId,
      payloadHash: word(1),
      inputCommitment: word(2),
      consentId: ZeroHash as ConsentId,
      callback: ZeroAddress as Hex,
      callbackGasLimit: 0,
      deadline: (await chainTime()) + 3_600,
      fee: await oracle.quoteFee(modelId, 0),
      mode: Mode.QUORUM,
      provenance: Provenance.COMMITTEE_EXTRACTED,
      nonce: BigInt(hexlify(randomBytes(8))),
      ...changes,
    };
    const requester = await clinic.getAddress();
    await (await oracle.connect(clinic).requestInference(request, "0x", { value: request.fee })).wait();
    return { id: (await oracle.requestIdOf(requester, request)) as RequestId, request };
  };

  const settled = async (id: RequestId): Promise<number> => {
    for (let i = 0; i < 400; i++) {
      const status = Number(await setup.deployment.oracle.statusOf(id));
      if (status !== RequestStatus.Pending) return status;
      await sleep(50);
    }
    return RequestStatus.Pending;
  };

  const eventOf = async (name: "InferenceFulfilled" | "InferenceRefused", id: RequestId) => {
    const { oracle } = setup.deployment;
    const [log] = await oracle.queryFilter(oracle.filters[name](id));
    if (log === undefined) throw new Error(`No ${name} of ${id}.`);
    return log.args;
  };

  const askPublic = (payload = row) => {
    const payloadHash = writePayload(payload);
    return ask({ payloadHash, inputCommitment: open.commit(open.extract(row), payloadHash) });
  };

  const grant = async (changes: Partial<ConsentGrant["terms"]> = {}): Promise<ConsentGrant> => {
    const now = await chainTime();
    const signed: ConsentGrant = {
      signer: (await patient.getAddress()) as Hex,
      terms: {
        subject: hexlify(randomBytes(32)) as Hex,
        custodian: (await patient.getAddress()) as Hex,
        grantee: (await clinic.getAddress()) as Hex,
        purposes: maskOf([Purpose.AI_INFER]),
        duo: 0n,
        dataClasses: 1 << DataClass.PATHOLOGY,
        maxConfidentiality: Confidentiality.R,
        start: now,
        obligations: 0,
        policyHash: word(3),
        policyMajor: 1,
        policyMinor: 0,
        salt: hexlify(randomBytes(32)) as Hex,
        ...changes,
      },
      issuedAt: now,
      end: now + 86_400,
      deadline: now + 3_600,
    };
    const registry = setup.deployment.consent.connect(patient);
    const { termsHash, issuedAt, end, deadline } = headerOf(signed);
    await (await registry.grant(termsHash, issuedAt, end, deadline)).wait();
    return signed;
  };

  const seal = async (consent: ConsentGrant) => {
    const grantee = await generateEncryptionKey();
    const [inputSalt, outputSalt] = [word(0x05), hexlify(randomBytes(32)) as Hex];
    const plaintext = encodeRecord({
      kind: "record/1",
      record: JSON.parse(Buffer.from(row).toString("utf8")),
      dataClass: DataClass.PATHOLOGY,
      confidentiality: Confidentiality.N,
      consent,
      inputSalt,
      outputSalt,
      grantee: { encryptionKey: grantee.publicKey },
    });
    const recipients = setup.members.map(({ keys, encryptionKey }) => ({
      operator: keys.operator,
      encryptionKey,
    }));
    return { envelope: await sealEnvelope(plaintext, recipients), grantee, inputSalt, outputSalt };
  };

  const askSealed = (consent: ConsentGrant, { envelope, inputSalt }: Awaited<ReturnType<typeof seal>>) =>
    ask({
      modelId: personal.id,
      payloadHash: keccak256(envelope) as Hex,
      inputCommitment: personal.commit(personal.extract(row), inputSalt),
      consentId: consentId(consent),
    });

  const askPersonal = async (consent: ConsentGrant) => {
    const record = await seal(consent);
    writePayload(record.envelope);
    return { ...record, ...(await askSealed(consent, record)) };
  };

  it("answers a public request with the model's own scores", async () => {
    const { id } = await askPublic();
    expect(await settled(id)).to.equal(RequestStatus.Fulfilled);
    const { output, signerBitmap } = await eventOf("InferenceFulfilled", id);
    expect(output).to.equal(encodeScores(await open.infer(open.extract(row))));
    expect(BigInt(signerBitmap).toString(2).replaceAll("0", "")).to.equal("111");
  });

  it("answers many requests at once", async () => {
    const asked = [];
    for (let i = 0; i < 8; i++) asked.push(await askPublic());
    for (const { id } of asked) expect(await settled(id)).to.equal(RequestStatus.Fulfilled);
  });

  it("puts only a commitment on chain for a person, and gives the scores to the grantee", async () => {
    const consent = await grant();
    const { id, grantee, outputSalt } = await askPersonal(consent);
    expect(await settled(id)).to.equal(RequestStatus.Fulfilled);
    const { output } = await eventOf("InferenceFulfilled", id);
    const scores = await personal.infer(personal.extract(row));
    expect(output).to.equal(commitOutput(id, scores, outputSalt));

    let response: Response | undefined;
    for (let i = 0; i < 40 && response?.status !== 200; i++) {
      response = await fetch(`${setup.members[0]?.url}/v1/results/${id}`);
      await sleep(25);
    }
    const sealed = (await response?.json()) as { encapsulatedKey: Hex; ciphertext: Hex };
    const result = decodeResult(await openResult(grantee.privateKey, id, sealed));
    expect(result.scores).to.deep.equal(Array.from(scores));
    expect(commitOutput(id, result.scores, result.outputSalt)).to.equal(output);
  });

  const refusedFor = async (id: RequestId): Promise<number> => {
    expect(await settled(id)).to.equal(RequestStatus.Refused);
    return Number((await eventOf("InferenceRefused", id)).reason);
  };

  it("refuses what the consent does not permit, and serves no result", async () => {
    const { id } = await askPersonal(await grant({ purposes: maskOf([Purpose.TREAT]) }));
    expect(await refusedFor(id)).to.equal(RefusalReason.ConsentDoesNotPermit);
    expect((await fetch(`${setup.members[0]?.url}/v1/results/${id}`)).status).to.equal(404);
  });

  it("refuses an input that is not the committed one", async () => {
    const payloadHash = writePayload(row);
    const { id } = await ask({ payloadHash, inputCommitment: word(9) });
    expect(await refusedFor(id)).to.equal(RefusalReason.InputMismatch);
  });

  it("refuses a payload that the model cannot read", async () => {
    const { id } = await ask({ payloadHash: writePayload(Buffer.from("{}")), inputCommitment: word(9) });
    expect(await refusedFor(id)).to.equal(RefusalReason.InputMismatch);
  });

  it("refuses once a consent is revoked while the payload is awaited", async () => {
    const consent = await grant();
    const { id } = await ask({
      modelId: personal.id,
      payloadHash: word(0x66),
      consentId: consentId(consent),
    });
    await (await setup.deployment.consent.connect(patient).revoke(consentId(consent))).wait();
    expect(await refusedFor(id)).to.equal(RefusalReason.NoLiveConsent);
  });

  it("refuses a payload that never appears, shortly before the deadline", async () => {
    const { id } = await ask({ payloadHash: word(0x67) });
    await sleep(300);
    expect(Number(await setup.deployment.oracle.statusOf(id))).to.equal(RequestStatus.Pending);
    await setup.chain.provider.send("evm_increaseTime", [3_490]);
    await setup.chain.provider.send("evm_mine", []);
    expect(await refusedFor(id)).to.equal(RefusalReason.PayloadUnavailable);
  });

  it("leaves nothing when the consent ends between answer and block", async () => {
    const { provider } = setup.chain;
    const consent = await grant();
    const record = await seal(consent);
    const { id } = await askSealed(consent, record);
    await provider.send("evm_setAutomine", [false]);
    await provider.send("evm_setIntervalMining", [0]);
    writePayload(record.envelope);
    while ((await provider.send("eth_getBlockByNumber", ["pending", false])).transactions.length === 0) {
      await sleep(25);
    }
    const fees = { maxPriorityFeePerGas: 90_000_000_000n, maxFeePerGas: 200_000_000_000n };
    await setup.deployment.consent.connect(patient).revoke(consentId(consent), fees);
    await provider.send("evm_setAutomine", [true]);
    await provider.send("evm_setIntervalMining", [500]);
    await provider.send("evm_mine", []);
    expect(await settled(id)).to.equal(RequestStatus.ConsentRevoked);
    await sleep(200);
    for (const { url } of setup.members) {
      expect((await fetch(`${url}/v1/results/${id}`)).status).to.equal(404);
    }
  });

  it("answers with one node down", async () => {
    const [first] = setup.members as [Member, ...Member[]];
    await nodes.get(first)?.stop("pulled the plug");
    nodes.delete(first);
    const ids = [await askPublic(), await askPublic(), await askPublic(), await askPublic()];
    for (const { id } of ids) expect(await settled(id)).to.equal(RequestStatus.Fulfilled);
  });

  it("answers what was asked while a node was away, once it is back", async () => {
    const [first, second] = setup.members as [Member, Member, ...Member[]];
    await nodes.get(second)?.stop("pulled the plug");
    nodes.delete(second);
    const { id } = await askPublic();
    await sleep(700);
    expect(Number(await setup.deployment.oracle.statusOf(id))).to.equal(RequestStatus.Pending);
    nodes.set(first, await startMember(setup, first, folder));
    expect(await settled(id)).to.equal(RequestStatus.Fulfilled);
    nodes.set(second, await startMember(setup, second, folder));
  });

  it("tells its health and its metrics", async () => {
    const url = setup.members[0]?.url;
    const health = await fetch(`${url}/healthz`);
    expect(health.status).to.equal(200);
    expect(await health.json()).to.include({ ok: true });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).to.match(/theriac_requests_total [1-9]/);
  });

  it("computes the same consent id and grant digest as the registry", async () => {
    const now = await chainTime();
    const { consent, addresses } = setup.deployment;
    const granted = { ...(await grant()), deadline: now + 7_200 };
    expect(await consent.consentIdOf(headerOf(granted))).to.equal(consentId(granted));
    const wallet = Wallet.createRandom();
    const mine = { ...granted, signer: wallet.address as Hex };
    const digest = grantDigest(consentRegistryDomain(31_337, addresses.consent), mine);
    await (await consent.grantBySig(headerOf(mine), wallet.signingKey.sign(digest).serialized)).wait();
    expect(await consent.isLive(consentId(mine))).to.equal(true);
  });
});

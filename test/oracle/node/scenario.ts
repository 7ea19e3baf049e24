import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hexlify, keccak256, randomBytes, type Signer, ZeroAddress, ZeroHash } from "ethers";
import type { Model } from "../../../oracle/domain/model.ts";
import { type LoadedModel, loadModel } from "../../../oracle/inference/loadModel.ts";
import type { Shutdown } from "../../../oracle/shared/shutdown.ts";
import { publicInputCommitment } from "../../../standards/commitments.ts";
import { type ConsentGrant, consentId, headerOf } from "../../../standards/consent.ts";
import {
  Confidentiality,
  DataClass,
  type DataClassCode,
  maskOf,
  Purpose,
} from "../../../standards/consentCodes.ts";
import { sealEnvelope } from "../../../standards/envelope.ts";
import type { ConsentId, Hex, ModelId, RequestId } from "../../../standards/hex.ts";
import { type EncryptionKeyPair, generateEncryptionKey } from "../../../standards/hpke.ts";
import { type InferenceRequest, Mode, Provenance, RequestStatus } from "../../../standards/inference.ts";
import { encodeRecord } from "../../../standards/record.ts";
import { word } from "../standards/builders.ts";
import { formCommittee, type Member, type NodeSetup, scratch, startMember } from "./committee.ts";
import { deployOracle, serveChain } from "./deployment.ts";

const MODELS = path.resolve(import.meta.dirname, "../../../models");
export const MODEL_FOLDER = path.join(MODELS, "wdbc");
/** The genomic model. */
export const SPLICE_FOLDER = path.join(MODELS, "splice-site");
const PUBLIC_MANIFEST = word(0x77);

type Asked = { readonly id: RequestId; readonly request: InferenceRequest };
type SealedRecord = {
  readonly envelope: Uint8Array;
  readonly grantee: EncryptionKeyPair;
  readonly inputSalt: Hex;
  readonly outputSalt: Hex;
};

/** A chain, four running nodes, a clinic, a patient, and what they do. */
export type Scenario = NodeSetup & {
  readonly folder: string;
  readonly clean: () => void;
  /** The private model about people, and the same network as a public one. */
  readonly personal: LoadedModel;
  readonly open: Model;
  readonly patient: Signer;
  readonly row: Uint8Array;
  /** What the row is, in the terms of a consent. */
  readonly dataClass: DataClassCode;
  readonly nodes: Map<Member, Shutdown>;
};

/** Everything running but the first `leaveOut` nodes. */
export const startScenario = async ({
  leaveOut = 0,
  modelFolder = MODEL_FOLDER,
  dataClass = DataClass.PATHOLOGY as DataClassCode,
  withProofs = false,
} = {}): Promise<Scenario> => {
  const { folder, clean } = scratch();
  mkdirSync(path.join(folder, "payloads"));
  const chain = await serveChain();
  const deployment = await deployOracle(chain, { withProofs });
  const members = await formCommittee(chain, deployment, folder);
  const personal = await loadModel({ folder: modelFolder, backend: "cpu" });
  const file = personal.networkFile;
  await (await deployment.models.register(file, personal.manifestHash, personal.flags)).wait();
  await (await deployment.models.register(file, PUBLIC_MANIFEST, 0)).wait();
  const openId = (await deployment.models.modelIdOf(personal.networkHash, PUBLIC_MANIFEST, 0)) as ModelId;
  await deployment.activate(personal.id);
  await deployment.activate(openId);
  const open: Model = { ...personal, id: openId, name: "open", flags: 0, commit: publicInputCommitment };
  const vectors = JSON.parse(readFileSync(path.join(modelFolder, "artifacts/vectors.json"), "utf8"));
  const setup = { chain, deployment, members, models: [personal, open] };
  const nodes = new Map<Member, Shutdown>();
  for (const member of members.slice(leaveOut)) nodes.set(member, await startMember(setup, member, folder));
  const row = Buffer.from(vectors.vectors[0].payload, "base64");
  const patient = await chain.provider.getSigner(11);
  return { ...setup, folder, clean, personal, open, patient, row, dataClass, nodes };
};

export const stopScenario = async ({ nodes, chain, clean }: Scenario): Promise<void> => {
  await Promise.all([...nodes.values()].map((node) => node.stop("test over")));
  await chain.stop();
  clean();
};

const clinicOf = ({ chain }: Scenario): Promise<Signer> => chain.provider.getSigner(10);

export const chainTime = async ({ chain }: Scenario): Promise<number> =>
  (await chain.provider.getBlock("latest"))?.timestamp ?? 0;

export const advance = async ({ chain }: Scenario, seconds: number): Promise<void> => {
  await chain.provider.send("evm_increaseTime", [seconds]);
  await chain.provider.send("evm_mine", []);
};

/** Publishes a payload under its content hash. */
export const publish = ({ folder }: Scenario, payload: Uint8Array): Hex => {
  const hash = keccak256(payload) as Hex;
  writeFileSync(path.join(folder, "payloads", hash.slice(2)), payload);
  return hash;
};

export const ask = async (scenario: Scenario, changes: Partial<InferenceRequest>): Promise<Asked> => {
  const { oracle } = scenario.deployment;
  const clinic = await clinicOf(scenario);
  const modelId = changes.modelId ?? scenario.open.id;
  const request: InferenceRequest = {
    modelId,
    payloadHash: word(1),
    inputCommitment: word(2),
    consentId: ZeroHash as ConsentId,
    callback: ZeroAddress as Hex,
    callbackGasLimit: 0,
    deadline: (await chainTime(scenario)) + 3_600,
    fee: await oracle.quoteFee(modelId, 0),
    valueAtRisk: 0n,
    mode: Mode.QUORUM,
    provenance: Provenance.COMMITTEE_EXTRACTED,
    nonce: BigInt(hexlify(randomBytes(8))),
    ...changes,
  };
  await (await oracle.connect(clinic).requestInference(request, "0x", { value: request.fee })).wait();
  return { id: (await oracle.requestIdOf(await clinic.getAddress(), request)) as RequestId, request };
};

/** A public request about the example row. */
export const askPublic = (scenario: Scenario): Promise<Asked> => {
  const { open, row } = scenario;
  const payloadHash = publish(scenario, row);
  return ask(scenario, { payloadHash, inputCommitment: open.commit(open.extract(row), payloadHash) });
};

/** The patient lets the clinic infer. */
export const grant = async (
  scenario: Scenario,
  changes: Partial<ConsentGrant["terms"]> = {},
): Promise<ConsentGrant> => {
  const now = await chainTime(scenario);
  const patient = (await scenario.patient.getAddress()) as Hex;
  const signed: ConsentGrant = {
    signer: patient,
    terms: {
      subject: hexlify(randomBytes(32)) as Hex,
      custodian: patient,
      grantee: (await (await clinicOf(scenario)).getAddress()) as Hex,
      purposes: maskOf([Purpose.AI_INFER]),
      duo: 0n,
      dataClasses: 1 << scenario.dataClass,
      maxConfidentiality: Confidentiality.R,
      start: now,
      dataFrom: 0,
      dataTo: 0,
      obligations: 0,
      diseases: [],
      jurisdictions: [],
      denials: [],
      ...scenario.deployment.policy,
      salt: hexlify(randomBytes(32)) as Hex,
      ...changes,
    },
    issuedAt: now,
    end: now + 86_400,
    deadline: now + 3_600,
  };
  const registry = scenario.deployment.consent.connect(scenario.patient);
  const { termsHash, issuedAt, end, deadline } = headerOf(signed);
  await (await registry.grant(termsHash, issuedAt, end, deadline)).wait();
  return signed;
};

/** The example row as a record, encrypted to the committee. */
export const seal = async (
  { members, row, dataClass }: Scenario,
  consent: ConsentGrant,
  alter: (plaintext: Uint8Array) => Uint8Array = (plaintext) => plaintext,
): Promise<SealedRecord> => {
  const grantee = await generateEncryptionKey();
  const [inputSalt, outputSalt] = [word(0x05), hexlify(randomBytes(32)) as Hex];
  const plaintext = encodeRecord({
    kind: "record/1",
    record: JSON.parse(Buffer.from(row).toString("utf8")),
    dataClass,
    confidentiality: Confidentiality.N,
    consent,
    inputSalt,
    outputSalt,
    grantee: { encryptionKey: grantee.publicKey },
  });
  const recipients = members.map(({ keys, encryptionKey }) => ({ operator: keys.operator, encryptionKey }));
  return { envelope: await sealEnvelope(alter(plaintext), recipients), grantee, inputSalt, outputSalt };
};

/** A request about a sealed record, which need not be published yet. */
export const askSealed = (
  scenario: Scenario,
  consent: ConsentGrant,
  record: SealedRecord,
  mode: number = Mode.QUORUM,
): Promise<Asked> =>
  ask(scenario, {
    mode,
    modelId: scenario.personal.id,
    payloadHash: keccak256(record.envelope) as Hex,
    inputCommitment: scenario.personal.commit(scenario.personal.extract(scenario.row), record.inputSalt),
    consentId: consentId(consent),
  });

export const askPersonal = async (
  scenario: Scenario,
  consent: ConsentGrant,
  mode: number = Mode.QUORUM,
): Promise<Asked & SealedRecord> => {
  const record = await seal(scenario, consent);
  publish(scenario, record.envelope);
  return { ...record, ...(await askSealed(scenario, consent, record, mode)) };
};

/** The request's status once it is no longer pending, or Pending after 20 s. */
export const settled = async ({ deployment }: Scenario, id: RequestId): Promise<number> => {
  for (let i = 0; i < 400; i++) {
    const status = Number(await deployment.oracle.statusOf(id));
    if (status !== RequestStatus.Pending) return status;
    await sleep(50);
  }
  return RequestStatus.Pending;
};

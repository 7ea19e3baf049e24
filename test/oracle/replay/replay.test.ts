import { expect } from "chai";
import { computeAddress, keccak256, SigningKey } from "ethers";
import type { OpenedOnChain, RequestEvent } from "../../../oracle/domain/history.ts";
import type { ReplayDeps } from "../../../oracle/replay/deps.ts";
import { replay } from "../../../oracle/replay/replay.ts";
import { type Report, toText } from "../../../oracle/replay/report.ts";
import { encodeAttestation } from "../../../standards/attestation.ts";
import type { ConfigDigest, ConsentId, Hex } from "../../../standards/hex.ts";
import {
  commitOutput,
  inferenceOracleDomain,
  Mode,
  RefusalReason,
  RequestStatus,
  refusalDigest,
  reportDigest,
  requestIdOf,
} from "../../../standards/inference.ts";
import { CLINIC, HOSPITAL, word } from "../standards/builders.ts";
import { anAnswer, MEMBERS, MODEL, RIGHT, WRONG } from "../watch/courtroom.ts";

const CHAIN_ID = 31_337;
const PAYLOAD = Uint8Array.from([1, 2]);
const KEYS = [0x61, 0x62].map((byte) => new SigningKey(word(byte)));
const SALTS = { inputSalt: word(0x21), outputSalt: word(0x22) };
const DOMAIN = inferenceOracleDomain(CHAIN_ID, HOSPITAL);

type Change = {
  readonly consentId?: ConsentId;
  readonly output?: Hex;
  /** Signs in the place of the first member. */
  readonly forger?: SigningKey;
};

/** A request, what the chain tells of it, and somebody who asks. */
const aWorld = ({ consentId, output = RIGHT, forger }: Change = {}) => {
  const isPersonal = consentId !== undefined;
  const salt = isPersonal ? SALTS.inputSalt : (keccak256(PAYLOAD) as Hex);
  const x = MODEL.extract(PAYLOAD);
  const request = {
    ...anAnswer().answer.request,
    mode: Mode.QUORUM,
    inputCommitment: MODEL.commit(x, salt),
    ...(isPersonal ? { consentId } : {}),
  };
  const id = requestIdOf(CHAIN_ID, HOSPITAL, CLINIC, request);
  const opened: OpenedOnChain = {
    id,
    requester: CLINIC,
    request,
    blockNumber: 7,
    openedAt: 1_000,
    txHash: word(1),
  };
  const onChain = isPersonal && output === RIGHT ? commitOutput(id, [42], SALTS.outputSalt) : output;
  const report = {
    consentVersion: isPersonal ? 1 : 0,
    configDigest: word(4) as ConfigDigest,
    observedBlock: 6,
  };
  const outputHash = isPersonal ? onChain : (keccak256(onChain) as Hex);
  const digest = reportDigest(DOMAIN, { requestId: id, outputHash, ...report });
  const signatures = KEYS.map((key, bit) => ({
    bit,
    signature: (bit === 0 && forger !== undefined ? forger : key).sign(digest).serialized as Hex,
  }));
  const attestation = encodeAttestation(signatures);
  const at = { blockNumber: 9, logIndex: 0, txHash: word(2) };
  const events: RequestEvent[] = [
    {
      name: "InferenceRequested",
      args: { id, requester: CLINIC, request },
      blockNumber: 7,
      logIndex: 0,
      txHash: word(1),
    },
    { name: "InferenceFulfilled", args: { id, output: onChain, signerBitmap: 3n }, ...at },
  ];
  const asked: string[] = [];
  const deps: ReplayDeps = {
    chainId: CHAIN_ID,
    oracle: HOSPITAL,
    chain: {
      statusOf: async () => RequestStatus.Fulfilled,
      livenessOf: async () => ({ live: true, version: 1 }),
      isModelActive: async () => true,
      committeeOf: async () => undefined,
    },
    eventsOf: async () => events,
    opened: async (all) => (all.length === 0 ? undefined : opened),
    refusalIn: async () => undefined,
    membersOf: async () => MEMBERS,
    wasLive: async () => true,
    timeOf: async (block) => 1_000 + block,
    source: async () => ({
      answer: { requester: CLINIC, request, report, output: onChain, attestation },
      members: MEMBERS,
    }),
    runInEvm: async (_, input) => {
      asked.push(input);
      return { executor: HOSPITAL, output: RIGHT };
    },
    payloads: async () => PAYLOAD,
    modelOf: (modelId) => (modelId === MODEL.id ? MODEL : undefined),
    referenceOf: () => () => Int32Array.from([42]),
    signal: new AbortController().signal,
  };
  return { id, opened, events, deps, asked };
};

const verdictOf = ({ steps }: Report, name: string) => steps.find(({ step }) => step === name)?.verdict;

describe("replay", () => {
  it("agrees with a right answer, in three machines, and names who signed", async () => {
    const { deps, id } = aWorld();
    const report = await replay(deps, id);
    expect(report).to.deep.include({ verdict: "agrees", firstDifference: undefined });
    for (const step of [
      "request",
      "payload",
      "commitment",
      "run in TensorFlow.js",
      "run in the EVM",
      "output",
    ]) {
      expect(verdictOf(report, step), step).to.equal("agrees");
    }
    const signers = report.steps.find(({ step }) => step === "signatures")?.facts.signers as string[];
    for (const { operator, signer } of MEMBERS)
      expect(signers.join()).to.include(operator).and.include(signer);
  });

  it("names the first difference: the output on chain", async () => {
    const { deps, id } = aWorld({ output: WRONG });
    expect(await replay(deps, id)).to.deep.include({ verdict: "differs", firstDifference: "output" });
  });

  it("names the first difference: a signature that is not the member's", async () => {
    const { deps, id } = aWorld({ forger: new SigningKey(word(0x99)) });
    const report = await replay(deps, id);
    expect(report).to.deep.include({ verdict: "differs", firstDifference: "signatures" });
    expect(toText(report)).to.include(computeAddress(new SigningKey(word(0x99)).publicKey));
  });

  const first: [string, string, Partial<ReplayDeps>][] = [
    [
      "commitment",
      "another input",
      { modelOf: () => ({ ...MODEL, extract: () => Int32Array.from([1, 1]) }) },
    ],
    ["run in TensorFlow.js", "executors at odds", { referenceOf: () => () => Int32Array.from([43]) }],
    [
      "run in the EVM",
      "another network on chain",
      { runInEvm: async () => ({ executor: HOSPITAL, output: WRONG }) },
    ],
    ["payload", "bytes that are not the payload", { payloads: async () => Uint8Array.from([3]) }],
  ];
  for (const [step, what, change] of first) {
    it(`names the first difference: ${what}`, async () => {
      const { deps, id } = aWorld();
      expect((await replay({ ...deps, ...change }, id)).firstDifference).to.equal(step);
    });
  }

  it("says when an answer could not be held against anything", async () => {
    const { deps, id } = aWorld();
    const report = await replay({ ...deps, payloads: () => Promise.reject(new Error("offline")) }, id);
    expect(report.verdict).to.equal("incomplete");
  });

  it("keeps a record about a person closed, and shows nobody's input or scores", async () => {
    const { deps, id, asked } = aWorld({ consentId: word(7) as ConsentId });
    const report = await replay(deps, id);
    expect(report.verdict).to.equal("agrees");
    expect(verdictOf(report, "record")).to.equal("told");
    expect(verdictOf(report, "signatures")).to.equal("agrees");
    expect([verdictOf(report, "output"), asked]).to.deep.equal([undefined, []]);
    expect(JSON.stringify(report)).to.not.include(word(7).slice(2));
  });

  it("opens it when told to, and still shows neither input nor scores nor asks an endpoint", async () => {
    const { deps, id, asked } = aWorld({ consentId: word(7) as ConsentId });
    const open = async () => ({ payload: PAYLOAD.slice(), ...SALTS });
    const report = await replay({ ...deps, open }, id);
    expect(verdictOf(report, "output")).to.equal("agrees");
    expect(asked).to.deep.equal([]);
    const facts = report.steps.flatMap(({ facts: each }) => Object.keys(each));
    expect(facts).to.not.include.members(["scores"]).and.not.include.members(["mean"]);
  });

  it("leaves it closed when its consent does not permit, and says why", async () => {
    const { deps, id } = aWorld({ consentId: word(7) as ConsentId });
    const report = await replay({ ...deps, open: async () => ({ closed: "EXPIRED" }) }, id);
    expect(report.verdict).to.equal("incomplete");
    expect(toText(report)).to.include("stays closed: EXPIRED");
  });

  it("explains a refusal and recovers its signers", async () => {
    const { deps, id, events } = aWorld();
    const configDigest = word(4) as ConfigDigest;
    const reason = RefusalReason.InputMismatch;
    const digest = refusalDigest(DOMAIN, { requestId: id, reason, configDigest });
    const signatures = KEYS.map((key, bit) => ({ bit, signature: key.sign(digest).serialized as Hex }));
    const refused = {
      ...(events[1] as RequestEvent),
      name: "InferenceRefused",
      args: { id, reason: BigInt(reason) },
    };
    const report = await replay(
      {
        ...deps,
        eventsOf: async () => [events[0] as RequestEvent, refused],
        refusalIn: async () => ({ reason, configDigest, attestation: encodeAttestation(signatures) }),
      },
      id,
    );
    expect(verdictOf(report, "refusal")).to.equal("agrees");
    expect(toText(report)).to.include("InputMismatch");
  });

  it("says that the chain tells of no such request, and what to look at", async () => {
    const { deps, id } = aWorld();
    const error = await replay({ ...deps, eventsOf: async () => [] }, id).catch((thrown) => thrown);
    expect(error).to.deep.include({ code: "REQUEST_UNKNOWN" });
    expect(error.hint).to.include("startBlock");
  });
});

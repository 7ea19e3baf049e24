import { expect } from "chai";
import { keccak256, SigningKey } from "ethers";
import type { SignedBatchOfAnswers } from "../../../oracle/domain/batch.ts";
import type {
  BatchProposal,
  BatchSubmission,
  ObjectionCode,
  Proposal,
} from "../../../oracle/domain/ports.ts";
import { createBatcher } from "../../../oracle/pipeline/batch/batcher.ts";
import { batchOf, signBatch } from "../../../oracle/pipeline/batch/batchStatement.ts";
import { countersign } from "../../../oracle/pipeline/countersign.ts";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import { gather } from "../../../oracle/pipeline/gather.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { encodeScores } from "../../../standards/inference.ts";
import { word } from "../standards/builders.ts";
import { COMMITTEE, compute, IDS, KEYS, MEMBERS, OPERATORS } from "./batchMembers.ts";
import { createStage, type Stage } from "./stage.ts";

describe("answers that a leader brings together", () => {
  let stages: Stage[];
  let nodes: PipelineDeps[];
  let sent: SignedBatchOfAnswers[];
  let asked: Proposal[];
  let outcome: (batch: SignedBatchOfAnswers) => BatchSubmission;

  beforeEach(async () => {
    [sent, asked] = [[], []];
    outcome = (batch) => ({
      kind: "mined",
      hash: word(8),
      gasUsed: 1n,
      settled: batch.answers.map(({ requestId }) => requestId),
    });
    stages = await Promise.all(KEYS.map(() => createStage()));
    const batcher = createBatcher({ from: 2, max: 10, lingerMs: 20 });
    nodes = stages.map((stage, i) => {
      const deps = stage.deps();
      const operator = OPERATORS[i] as Hex;
      const chain = { ...deps.chain, committee: async () => COMMITTEE, committeeOf: async () => COMMITTEE };
      const sign = async (preimage: Hex) =>
        (KEYS[i] as SigningKey).sign(keccak256(preimage)).serialized as Hex;
      const propose = async (peer: Hex, proposal: Proposal) => {
        asked.push(proposal);
        return countersign(nodes[OPERATORS.indexOf(peer)] as PipelineDeps, proposal);
      };
      return {
        ...deps,
        batcher,
        chain,
        rules: { ...deps.rules, peerTimeoutMs: 5_000 },
        keys: { ...deps.keys, operator, signer: operator, sign },
        peers: { operators: OPERATORS.filter((each) => each !== operator), propose, fault: () => undefined },
        submitter: {
          ...deps.submitter,
          submitBatch: async (_, batch, commit) => {
            sent.push(batch);
            await commit();
            return outcome(batch);
          },
        },
      };
    });
  });
  afterEach(() => Promise.all(stages.map((stage) => stage.close())));

  const leader = () => nodes[0] as PipelineDeps;
  const dutyOf = async (id: RequestId, i = 0) =>
    (await (stages[i] as Stage).store.duty(id)) ?? expect.fail("no duty");
  const _lead = (ids: readonly RequestId[] = IDS) =>
    Promise.all(ids.map(async (id) => gather(leader(), await dutyOf(id))));
  const propose = async (changes: Partial<BatchProposal> = {}): Promise<BatchProposal> => {
    const members = changes.members ?? MEMBERS;
    const batch = batchOf(members, { configDigest: COMMITTEE.digest, observedBlock: 100 });
    const signature = await signBatch(leader(), members, batch, leader().keys);
    return { kind: "batch", batch, members, signature, ...changes };
  };
  const codeOf = async (proposal: BatchProposal): Promise<ObjectionCode | "SIGNED"> => {
    const answer = await countersign(nodes[1] as PipelineDeps, proposal);
    return answer.signed ? "SIGNED" : answer.objection.code;
  };
  const mayStillSay = (id: RequestId, outputHash: Hex, i = 1) =>
    (stages[i] as Stage).store
      .releaseSignature(id, { kind: "answer", outputHash }, async () => "0x")
      .then(
        () => true,
        () => false,
      );

  it("are signed by a peer only if it computed every one of them alike", async () => {
    await compute(stages[1] as Stage, IDS.slice(0, 2));
    await compute(stages[1] as Stage, IDS.slice(2), {}, encodeScores(Int32Array.from([1, 1])));
    const answer = await countersign(nodes[1] as PipelineDeps, await propose());
    expect(answer).to.deep.equal({
      signed: false,
      objection: { code: "OTHER_OUTPUT", retryable: false, members: [IDS[2]] },
    });
    expect(await mayStillSay(IDS[0] as RequestId, word(77))).to.equal(true);
  });

  it("are signed by no peer that said something else of one of them, and then it says nothing new", async () => {
    await compute(stages[1] as Stage, IDS);
    await (stages[1] as Stage).store.releaseSignature(
      IDS[1] as RequestId,
      { kind: "answer", outputHash: word(66) },
      async () => "0x",
    );
    expect(await codeOf(await propose())).to.equal("WOULD_EQUIVOCATE");
    expect(await mayStillSay(IDS[0] as RequestId, word(77))).to.equal(true);
  });

  it("that nobody knows cost a peer a few looks into its store", async () => {
    let reads = 0;
    const [node, duty] = [nodes[1] as PipelineDeps, async () => void reads++];
    const chain = { ...node.chain, statusOf: () => expect.fail("The chain was asked.") };
    const members = Array.from({ length: 200 }, (_, i) => ({ ...MEMBERS[0], requestId: word(4_096 + i) }));
    const batch = { root: word(1), answers: 200, configDigest: COMMITTEE.digest, observedBlock: 100 };
    nodes[1] = { ...node, chain, store: { ...node.store, duty } } as unknown as PipelineDeps;
    const invented = { kind: "batch", batch, members, signature: "0x" } as unknown;
    expect(await codeOf(invented as BatchProposal)).to.equal("NOT_READY");
    expect(reads).to.equal(32);
  });

  it("bind a peer to each of them", async () => {
    await compute(stages[1] as Stage, IDS);
    expect(await codeOf(await propose())).to.equal("SIGNED");
    for (const id of IDS) expect(await mayStillSay(id, word(77))).to.equal(false);
  });

  it("are refused when root, members, versions, block or leader are not what they should be", async () => {
    await compute(stages[1] as Stage, IDS);
    const good = await propose();
    const doubled = [...MEMBERS, MEMBERS[0] as (typeof MEMBERS)[number]];
    expect(await codeOf({ ...good, members: MEMBERS.slice(1) })).to.equal("OTHER_FORM");
    expect(await codeOf(await propose({ members: doubled }))).to.equal("OTHER_FORM");
    const rooted = { ...good.batch, root: word(3) };
    const underRoot = await signBatch(leader(), MEMBERS, rooted, leader().keys);
    expect(await codeOf({ ...good, batch: rooted, signature: underRoot })).to.equal("OTHER_FORM");
    const versioned = MEMBERS.map((member) => ({ ...member, consentVersion: 1 }));
    expect(await codeOf(await propose({ members: versioned }))).to.equal("OTHER_FORM");
    const stranger = new SigningKey(word(0x99)).sign(word(1)).serialized as Hex;
    expect(await codeOf({ ...good, signature: stranger })).to.equal("UNKNOWN_SIGNER");
    const late = batchOf(MEMBERS, { configDigest: COMMITTEE.digest, observedBlock: 10 });
    const signature = await signBatch(leader(), MEMBERS, late, leader().keys);
    expect(await codeOf({ kind: "batch", batch: late, members: MEMBERS, signature })).to.equal("STALE_BLOCK");
  });
});

import { expect } from "chai";
import { keccak256, type SigningKey } from "ethers";
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
import { confirm } from "../../../oracle/pipeline/submit.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { HOSPITAL, word } from "../standards/builders.ts";
import { COMMITTEE, compute, IDS, KEYS, MEMBERS, OPERATORS } from "./batchMembers.ts";
import { createStage, type Stage } from "./stage.ts";

describe("answers brought together", () => {
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
  const lead = (ids: readonly RequestId[] = IDS) =>
    Promise.all(ids.map(async (id) => gather(leader(), await dutyOf(id))));
  const propose = async (changes: Partial<BatchProposal> = {}): Promise<BatchProposal> => {
    const members = changes.members ?? MEMBERS;
    const batch = batchOf(members, { configDigest: COMMITTEE.digest, observedBlock: 100 });
    const signature = await signBatch(leader(), members, batch, leader().keys);
    return { kind: "batch", batch, members, signature, ...changes };
  };
  const _codeOf = async (proposal: BatchProposal): Promise<ObjectionCode | "SIGNED"> => {
    const answer = await countersign(nodes[1] as PipelineDeps, proposal);
    return answer.signed ? "SIGNED" : answer.objection.code;
  };
  const _mayStillSay = (id: RequestId, outputHash: Hex, i = 1) =>
    (stages[i] as Stage).store
      .releaseSignature(id, { kind: "answer", outputHash }, async () => "0x")
      .then(
        () => true,
        () => false,
      );

  it("go in one transaction under one root that t members signed", async () => {
    for (const stage of stages) await compute(stage, IDS);
    const results = await lead();
    expect(sent).to.have.length(1);
    expect(sent[0]?.answers.map(({ requestId }) => requestId)).to.deep.equal(IDS);
    expect(results.map((result) => result.kind === "wait" && result.why)).to.deep.equal(
      IDS.map(() => "WAITING_FOR_CONFIRMATIONS"),
    );
    for (const id of IDS) expect((await dutyOf(id)).state).to.equal("submitted");
    expect(asked.every(({ kind }) => kind === "batch")).to.equal(true);
  });

  it("are moved, all at once, before anything is sent", async () => {
    for (const stage of stages) await compute(stage, IDS);
    const states: (string | undefined)[] = [];
    const { submitter } = leader();
    const submitBatch: typeof submitter.submitBatch = async (_, batch, commit) => {
      await commit();
      sent.push(batch);
      for (const id of IDS) states.push((await dutyOf(id)).state);
      throw new Error("the connection broke");
    };
    nodes[0] = { ...leader(), submitter: { ...submitter, submitBatch } };
    const results = await lead();
    expect(states).to.deep.equal(IDS.map(() => "submitted"));
    expect(results.every(({ kind }) => kind === "wait")).to.equal(true);
  });

  it("stay where they are when the process stops before they are mined: they may be on their way", async () => {
    for (const stage of stages) await compute(stage, IDS);
    outcome = () => ({ kind: "rejected", error: "NOT_MINED" });
    const results = await lead();
    expect(results.every(({ kind }) => kind === "wait")).to.equal(true);
    const duty = await dutyOf(IDS[0] as RequestId);
    expect([duty.state, duty.statement?.kind]).to.deep.equal(["submitted", "batch"]);
  });

  it("stay where they are when one of them was moved before they were sent", async () => {
    for (const stage of stages) await compute(stage, IDS);
    const [id] = IDS as [RequestId];
    const { peers, store } = leader();
    const propose: typeof peers.propose = async (...parameters) => {
      await store.move(id, "computed", "refusing", {});
      return peers.propose(...parameters);
    };
    nodes[0] = { ...leader(), peers: { ...peers, propose } };
    await lead();
    expect(sent.length).to.equal(1);
    for (const other of IDS.slice(1)) expect((await dutyOf(other)).state).to.equal("computed");
  });

  it("go alone when there is one only", async () => {
    for (const stage of stages) await compute(stage, IDS);
    const [result] = await lead(IDS.slice(0, 1));
    expect(result).to.include({ kind: "move", to: "signed" });
    expect(sent).to.deep.equal([]);
  });

  it("leave out what peers would not sign yet; that goes alone", async () => {
    for (const [i, stage] of stages.entries()) await compute(stage, i === 0 ? IDS : IDS.slice(0, 2));
    const [, , third] = await lead();
    expect(sent.map(({ answers }) => answers.length)).to.deep.equal([2]);
    expect(third).to.include({ kind: "wait", why: "TOO_FEW_SIGNATURES" });
    expect((await dutyOf(IDS[2] as RequestId)).state).to.equal("computed");
  });

  it("go alone, each, when no quorum signs them together", async () => {
    for (const stage of stages) await compute(stage, IDS);
    const { peers } = leader();
    nodes[0] = {
      ...leader(),
      peers: {
        ...peers,
        propose: async (peer, proposal, signal) => {
          if (proposal.kind === "batch") throw new Error("away");
          return peers.propose(peer, proposal, signal);
        },
      },
    };
    const results = await lead();
    expect(results.every((result) => result.kind === "move" && result.to === "signed")).to.equal(true);
    expect(sent).to.deep.equal([]);
  });

  it("go alone again when the contract skipped them, and the others are settled", async () => {
    for (const stage of stages) await compute(stage, IDS);
    outcome = () => ({ kind: "mined", hash: word(8), gasUsed: 1n, settled: IDS.slice(1) });
    const [first, second] = await lead();
    expect(first).to.deep.include({ kind: "move", to: "computed" });
    expect(second).to.include({ kind: "wait" });
    const skipped = { ...(await dutyOf(IDS[0] as RequestId)), lastError: "SKIPPED" };
    expect(await gather(leader(), skipped)).to.include({ kind: "move", to: "signed" });
  });

  it("are waited for after a crash as long as their transaction is under way, and go anew after that", async () => {
    for (const stage of stages) await compute(stage, IDS);
    await lead();
    const duty = await dutyOf(IDS[0] as RequestId);
    const { submitter } = leader();
    const underWay = { ...leader(), submitter: { ...submitter, isUnderWay: async () => true } };
    expect(await confirm(underWay, duty)).to.include({ kind: "wait", why: "BATCH_UNDER_WAY" });
    expect(await confirm(leader(), duty)).to.include({ kind: "move", to: "computed" });
  });

  it("have no members with a callback, about a person, or of another mode", async () => {
    for (const changes of [{ callback: HOSPITAL }, { mode: 1 }]) {
      const stage = await createStage();
      await compute(stage, IDS, changes);
      stages.push(stage);
      const node = { ...(nodes[1] as PipelineDeps), store: stage.store };
      const answer = await countersign(node, await propose());
      expect(answer.signed ? "SIGNED" : answer.objection.code).to.equal("OTHER_FORM");
    }
  });
});

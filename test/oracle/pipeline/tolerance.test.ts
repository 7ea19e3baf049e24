// Operators whose float arithmetic differs in the last bits answer with one value: the leader's, if it is near enough.
import { expect } from "chai";
import { computeAddress, keccak256, SigningKey } from "ethers";
import type { Committee } from "../../../oracle/domain/committee.ts";
import type { Model } from "../../../oracle/domain/model.ts";
import type { PeerAnswer, Proposal } from "../../../oracle/domain/ports.ts";
import { authorise } from "../../../oracle/pipeline/authorise.ts";
import { countersign } from "../../../oracle/pipeline/countersign.ts";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import { gather } from "../../../oracle/pipeline/gather.ts";
import { signStatement } from "../../../oracle/pipeline/statements.ts";
import type { ConfigDigest, ConsentId, Hex } from "../../../standards/hex.ts";
import { encodeScores, Mode, outputHashOf } from "../../../standards/inference.ts";
import { word } from "../standards/builders.ts";
import { createStage, ID, type Stage } from "./stage.ts";

const KEYS = [0x71, 0x72, 0x73, 0x74].map((byte) => new SigningKey(word(byte)));
const ADDRESSES = KEYS.map((key) => computeAddress(key.publicKey) as Hex);
const committeeOf = (threshold: number): Committee => ({
  digest: word(4) as ConfigDigest,
  threshold,
  members: ADDRESSES.map((address) => ({ operator: address, signer: address })),
});
const NEAR: Partial<Model> = {
  near: ([own = 0]) => [own - 1, own, own + 1].map((step) => Int32Array.of(step)),
};
const outputOf = (step: number): Hex => encodeScores([step]);

describe("answers of float arithmetic", () => {
  let stages: Stage[];
  afterEach(async () => {
    for (const stage of stages) await stage.close();
  });

  type World = { model?: Partial<Model>; threshold?: number; mode?: number; consentId?: ConsentId };
  /** Four operators that worked out these steps for the same request. */
  const start = async (steps: readonly number[], world: World = {}): Promise<readonly PipelineDeps[]> => {
    const { model = NEAR, threshold = 3, ...request } = world;
    const committee = committeeOf(threshold);
    stages = await Promise.all(steps.map(() => createStage()));
    const nodes: PipelineDeps[] = [];
    for (const [i, stage] of stages.entries()) {
      const key = KEYS[i] as SigningKey;
      const operator = ADDRESSES[i] as Hex;
      await stage.open(request);
      await stage.store.move(ID, "seen", "authorised", {});
      const output = outputOf(steps[i] as number);
      await stage.store.move(ID, "authorised", "computed", {
        output,
        outputHash: outputHashOf(output),
        readyAt: 0,
      });
      nodes[i] = stage.deps({
        chain: { ...stage.chain, committee: async () => committee, committeeOf: async () => committee },
        keys: {
          ...stage.deps().keys,
          operator,
          signer: operator,
          sign: async (preimage) => key.sign(keccak256(preimage)).serialized as Hex,
        },
        modelOf: () => stage.model(model),
        rules: { ...stage.deps().rules, peerTimeoutMs: 5_000 },
        peers: {
          operators: ADDRESSES.filter((address) => address !== operator),
          propose: async (peer, proposal) =>
            countersign(nodes[ADDRESSES.indexOf(peer)] as PipelineDeps, proposal),
          fault: (_, fault) => expect(fault).to.equal("OTHER_OUTPUT"),
        },
      });
    }
    return nodes;
  };
  const lead = async (node: PipelineDeps | undefined) => {
    if (node === undefined) throw new TypeError("There are four operators.");
    return gather(node, (await node.store.duty(ID)) ?? expect.fail("no duty"));
  };
  const outputs = () => Promise.all(stages.map(async ({ store }) => (await store.duty(ID))?.output));
  /** What operator `from` would propose, with this step for its own. */
  const proposal = async (node: PipelineDeps, from: number, step: number): Promise<Proposal> => {
    const report = {
      requestId: ID,
      outputHash: outputHashOf(outputOf(step)),
      consentVersion: 0,
      configDigest: word(4) as ConfigDigest,
      observedBlock: 100,
    };
    const key = KEYS[from] as SigningKey;
    const keys = {
      ...node.keys,
      sign: async (preimage: Hex) => key.sign(keccak256(preimage)).serialized as Hex,
    };
    const store = {
      ...node.store,
      releaseSignature: (_: unknown, __: unknown, sign: () => Promise<Hex>) => sign(),
    };
    const statement = { kind: "answer" as const, report };
    return { ...statement, signature: await signStatement({ ...node, keys, store }, statement) };
  };
  const codeOf = (answer: PeerAnswer): string => (answer.signed ? "SIGNED" : answer.objection.code);

  it("are the leader's, where enough others are within the tolerance", async () => {
    const nodes = await start([12, 13, 13, 11]);
    expect(await lead(nodes[0])).to.include({ kind: "move", to: "signed" });
    const agreed = (await outputs()).filter((output) => output === outputOf(12));
    expect(agreed.length).to.be.at.least(3);
  });

  it("are none, where too few are", async () => {
    const nodes = await start([12, 14, 14, 11]);
    expect(await lead(nodes[0])).to.include({ kind: "wait", why: "TOO_FEW_SIGNATURES" });
  });

  it("cannot be two: who signed one takes it for its own, and signs no other", async () => {
    const [node] = (await start([12, 13, 13, 13])) as [PipelineDeps, ...PipelineDeps[]];
    expect(codeOf(await countersign(node, await proposal(node, 1, 13)))).to.equal("SIGNED");
    expect(await stages[0]?.store.duty(ID)).to.include({
      output: outputOf(13),
      outputHash: outputHashOf(outputOf(13)),
    });
    expect(codeOf(await countersign(node, await proposal(node, 2, 13)))).to.equal("SIGNED");
    expect(codeOf(await countersign(node, await proposal(node, 2, 14)))).to.equal("WOULD_EQUIVOCATE");
    expect(codeOf(await countersign(node, await proposal(node, 3, 12)))).to.equal("WOULD_EQUIVOCATE");
    expect((await stages[0]?.store.duty(ID))?.output).to.equal(outputOf(13));
    expect(await lead(node)).to.include({ kind: "move", to: "signed" });
  });

  it("become another's between reading and signing without halting the duty", async () => {
    const [node] = (await start([12, 13, 13, 13])) as [PipelineDeps, ...PipelineDeps[]];
    const duty = (await node.store.duty(ID)) ?? expect.fail("no duty");
    let reads = 0;
    // The answer of the second read is as old as the first: the signature of a peer's output comes in between.
    const store = {
      ...node.store,
      duty: async (id: typeof ID) => {
        if (++reads > 1) return node.store.duty(id);
        expect(codeOf(await countersign(node, await proposal(node, 1, 13)))).to.equal("SIGNED");
        return duty;
      },
    };
    expect(await gather({ ...node, store }, duty)).to.include({ kind: "wait", why: "OUTPUT_ADOPTED" });
    expect(await lead(node)).to.include({ kind: "move", to: "signed" });
    expect((await node.store.duty(ID))?.output).to.equal(outputOf(13));
  });

  it("are not led away in steps, and not by what is too far", async () => {
    const [node] = (await start([12, 12, 12, 12])) as [PipelineDeps, ...PipelineDeps[]];
    expect(codeOf(await countersign(node, await proposal(node, 1, 14)))).to.equal("OTHER_OUTPUT");
    expect(codeOf(await countersign(node, await proposal(node, 1, 10)))).to.equal("OTHER_OUTPUT");
    expect((await stages[0]?.store.duty(ID))?.output).to.equal(outputOf(12));
  });

  it("need a committee any two quorums of which share an honest member", async () => {
    const nodes = await start([12, 12, 12, 12], { threshold: 2 });
    expect(await lead(nodes[0])).to.include({ kind: "wait", why: "QUORUMS_MAY_DIFFER" });
    const [node] = nodes as [PipelineDeps];
    expect(codeOf(await countersign(node, await proposal(node, 1, 12)))).to.equal("QUORUMS_MAY_DIFFER");
    for (const stage of stages) await stage.close();
    expect(await lead((await start([12, 12, 12, 12], { threshold: 2, model: {} }))[0])).to.include({
      to: "signed",
    });
  });

  it("have no tolerance where the model is exact", async () => {
    const [node] = (await start([12, 12, 12, 12], { model: {} })) as [PipelineDeps, ...PipelineDeps[]];
    expect(codeOf(await countersign(node, await proposal(node, 1, 13)))).to.equal("OTHER_OUTPUT");
  });

  it("are given in mode QUORUM and about nobody", async () => {
    for (const request of [{ mode: Mode.OPTIMISTIC }, { consentId: word(7) as ConsentId }]) {
      stages = [await createStage()];
      const [stage] = stages as [Stage];
      await stage.open(request);
      const duty = (await stage.store.duty(ID)) ?? expect.fail("no duty");
      const deps = stage.deps({ modelOf: () => stage.model(NEAR) });
      expect(await authorise(deps, duty)).to.deep.include({
        to: "unserved",
        changes: { lastError: "MODE_NOT_OFFERED" },
      });
      await stage.close();
    }
    stages = [];
  });
});

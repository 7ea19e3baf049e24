import { expect } from "chai";
import type { Submission } from "../../../oracle/domain/ports.ts";
import type { KeptProof, ProofOrder } from "../../../oracle/domain/proof.ts";
import type { Prover } from "../../../oracle/domain/proving.ts";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import { ProverFailedError } from "../../../oracle/proving/errors.ts";
import { consentId } from "../../../standards/consent.ts";
import { maskOf, Purpose } from "../../../standards/consentCodes.ts";
import { factsOfLive } from "../../../standards/consentDecision.ts";
import { openResult, sealEnvelope } from "../../../standards/envelope.ts";
import type { ConfigDigest, Hex } from "../../../standards/hex.ts";
import { generateEncryptionKey } from "../../../standards/hpke.ts";
import { Mode, ModelFlag, RequestStatus } from "../../../standards/inference.ts";
import { PolicyStanding } from "../../../standards/policy.ts";
import { privateOutputCommitment } from "../../../standards/proofs.ts";
import { decodeResult, encodeRecord } from "../../../standards/record.ts";
import { aGrant, aRecord, aTerms, CLINIC, HOSPITAL, word } from "../standards/builders.ts";
import { createStage, ID, SCORES, type Stage } from "./stage.ts";

const FLAGS = ModelFlag.PRIVATE_INPUT | ModelFlag.ABOUT_PEOPLE;
const PROOF = `0x${"ab".repeat(256)}` as Hex;
const OUTPUT_SALT = word(0x51);
const INPUT_SALT = word(0x52);
const COMMITMENT = privateOutputCommitment(SCORES, OUTPUT_SALT, ID, CLINIC);

describe("steps with a private OPTIMISTIC request, where there is a prover", () => {
  let stage: Stage;
  let court: { accepts: boolean; defended: KeptProof[]; answers: Submission[] };
  let proved: { readonly x: readonly number[]; readonly order: ProofOrder }[];

  beforeEach(async () => {
    stage = await createStage();
    court = { accepts: true, defended: [], answers: [] };
    proved = [];
  });
  afterEach(() => stage.close());

  const prover: Prover = {
    offers: () => true,
    prove: async (order) => {
      proved.push({ x: Array.from(order.x), order });
      return PROOF;
    },
  };
  const defence: PipelineDeps["defence"] = {
    accepts: async () => court.accepts,
    defend: async (_, kept) => {
      court.defended.push(kept);
      const next = court.answers.shift() ?? { kind: "mined", hash: word(7), gasUsed: 1n };
      if (next.kind === "mined") stage.world.status = RequestStatus.Fulfilled;
      return next;
    },
  };

  /** Opens a request about a person and gives what its steps need. */
  const opened = async (changes: Partial<PipelineDeps> = {}) => {
    const [operator, grantee] = [await generateEncryptionKey(), await generateEncryptionKey()];
    const terms = aTerms({ purposes: maskOf([Purpose.AI_INFER]) });
    const record = aRecord({
      consent: aGrant({ terms }),
      inputSalt: INPUT_SALT,
      outputSalt: OUTPUT_SALT,
      grantee: { encryptionKey: grantee.publicKey },
    });
    const sealedTo = [{ operator: CLINIC, encryptionKey: operator.publicKey }];
    const payload = await sealEnvelope(encodeRecord(record), sealedTo);
    await stage.open({ mode: Mode.OPTIMISTIC, consentId: consentId(record.consent) });
    const deps: Partial<PipelineDeps> = {
      payloads: async () => payload,
      keys: { ...stage.deps().keys, encryptionPrivateKey: operator.privateKey },
      chain: {
        ...stage.chain,
        standingOf: async () => factsOfLive(record.consent, 1_000).standing,
        policyStandingOf: async () => PolicyStanding.Current,
      },
      modelOf: () => stage.model({ flags: FLAGS }),
      prover,
      defence,
      ...changes,
    };
    return { deps, grantee };
  };

  it("signs the proof's own commitment, which it kept before, and tells the grantee how to open it", async () => {
    const { deps, grantee } = await opened();
    const duty = await stage.runUntil("submitted", deps);
    expect(duty).to.include({ output: COMMITMENT, outputHash: COMMITMENT, traceCommitment: undefined });
    expect(await stage.store.proofOf(ID, COMMITMENT)).to.deep.equal({
      output: COMMITMENT,
      payee: CLINIC,
      proof: PROOF,
    });
    const [run] = proved;
    expect(run?.x).to.deep.equal([1, 2]);
    if (run === undefined) throw new TypeError("The prover is asked.");
    const { x, ...order } = run.order;
    expect(order).to.include({
      inputSalt: INPUT_SALT,
      outputSalt: OUTPUT_SALT,
      requestId: ID,
      payee: CLINIC,
    });
    expect([...x], "the input is wiped after").to.deep.equal([0, 0]);
    const sealed = await stage.store.result(ID);
    if (sealed === undefined) throw new TypeError("A result is kept.");
    const { scores, outputSalt, payee } = decodeResult(await openResult(grantee.privateKey, ID, sealed));
    expect(payee).to.equal(CLINIC);
    expect(privateOutputCommitment(scores, outputSalt, ID, payee as Hex)).to.equal(COMMITMENT);
  });

  for (const [name, changes, code] of [
    [
      "no proof comes",
      {
        prover: {
          ...prover,
          prove: () => Promise.reject(new ProverFailedError("NO_PROOF")),
        },
      },
      "PROVER_FAILED",
    ],
    ["the court would not take it", {}, "PROOF_NOT_ACCEPTED"],
  ] as const) {
    it(`signs nothing when ${name}, and tries again`, async () => {
      court.accepts = false;
      const { deps } = await opened(changes);
      await stage.run(async () => ((await stage.store.duty(ID))?.attempts ?? 0) >= 2, deps);
      expect(await stage.store.duty(ID)).to.include({ state: "authorised", lastError: code });
      expect(await stage.store.proofOf(ID, COMMITMENT)).to.equal(undefined);
    });
  }

  for (const [name, changes] of [
    ["that the prover does not name", { prover: { ...prover, offers: () => false } }],
    ["without a court to defend before", { defence: undefined }],
    ["that is not private", { modelOf: () => stage.model({ flags: ModelFlag.ABOUT_PEOPLE }) }],
  ] as [string, Partial<PipelineDeps>][]) {
    it(`leaves a model unserved ${name}`, async () => {
      const { deps } = await opened(changes);
      expect(await stage.runUntil("unserved", deps)).to.include({ lastError: "PROOF_NOT_OFFERED" });
    });
  }

  /** Answered, proposed, and challenged before the window was over. */
  const challenged = async (output: Hex = COMMITMENT) => {
    const { deps } = await opened();
    await stage.runUntil("submitted", deps);
    stage.world.controller = new AbortController();
    await stage.propose(output, 5_000);
    stage.world.status = RequestStatus.Disputed;
    return deps;
  };

  it("defends a challenged answer with the proof it kept, again after a rejection, and once", async () => {
    const deps = await challenged();
    court.answers.push({ kind: "rejected", error: "REVERTED" });
    await stage.run(() => court.defended.length === 2, { ...deps, prover: undefined });
    expect(court.defended).to.deep.equal(Array(2).fill({ output: COMMITMENT, payee: CLINIC, proof: PROOF }));
    stage.world.controller = new AbortController();
    await stage.run(() => court.defended.length > 2, deps);
    expect(court.defended.length, "no longer disputed").to.equal(2);
    expect(stage.world.finalised).to.equal(0);
  });

  it("defends what it signed when it holds another output by now", async () => {
    const deps = await challenged();
    await stage.store.touch(ID, { output: word(0x67), outputHash: word(0x67) });
    await stage.run(() => court.defended.length === 1, deps);
    expect(court.defended).to.deep.equal([{ output: COMMITMENT, payee: CLINIC, proof: PROOF }]);
  });

  /** The committee of the request's block, and the one that the oracle has adopted since. */
  const acrossAdoption = (deps: Partial<PipelineDeps>, first: Hex): Partial<PipelineDeps> => {
    const newest = { digest: word(5) as ConfigDigest, threshold: 1, members: [member(CLINIC)] };
    const chain = { ...stage.chain, ...deps.chain, committee: async () => newest };
    return { ...deps, chain: { ...chain, membersAt: async () => [member(first)] } };
  };
  const member = (operator: Hex) => ({ operator, signer: operator });

  it("names the same payee on both sides of a change of committee", async () => {
    const { deps } = await opened();
    const duty = await stage.runUntil("submitted", acrossAdoption(deps, HOSPITAL));
    expect(proved[0]?.order.payee).to.equal(HOSPITAL);
    expect(duty?.output).to.equal(privateOutputCommitment(SCORES, OUTPUT_SALT, ID, HOSPITAL));
  });

  it("stays with what it signed when it computes again after a reorganisation", async () => {
    const { deps } = await opened();
    const first = await stage.runUntil("submitted", deps);
    stage.world.controller = new AbortController();
    stage.world.status = RequestStatus.Pending;
    await stage.store.rewindTo(undefined);
    await stage.reopen(first);
    expect(await stage.runUntil("submitted", acrossAdoption(deps, HOSPITAL))).to.include({
      output: COMMITMENT,
    });
    expect(proved.length, "the proof that was kept is enough").to.equal(1);
    expect(await stage.store.result(ID)).not.to.equal(undefined);
  });

  it("does not defend what others said", async () => {
    const deps = await challenged(word(0x66));
    await stage.run(() => court.defended.length > 0, deps);
    expect(court.defended).to.deep.equal([]);
    expect(await stage.store.duty(ID)).to.include({ lastError: "OTHER_OUTPUT" });
  });

  it("makes its answer final when nobody challenged it", async () => {
    const { deps } = await opened();
    await stage.runUntil("submitted", deps);
    stage.world.controller = new AbortController();
    await stage.propose(COMMITMENT);
    await stage.run(() => stage.world.finalised === 1, deps);
    expect(stage.world.finalised).to.equal(1);
    expect(court.defended).to.deep.equal([]);
  });
});

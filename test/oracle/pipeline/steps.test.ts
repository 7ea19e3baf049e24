import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { computeAddress, keccak256, recoverAddress, SigningKey } from "ethers";
import type { Duty, SignedStatement } from "../../../oracle/domain/duty.ts";
import type { Model } from "../../../oracle/domain/model.ts";
import type { Chain, Submission } from "../../../oracle/domain/ports.ts";
import { compute } from "../../../oracle/pipeline/compute.ts";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import { PayloadUnavailableError } from "../../../oracle/pipeline/errors.ts";
import { runDuties } from "../../../oracle/pipeline/runDuties.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import { decodeAttestation } from "../../../standards/attestation.ts";
import { TheriacError } from "../../../standards/errors.ts";
import type { ConfigDigest, Hex, ModelId, RequestId } from "../../../standards/hex.ts";
import {
  encodeScores,
  inferenceOracleDomain,
  Mode,
  ModelFlag,
  RefusalReason,
  RequestStatus,
  tracedReportDigest,
} from "../../../standards/inference.ts";
import { commitTrace } from "../../../standards/trace.ts";
import { aRequest, CLINIC, HOSPITAL, word } from "../standards/builders.ts";
import { IDENTITY } from "../store/identity.ts";

class CodedError extends TheriacError {
  override readonly code: string;
  constructor(code: string) {
    super("A test's error.");
    this.code = code;
  }
}

type SignedAnswer = Extract<SignedStatement, { kind: "answer" }>;

const KEY = new SigningKey(word(0x31));
const ID = word(1) as RequestId;
const SCORES = Int32Array.from([-7, 9]);

const unreadable = (): never => {
  throw new CodedError("PAYLOAD_MALFORMED");
};

describe("steps on a store", () => {
  let folder: string;
  let store: ReturnType<typeof openStore>;
  let controller: AbortController;
  let live: boolean;
  let status: number;
  let submissions: Submission[];
  let finalised: number;
  let seen: Int32Array[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-steps-"));
    store = openStore(path.join(folder, "node.sqlite"), IDENTITY);
    controller = new AbortController();
    live = true;
    status = RequestStatus.Pending;
    submissions = [];
    finalised = 0;
    seen = [];
  });
  afterEach(() => {
    controller.abort();
    store.close();
    rmSync(folder, { recursive: true });
  });

  const model = (changes: Partial<Model> = {}): Model => ({
    id: word(0x11) as ModelId,
    name: "fake",
    flags: 0,
    inputs: 2,
    outputs: 2,
    extract: () => Int32Array.from([1, 2]),
    commit: () => word(0x13),
    infer: async (x) => {
      seen.push(x);
      return SCORES.slice();
    },
    trace: () => Uint8Array.from([3, 4]),
    ...changes,
  });

  const committee = {
    digest: word(4) as ConfigDigest,
    threshold: 1,
    members: [{ operator: CLINIC, signer: CLINIC }],
  };
  const chain: Chain = {
    head: async () => ({ number: 100, hash: word(0), timestamp: 1_000 }),
    statusOf: async () => status,
    livenessOf: async () => ({ live, version: 5 }),
    isModelActive: async () => true,
    committee: async () => committee,
    committeeOf: async () => committee,
  };

  const deps = (changes: Partial<PipelineDeps> = {}): PipelineDeps => ({
    rules: {
      chainId: 31_337,
      oracle: HOSPITAL,
      backoffMs: 50,
      retryMs: 5,
      peerTimeoutMs: 50,
      maxBlockDistance: 5,
      expireOverdue: false,
    },
    chain,
    submitter: {
      submit: async (_, broadcast) => {
        const next = submissions.shift();
        if (next?.kind === "rejected" && next.error !== "REVERTED") return next;
        broadcast();
        if (next === undefined) status = RequestStatus.Fulfilled;
        return next ?? { kind: "mined", hash: word(8), gasUsed: 1n };
      },
      finalise: async () => {
        const next = submissions.shift() ?? { kind: "mined", hash: word(9), gasUsed: 1n };
        if (next.kind === "mined") status = RequestStatus.Fulfilled;
        finalised++;
        return next;
      },
      expire: async () => {
        status = RequestStatus.Expired;
        return { kind: "mined", hash: word(8), gasUsed: 1n };
      },
    },
    store,
    keys: {
      operator: CLINIC,
      signer: CLINIC,
      signDigest: (digest: Hex) => KEY.sign(digest).serialized as Hex,
      encryptionPrivateKey: word(0x32),
    },
    peers: { operators: [], propose: async () => expect.fail("nobody to ask") },
    payloads: async () => new Uint8Array([1]),
    modelOf: () => model(),
    seenHead: () => ({ number: 100, hash: word(0), timestamp: 1_000 }),
    clock: systemClock,
    random: () => 0,
    log: createLog("silent", {}),
    metrics: createMetrics(),
    signal: controller.signal,
    ...changes,
  });

  const open = (changes = {}) => {
    const request = aRequest({ deadline: 10_000, ...changes });
    const duty = { id: ID, requester: CLINIC, request, blockNumber: 1, openedAt: 0, seenAt: 0 };
    store.recordScan({ to: { number: 1, hash: word(1) }, opened: [duty], proposed: [], settled: [] });
  };
  const runUntil = async (state: string, changes: Partial<PipelineDeps> = {}) => {
    const running = runDuties(deps(changes));
    for (let i = 0; i < 200 && store.duty(ID)?.state !== state; i++) {
      await systemClock.wait(10, new AbortController().signal);
    }
    controller.abort();
    await running;
    return store.duty(ID);
  };

  it("takes a request from seen to submitted, and wipes the input", async () => {
    open();
    const duty = await runUntil("submitted");
    expect(duty).to.include({ state: "submitted", output: encodeScores(SCORES) });
    expect(duty?.outputHash).to.equal(keccak256(encodeScores(SCORES)));
    expect(Array.from(seen[0] ?? [])).to.deep.equal([0, 0]);
  });

  it("halts and signs nothing when the executors differ", async () => {
    open();
    const infer = () => Promise.reject(new CodedError("EXECUTOR_MISMATCH"));
    const duty = await runUntil("halted", { modelOf: () => model({ infer }) });
    expect(duty).to.include({ state: "halted", lastError: "EXECUTOR_MISMATCH", outputHash: undefined });
    const free = store.releaseSignature(ID, { kind: "answer", outputHash: word(1) }, () => word(9));
    expect(free).to.equal(word(9));
  });

  it("halts when it signed another output before", async () => {
    store.releaseSignature(ID, { kind: "answer", outputHash: word(0xdd) }, () => word(9));
    open();
    expect(await runUntil("halted")).to.include({ state: "halted", lastError: "WOULD_EQUIVOCATE" });
  });

  for (const [lastError, modelOf, mode] of [
    ["UNKNOWN_MODEL", () => undefined, 0],
    ["MODE_NOT_OFFERED", () => model(), Mode.PROVEN],
    ["PROOF_NOT_OFFERED", () => model({ flags: ModelFlag.PRIVATE_INPUT }), Mode.OPTIMISTIC],
  ] as const) {
    it(`leaves alone: ${lastError}`, async () => {
      open({ mode });
      expect(await runUntil("unserved", { modelOf })).to.include({ lastError });
    });
  }

  it("leaves a private OPTIMISTIC request unsigned: it would need a proof first", async () => {
    open({ mode: Mode.OPTIMISTIC, consentId: word(7) });
    expect(await runUntil("unserved")).to.include({ lastError: "PROOF_NOT_OFFERED" });
    const free = store.releaseSignature(ID, { kind: "answer", outputHash: word(1) }, () => word(9));
    expect(free).to.equal(word(9));
  });

  it("signs its own trace with a public OPTIMISTIC answer", async () => {
    open({ mode: Mode.OPTIMISTIC });
    const duty = await runUntil("submitted");
    const trace = commitTrace(CLINIC, ID, word(0x12), Uint8Array.from([3, 4]));
    expect(duty?.traceCommitment).to.equal(trace);
    const { attestation, configDigest } = (duty as Duty).statement as SignedAnswer;
    const [member] = decodeAttestation(attestation);
    expect(member?.traceCommitment).to.equal(trace);
    const report = {
      requestId: ID,
      outputHash: keccak256(encodeScores(SCORES)) as Hex,
      consentVersion: 0,
      configDigest,
      observedBlock: 100,
      traceCommitment: trace,
    };
    const digest = tracedReportDigest(inferenceOracleDomain(31_337, HOSPITAL), report);
    expect(recoverAddress(digest, member?.signature ?? "0x")).to.equal(computeAddress(KEY.publicKey));
  });

  const propose = (output = encodeScores(SCORES), finalAt = 999) => {
    status = RequestStatus.Proposed;
    const answer = { id: ID, configDigest: word(4) as ConfigDigest, output, finalAt, blockNumber: 2 };
    store.recordScan({ to: { number: 2, hash: word(2) }, opened: [], proposed: [answer], settled: [] });
  };

  const run = async (until: () => boolean, changes: Partial<PipelineDeps> = {}) => {
    const running = runDuties(deps(changes));
    for (let i = 0; i < 60 && !until(); i++) await systemClock.wait(10, new AbortController().signal);
    controller.abort();
    await running;
  };

  it("makes a proposed answer final once its window is over, also past the deadline, and once only", async () => {
    open({ mode: Mode.OPTIMISTIC, deadline: 500 });
    propose();
    await run(() => store.duty(ID)?.lastError === "WAITING_FOR_CONFIRMATIONS");
    controller = new AbortController();
    await run(() => false);
    expect(finalised).to.equal(1);
    const end = { id: ID, outcome: RequestStatus.Fulfilled, blockNumber: 3 };
    store.recordScan({ to: { number: 3, hash: word(3) }, opened: [], proposed: [], settled: [end] });
    expect(store.duty(ID)).to.include({ state: "settled", outcome: RequestStatus.Fulfilled });
  });

  it("waits for the window of a proposed answer, and tries again when it was too early", async () => {
    open({ mode: Mode.OPTIMISTIC });
    propose(undefined, 1_000);
    await run(() => false);
    expect(store.duty(ID)).to.include({ state: "proposed", lastError: "WINDOW_OPEN" });
    expect(finalised).to.equal(0);
    controller = new AbortController();
    submissions.push({ kind: "rejected", error: "InferenceOracle_StillOpenToChallenge" });
    const later = () => ({ number: 100, hash: word(0), timestamp: 1_001 });
    await run(() => finalised === 2, { seenHead: later });
    expect(finalised).to.equal(2);
  });

  it("does not make final what it knows to be wrong", async () => {
    open({ mode: Mode.OPTIMISTIC });
    await runUntil("submitted");
    controller = new AbortController();
    propose(encodeScores(Int32Array.from([1, 9])));
    await run(() => store.duty(ID)?.lastError === "OTHER_OUTPUT");
    expect(store.duty(ID)).to.include({ state: "proposed", lastError: "OTHER_OUTPUT" });
    expect(finalised).to.equal(0);
  });

  it("gathers anew after a rejection, and submits again after a revert", async () => {
    open();
    submissions.push(
      { kind: "rejected", error: "InferenceOracle_ConfigExpired" },
      { kind: "rejected", error: "REVERTED" },
    );
    expect(await runUntil("submitted")).to.include({ state: "submitted" });
    while (submissions.length > 0) await systemClock.wait(5, new AbortController().signal);
  });

  it("lapses when the deadline has passed, and expires the request if the operator wants the reward", async () => {
    open({ deadline: 999 });
    const rules = { ...deps().rules, expireOverdue: true };
    expect(await runUntil("lapsed", { rules })).to.include({ state: "lapsed" });
    expect(status).to.equal(RequestStatus.Expired);
  });

  it("waits for a payload while there is time, and for nothing longer", async () => {
    open();
    const payloads = () => Promise.reject(new PayloadUnavailableError(word(1), 1, "NOT_FOUND"));
    store.move(ID, "seen", "authorised", {});
    const duty = store.duty(ID);
    if (duty === undefined) throw new Error("no duty");
    expect(await compute(deps({ payloads }), duty)).to.include({ kind: "wait", why: "NOT_FOUND" });
    const late = () => ({ number: 100, hash: word(0), timestamp: 9_880 });
    expect(await compute(deps({ payloads, seenHead: late }), duty)).to.deep.include({
      kind: "move",
      to: "refusing",
    });
  });

  const refusals: [string, Partial<Model>, number][] = [
    ["another commitment", { commit: () => word(0x14) }, RefusalReason.InputMismatch],
    ["a payload that cannot be read", { extract: unreadable }, RefusalReason.InputMismatch],
  ];
  for (const [name, changes, reason] of refusals) {
    it(`refuses ${name}`, async () => {
      open();
      const duty = await runUntil("submitted", { modelOf: () => model(changes) });
      expect(duty).to.include({ refusal: reason, outputHash: undefined });
      expect(duty?.statement?.kind).to.equal("refusal");
    });
  }

  it("decrypts nothing when the consent is not live", async () => {
    live = false;
    open({ consentId: word(7) });
    const payloads = () => Promise.reject(new CodedError("FETCHED"));
    const duty = await runUntil("submitted", { payloads });
    expect(duty?.refusal).to.equal(RefusalReason.NoLiveConsent);
  });

  it("neither answers nor refuses while a consent is live but not final", async () => {
    open({ consentId: word(7) });
    const livenessOf: Chain["livenessOf"] = async (_, at) => ({ live: at === "latest", version: 5 });
    const running = runDuties(deps({ chain: { ...chain, livenessOf } }));
    await systemClock.wait(150, new AbortController().signal);
    controller.abort();
    await running;
    expect(store.duty(ID)).to.include({ state: "seen", lastError: "CONSENT_NOT_FINAL" });
  });
});

import { expect } from "chai";
import { computeAddress, keccak256, recoverAddress } from "ethers";
import type { Duty, SignedStatement } from "../../../oracle/domain/duty.ts";
import { decodeAttestation } from "../../../standards/attestation.ts";
import type { Hex } from "../../../standards/hex.ts";
import {
  encodeScores,
  inferenceOracleDomain,
  Mode,
  RequestStatus,
  tracedReportDigest,
} from "../../../standards/inference.ts";
import { commitTrace } from "../../../standards/trace.ts";
import { CLINIC, HOSPITAL, word } from "../standards/builders.ts";
import { createStage, ID, KEY, SCORES, type Stage } from "./stage.ts";

type SignedAnswer = Extract<SignedStatement, { kind: "answer" }>;

describe("steps with an OPTIMISTIC request", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await createStage();
  });
  afterEach(() => stage.close());

  it("leaves a private OPTIMISTIC request unsigned: it would need a proof first", async () => {
    await stage.open({ mode: Mode.OPTIMISTIC, consentId: word(7) });
    expect(await stage.runUntil("unserved")).to.include({ lastError: "PROOF_NOT_OFFERED" });
    const next = { kind: "answer", outputHash: word(1) } as const;
    const signing = stage.store.releaseSignature(ID, next, async () => word(9));
    expect(await signing.catch(({ code }: { code: string }) => code)).to.equal("PROOF_MISSING");
  });

  it("signs its own trace with a public OPTIMISTIC answer", async () => {
    await stage.open({ mode: Mode.OPTIMISTIC });
    const duty = await stage.runUntil("submitted");
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

  it("makes a proposed answer final once its window is over, also past the deadline, and once only", async () => {
    await stage.open({ mode: Mode.OPTIMISTIC, deadline: 500 });
    await stage.propose();
    await stage.run(async () => (await stage.store.duty(ID))?.lastError === "WAITING_FOR_CONFIRMATIONS");
    stage.world.controller = new AbortController();
    await stage.run(() => false);
    expect(stage.world.finalised).to.equal(1);
    const end = { id: ID, outcome: RequestStatus.Fulfilled, blockNumber: 3 };
    await stage.store.recordScan({
      to: { number: 3, hash: word(3) },
      opened: [],
      proposed: [],
      settled: [end],
    });
    expect(await stage.store.duty(ID)).to.include({ state: "settled", outcome: RequestStatus.Fulfilled });
  });

  it("waits for the window of a proposed answer, and tries again when it was too early", async () => {
    await stage.open({ mode: Mode.OPTIMISTIC });
    await stage.propose(undefined, 1_000);
    await stage.run(() => false);
    expect(await stage.store.duty(ID)).to.include({ state: "proposed", lastError: "WINDOW_OPEN" });
    expect(stage.world.finalised).to.equal(0);
    stage.world.controller = new AbortController();
    stage.world.submissions.push({ kind: "rejected", error: "InferenceOracle_StillOpenToChallenge" });
    const later = () => ({ number: 100, hash: word(0), timestamp: 1_001 });
    await stage.run(() => stage.world.finalised === 2, { seenHead: later });
    expect(stage.world.finalised).to.equal(2);
  });

  it("does not make final what it knows to be wrong", async () => {
    await stage.open({ mode: Mode.OPTIMISTIC });
    await stage.runUntil("submitted");
    stage.world.controller = new AbortController();
    await stage.propose(encodeScores(Int32Array.from([1, 9])));
    await stage.run(async () => (await stage.store.duty(ID))?.lastError === "OTHER_OUTPUT");
    expect(await stage.store.duty(ID)).to.include({ state: "proposed", lastError: "OTHER_OUTPUT" });
    expect(stage.world.finalised).to.equal(0);
  });
});

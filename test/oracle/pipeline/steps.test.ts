import { expect } from "chai";
import { keccak256 } from "ethers";
import type { Model } from "../../../oracle/domain/model.ts";
import type { Chain } from "../../../oracle/domain/ports.ts";
import { authorise } from "../../../oracle/pipeline/authorise.ts";
import { compute } from "../../../oracle/pipeline/compute.ts";
import { PayloadUnavailableError } from "../../../oracle/pipeline/errors.ts";
import { runDuties } from "../../../oracle/pipeline/runDuties.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { TheriacError } from "../../../standards/errors.ts";
import { encodeScores, Mode, ModelFlag, RefusalReason, RequestStatus } from "../../../standards/inference.ts";
import { word } from "../standards/builders.ts";
import { createStage, ID, SCORES, type Stage } from "./stage.ts";

class CodedError extends TheriacError {
  override readonly code: string;
  constructor(code: string) {
    super("A test's error.");
    this.code = code;
  }
}

const unreadable = (): never => {
  throw new CodedError("PAYLOAD_MALFORMED");
};

describe("steps on a store", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await createStage();
  });
  afterEach(() => stage.close());

  it("takes a request from seen to submitted, and wipes the input", async () => {
    await stage.open();
    const duty = await stage.runUntil("submitted");
    expect(duty).to.include({ state: "submitted", output: encodeScores(SCORES) });
    expect(duty?.outputHash).to.equal(keccak256(encodeScores(SCORES)));
    expect(Array.from(stage.world.seen[0] ?? [])).to.deep.equal([0, 0]);
  });

  it("halts and signs nothing when the executors differ", async () => {
    await stage.open();
    const infer = () => Promise.reject(new CodedError("EXECUTOR_MISMATCH"));
    const duty = await stage.runUntil("halted", { modelOf: () => stage.model({ infer }) });
    expect(duty).to.include({ state: "halted", lastError: "EXECUTOR_MISMATCH", outputHash: undefined });
    const free = await stage.store.releaseSignature(ID, { kind: "answer", outputHash: word(1) }, async () =>
      word(9),
    );
    expect(free).to.equal(word(9));
  });

  it("halts when it signed another output before", async () => {
    await stage.store.releaseSignature(ID, { kind: "answer", outputHash: word(0xdd) }, async () => word(9));
    await stage.open();
    expect(await stage.runUntil("halted")).to.include({ state: "halted", lastError: "WOULD_EQUIVOCATE" });
  });

  for (const [lastError, modelOf, mode] of [
    ["UNKNOWN_MODEL", () => undefined, 0],
    ["MODE_NOT_OFFERED", () => stage.model(), Mode.PROVEN],
    ["PROOF_NOT_OFFERED", () => stage.model({ flags: ModelFlag.PRIVATE_INPUT }), Mode.OPTIMISTIC],
  ] as const) {
    it(`leaves alone: ${lastError}`, async () => {
      await stage.open({ mode });
      expect(await stage.runUntil("unserved", { modelOf })).to.include({ lastError });
    });
  }

  it("gathers anew after a rejection, and submits again after a revert", async () => {
    await stage.open();
    stage.world.submissions.push(
      { kind: "rejected", error: "InferenceOracle_ConfigExpired" },
      { kind: "rejected", error: "REVERTED" },
    );
    expect(await stage.runUntil("submitted")).to.include({ state: "submitted" });
    while (stage.world.submissions.length > 0) await systemClock.wait(5, new AbortController().signal);
  });

  it("lapses when the deadline has passed, and expires the request if the operator wants the reward", async () => {
    await stage.open({ deadline: 999 });
    const rules = { ...stage.deps().rules, expireOverdue: true };
    expect(await stage.runUntil("lapsed", { rules })).to.include({ state: "lapsed" });
    expect(stage.world.status).to.equal(RequestStatus.Expired);
  });

  it("drops a late result of a step when another took the duty on meanwhile", async () => {
    await stage.open();
    const own = stage.model();
    let moved = false;
    const modelOf = () => ({
      ...own,
      infer: async () => {
        await stage.store.move(ID, "authorised", "computed", { output: word(3), outputHash: word(4) });
        await stage.store.move(ID, "computed", "signed", { nextAttemptAt: Date.now() + 60_000 });
        moved = true;
        return Int32Array.from([1, 2]);
      },
    });
    await stage.run(() => moved, { modelOf });
    expect(await stage.store.duty(ID)).to.include({ state: "signed", output: word(3), outputHash: word(4) });
  });

  it("gives nothing up for one head from the future", async () => {
    await stage.open({ deadline: 3_000_000_000 });
    const ahead = () => ({ number: 100, hash: word(0), timestamp: 4_000_000_000 });
    const rejected = { kind: "rejected", error: "InferenceOracle_DeadlinePassed" } as const;
    stage.world.submissions.push(rejected);
    expect(await stage.runUntil("submitted", { seenHead: ahead })).to.include({ state: "submitted" });
    const payloads = () => Promise.reject(new PayloadUnavailableError(word(1), 1, "NOT_FOUND"));
    const duty = (await stage.store.duty(ID)) ?? expect.fail("no duty");
    expect(await compute(stage.deps({ payloads, seenHead: ahead }), duty)).to.include({ why: "NOT_FOUND" });
  });

  it("waits for a payload while there is time, and for nothing longer", async () => {
    await stage.open();
    const payloads = () => Promise.reject(new PayloadUnavailableError(word(1), 1, "NOT_FOUND"));
    await stage.store.move(ID, "seen", "authorised", {});
    const duty = await stage.store.duty(ID);
    if (duty === undefined) throw new Error("no duty");
    expect(await compute(stage.deps({ payloads }), duty)).to.include({ kind: "wait", why: "NOT_FOUND" });
    const late = () => ({ number: 100, hash: word(0), timestamp: 9_880 });
    expect(await compute(stage.deps({ payloads, seenHead: late }), duty)).to.deep.include({
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
      await stage.open();
      const duty = await stage.runUntil("submitted", { modelOf: () => stage.model(changes) });
      expect(duty).to.include({ refusal: reason, outputHash: undefined });
      expect(duty?.statement?.kind).to.equal("refusal");
    });
  }

  it("decrypts nothing when the consent is not live", async () => {
    stage.world.live = false;
    await stage.open({ consentId: word(7) });
    const payloads = () => Promise.reject(new CodedError("FETCHED"));
    const duty = await stage.runUntil("submitted", { payloads });
    expect(duty?.refusal).to.equal(RefusalReason.NoLiveConsent);
  });

  it("signs no denial when the consent is resumed while its end is looked up", async () => {
    await stage.open({ consentId: word(7) });
    const chain: Chain = {
      ...stage.chain,
      livenessOf: async () => ({ live: stage.world.live, version: 5 }),
      standingOf: async (...asked) => {
        stage.world.live = true;
        return stage.chain.standingOf(...asked);
      },
    };
    stage.world.live = false;
    const duty = await stage.store.duty(ID);
    if (duty === undefined) throw new Error("no duty");
    expect(await authorise(stage.deps({ chain }), duty)).to.include({
      kind: "wait",
      why: "CONSENT_LIVE_AGAIN",
    });
    expect(await stage.store.decisions(ID)).to.deep.equal([]);
  });

  it("neither answers nor refuses while a consent is live but not final", async () => {
    await stage.open({ consentId: word(7) });
    const livenessOf: Chain["livenessOf"] = async (_, at) => ({ live: at === "latest", version: 5 });
    const running = runDuties(stage.deps({ chain: { ...stage.chain, livenessOf } }));
    await systemClock.wait(150, new AbortController().signal);
    stage.world.controller.abort();
    await running;
    expect(await stage.store.duty(ID)).to.include({ state: "seen", lastError: "CONSENT_NOT_FINAL" });
  });
});

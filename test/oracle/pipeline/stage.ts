import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { keccak256, SigningKey } from "ethers";
import type { Duty } from "../../../oracle/domain/duty.ts";
import type { Model } from "../../../oracle/domain/model.ts";
import type { Chain, Submission } from "../../../oracle/domain/ports.ts";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import { runDuties } from "../../../oracle/pipeline/runDuties.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import { ALL_DATA_CLASSES, CaptureMode, ConsentState } from "../../../standards/consentStanding.ts";
import type { ConfigDigest, Hex, ModelId, RequestId } from "../../../standards/hex.ts";
import { encodeScores, RequestStatus } from "../../../standards/inference.ts";
import { PolicyStanding } from "../../../standards/policy.ts";
import { aRequest, CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";
import { IDENTITY } from "../store/identity.ts";

const NOBODY: Hex = "0x0000000000000000000000000000000000000000";
export const KEY = new SigningKey(word(0x31));
export const ID = word(1) as RequestId;
export const SCORES = Int32Array.from([-7, 9]);

/** A node's steps on a store of their own, before a chain that does what `world` says. */
export const createStage = async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "theriac-steps-"));
  const store = await openStore({ path: path.join(folder, "node.sqlite") }, IDENTITY);
  const world = {
    controller: new AbortController(),
    live: true,
    policy: PolicyStanding.Current as PolicyStanding,
    status: RequestStatus.Pending as number,
    submissions: [] as Submission[],
    finalised: 0,
    seen: [] as Int32Array[],
  };
  const close = async (): Promise<void> => {
    world.controller.abort();
    await store.close();
    rmSync(folder, { recursive: true });
  };

  const model = (changes: Partial<Model> = {}): Model => ({
    id: word(0x11) as ModelId,
    name: "fake",
    flags: 0,
    inputs: 2,
    outputs: 2,
    extract: () => Int32Array.from([1, 2]),
    commit: () => word(0x13),
    infer: async (x) => {
      world.seen.push(x);
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
    statusOf: async () => world.status,
    livenessOf: async () => ({ live: world.live, version: 5 }),
    standingOf: async () => ({
      state: world.live ? ConsentState.Active : ConsentState.Revoked,
      signer: PATIENT,
      issuedAt: 1_000,
      end: 100_000,
      capture: CaptureMode.Self,
      delegate: NOBODY,
      delegateClasses: ALL_DATA_CLASSES,
      revokedByEpoch: false,
      underDispute: false,
    }),
    policyStandingOf: async () => world.policy,
    isModelActive: async () => true,
    committee: async () => committee,
    committeeOf: async () => committee,
    membersAt: async () => committee.members,
  };

  const deps = (changes: Partial<PipelineDeps> = {}): PipelineDeps => ({
    rules: {
      chainId: 31_337,
      oracle: HOSPITAL,
      consents: PATIENT,
      jurisdiction: "CH",
      backoffMs: 50,
      retryMs: 5,
      peerTimeoutMs: 50,
      maxBlockDistance: 5,
      expireOverdue: false,
    },
    chain,
    submitter: {
      submit: async (_, broadcast) => {
        const next = world.submissions.shift();
        if (next?.kind === "rejected" && next.error !== "REVERTED") return next;
        await broadcast();
        if (next === undefined) world.status = RequestStatus.Fulfilled;
        return next ?? { kind: "mined", hash: word(8), gasUsed: 1n };
      },
      isUnderWay: async () => false,
      submitBatch: async () => expect.fail("no batches here"),
      finalise: async () => {
        const next = world.submissions.shift() ?? { kind: "mined", hash: word(9), gasUsed: 1n };
        if (next.kind === "mined") world.status = RequestStatus.Fulfilled;
        world.finalised++;
        return next;
      },
      expire: async () => {
        world.status = RequestStatus.Expired;
        return { kind: "mined", hash: word(8), gasUsed: 1n };
      },
    },
    store,
    keys: {
      operator: CLINIC,
      signer: CLINIC,
      sign: async (preimage) => KEY.sign(keccak256(preimage)).serialized as Hex,
      encryptionPrivateKey: word(0x32),
    },
    peers: {
      operators: [],
      propose: async () => expect.fail("nobody to ask"),
      fault: () => expect.fail("nobody to blame"),
    },
    payloads: async () => new Uint8Array([1]),
    modelOf: () => model(),
    seenHead: () => ({ number: 100, hash: word(0), timestamp: 1_000 }),
    clock: systemClock,
    random: () => 0,
    log: createLog("silent", {}),
    metrics: createMetrics(),
    signal: world.controller.signal,
    ...changes,
  });

  const open = async (changes = {}) => {
    const request = aRequest({ deadline: 10_000, ...changes });
    const duty = { id: ID, requester: CLINIC, request, blockNumber: 1, openedAt: 0, seenAt: 0 };
    await store.recordScan({ to: { number: 1, hash: word(1) }, opened: [duty], proposed: [], settled: [] });
  };
  /** The same request, read once more. */
  const reopen = async (known: Duty | undefined) => {
    if (known === undefined) throw new TypeError("There is no such duty.");
    const { id, requester, request, blockNumber, openedAt, seenAt } = known;
    const duty = { id, requester, request, blockNumber, openedAt, seenAt };
    await store.recordScan({ to: { number: 1, hash: word(1) }, opened: [duty], proposed: [], settled: [] });
  };
  const runUntil = async (state: string, changes: Partial<PipelineDeps> = {}) => {
    const running = runDuties(deps(changes));
    for (let i = 0; i < 200 && (await store.duty(ID))?.state !== state; i++) {
      await systemClock.wait(10, new AbortController().signal);
    }
    world.controller.abort();
    await running;
    return await store.duty(ID);
  };

  const propose = async (output = encodeScores(SCORES), finalAt = 999) => {
    world.status = RequestStatus.Proposed;
    const answer = { id: ID, configDigest: word(4) as ConfigDigest, output, finalAt, blockNumber: 2 };
    await store.recordScan({ to: { number: 2, hash: word(2) }, opened: [], proposed: [answer], settled: [] });
  };

  const run = async (until: () => boolean | Promise<boolean>, changes: Partial<PipelineDeps> = {}) => {
    const running = runDuties(deps(changes));
    for (let i = 0; i < 60 && !(await until()); i++) await systemClock.wait(10, new AbortController().signal);
    world.controller.abort();
    await running;
  };

  return { world, store, close, model, chain, deps, open, reopen, propose, run, runUntil };
};

export type Stage = Awaited<ReturnType<typeof createStage>>;

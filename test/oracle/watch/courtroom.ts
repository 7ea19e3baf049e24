import { computeAddress, keccak256, SigningKey } from "ethers";
import type { Submission } from "../../../oracle/domain/ports.ts";
import type {
  Accusation,
  Court,
  MemberKey,
  Ruling,
  SignedAnswer,
  ToldAnswer,
  WatchedModel,
} from "../../../oracle/domain/watch.ts";
import { Finding } from "../../../oracle/domain/watch.ts";
import { PayloadUnavailableError } from "../../../oracle/pipeline/errors.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createWatchMetrics } from "../../../oracle/shared/watchMetrics.ts";
import { openWatchStore } from "../../../oracle/store/openWatchStore.ts";
import type { WatchDeps } from "../../../oracle/watch/deps.ts";
import { encodeAttestation } from "../../../standards/attestation.ts";
import { publicInputCommitment } from "../../../standards/commitments.ts";
import type { ConfigDigest, Hex, ModelId, RequestId } from "../../../standards/hex.ts";
import {
  encodeScores,
  inferenceOracleDomain,
  Mode,
  reportDigest,
  requestIdOf,
  tracedReportDigest,
} from "../../../standards/inference.ts";
import { commitTrace } from "../../../standards/trace.ts";
import { aRequest, CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";
import { IDENTITY } from "../store/identity.ts";

const CHAIN_ID = 31_337;
const PAYLOAD = Uint8Array.from([1, 2]);
const X = Int32Array.from([-1023, 5]);
const ACTIVATIONS = Uint8Array.from([7, 0, 255]);
export const RIGHT = encodeScores([42]);
export const WRONG = encodeScores([-42]);

const KEYS = [0x61, 0x62].map((byte) => new SigningKey(word(byte)));
export const MEMBERS: readonly MemberKey[] = [CLINIC, PATIENT].map((operator, i) => ({
  operator,
  signer: computeAddress((KEYS[i] as SigningKey).publicKey) as Hex,
}));

const REQUEST = aRequest({
  payloadHash: keccak256(PAYLOAD) as Hex,
  inputCommitment: publicInputCommitment(X, keccak256(PAYLOAD) as Hex),
  mode: Mode.OPTIMISTIC,
});

export const MODEL: WatchedModel = {
  id: REQUEST.modelId as ModelId,
  name: "fake",
  flags: 0,
  inputs: 2,
  outputs: 1,
  networkFile: Uint8Array.from([9]),
  extract: () => X.slice(),
  commit: publicInputCommitment,
  infer: async () => Int32Array.from([42]),
  trace: () => ACTIVATIONS,
};

export type Change = {
  readonly output?: Hex;
  readonly mode?: number;
  /** Members that sign with the trace of another. */
  readonly copiers?: readonly number[];
  readonly block?: number;
  readonly request?: Partial<SignedAnswer["request"]>;
};

/** An answer that both members signed, as an event and as calldata tell of it. */
export const anAnswer = (change: Change = {}): { told: ToldAnswer; answer: SignedAnswer } => {
  const { output = RIGHT, mode = Mode.OPTIMISTIC, copiers = [], block = 5 } = change;
  const request = { ...REQUEST, mode, ...change.request };
  const id = requestIdOf(CHAIN_ID, HOSPITAL, CLINIC, request);
  const report = { consentVersion: 0, configDigest: word(4) as ConfigDigest, observedBlock: 3 };
  const signed = { requestId: id, outputHash: keccak256(output) as Hex, ...report };
  const domain = inferenceOracleDomain(CHAIN_ID, HOSPITAL);
  const signatures = KEYS.map((key, bit) => {
    const operator = (MEMBERS[copiers.includes(bit) ? 1 - bit : bit] as MemberKey).operator;
    const traceCommitment = commitTrace(operator, id, request.payloadHash, ACTIVATIONS);
    const sign = (digest: Hex) => key.sign(digest).serialized as Hex;
    return mode === Mode.OPTIMISTIC
      ? { bit, traceCommitment, signature: sign(tracedReportDigest(domain, { ...signed, traceCommitment })) }
      : { bit, signature: sign(reportDigest(domain, signed)) };
  });
  const attestation = encodeAttestation(signatures);
  const answer = { requester: CLINIC, request, report, output, attestation };
  const txHash = keccak256(`0x${block.toString(16).padStart(64, "0")}`) as Hex;
  return { told: { id, output, outputHash: signed.outputHash, txHash, blockNumber: block }, answer };
};

/** A chain with a court, in memory; it outlives any watcher. */
export const createCourtroom = (file: string) => {
  const world = {
    block: 10,
    isProposed: true,
    havePayload: true,
    calls: [] as string[],
    rejections: [] as string[],
    commitments: new Map<string, number>(),
    convictions: new Map<string, Ruling>(),
    brought: new Map<string, SignedAnswer>(),
  };
  const offence = ({ finding, requestId }: Accusation, detail = ""): string =>
    `${finding} ${requestId} ${detail}`;
  const detailOf = (accusation: Accusation): string =>
    accusation.finding === Finding.WrongTrace ? String(accusation.member) : "";
  const mined: Submission = { kind: "mined", hash: word(8), gasUsed: 1n };
  const court: Court = {
    standing: async (accusation) => ({
      isJudged: world.convictions.has(offence(accusation, detailOf(accusation))),
      isProposed: world.isProposed,
    }),
    committedIn: async (_, secret) => world.commitments.get(secret),
    commit: async (_, accusation, secret) => {
      world.calls.push(`commit ${accusation.finding}`);
      world.commitments.set(secret, world.block);
      return mined;
    },
    reveal: async (_, accusation, secret) => {
      const error = world.rejections.shift();
      if (error !== undefined) return { kind: "rejected", error };
      world.calls.push(`${secret === undefined ? "overturn" : "reveal"} ${accusation.finding}`);
      if (secret !== undefined) world.commitments.delete(secret);
      const isOverturned = accusation.finding === Finding.WrongOutput && world.isProposed;
      world.convictions.set(offence(accusation, detailOf(accusation)), { accused: 3, isOverturned });
      if (isOverturned) world.isProposed = false;
      return mined;
    },
    rulingOn: async (accusation) => world.convictions.get(offence(accusation, detailOf(accusation))),
  };
  let secrets = 0;
  const open = async (changes: Partial<WatchDeps> = {}) => {
    const controller = new AbortController();
    const store = await openWatchStore({ path: file }, IDENTITY);
    const deps: WatchDeps = {
      rules: { chainId: CHAIN_ID, oracle: HOSPITAL, retryMs: 1, giveUpAfterMs: 50 },
      chain: { head: async () => ({ number: world.block, hash: word(0), timestamp: 1_000 }) },
      source: async ({ txHash }) => {
        const answer = world.brought.get(txHash);
        return answer === undefined ? undefined : { answer, members: MEMBERS };
      },
      court,
      store,
      payloads: async (hash) => {
        if (!world.havePayload) throw new PayloadUnavailableError(hash, 1, "NOT_FOUND");
        return PAYLOAD;
      },
      modelOf: (id) => (id === MODEL.id ? MODEL : undefined),
      randomWord: () => word(0x90 + secrets++),
      clock: systemClock,
      random: () => 0,
      log: createLog("silent", {}),
      metrics: createWatchMetrics(),
      signal: controller.signal,
      ...changes,
    };
    return { deps, store, controller };
  };
  /** Puts an answer on chain and lets a watcher see it. */
  const tell = async (
    watcher: Awaited<ReturnType<typeof open>>,
    ...changes: readonly Change[]
  ): Promise<RequestId[]> => {
    const answers = changes.map((change) => {
      const { told, answer } = anAnswer(change);
      world.brought.set(told.txHash, answer);
      return told;
    });
    const number = Math.max(...answers.map(({ blockNumber }) => blockNumber));
    await watcher.store.recordAnswers({ number, hash: word(number) }, answers, systemClock.now());
    return answers.map(({ id }) => id);
  };
  return { world, open, tell };
};

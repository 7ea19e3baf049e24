import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { computeAddress, concat, type JsonRpcProvider, keccak256, SigningKey } from "ethers";
import { createAnswerSource } from "../../../oracle/chain/answers.ts";
import { encodeChallenge } from "../../../oracle/chain/court.ts";
import { type BroughtAnswer, Finding, type SignedAnswer } from "../../../oracle/domain/watch.ts";
import { checkAnswer } from "../../../oracle/watch/checkAnswer.ts";
import { encodeAttestation } from "../../../standards/attestation.ts";
import { batchDigest, batchLeaf, merkleRoot, packBatch } from "../../../standards/batch.ts";
import type { ConfigDigest, ConsentId, Hex, RequestId } from "../../../standards/hex.ts";
import { inferenceOracleDomain, Mode, reportDigest, requestIdOf } from "../../../standards/inference.ts";
import { IDisputeCourt__factory } from "../../../types/factories/contracts/interfaces/IDisputeCourt__factory.ts";
import { IInferenceOracle__factory } from "../../../types/factories/contracts/interfaces/IInferenceOracle__factory.ts";
import { CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";
import { anAnswer, createCourtroom, MEMBERS, MODEL, RIGHT, WRONG } from "./courtroom.ts";

const oracleInterface = IInferenceOracle__factory.createInterface();
const CHAIN_ID = 31_337;
const KEYS = [0x61, 0x62].map((byte) => new SigningKey(word(byte)));
const DOMAIN = inferenceOracleDomain(CHAIN_ID, HOSPITAL);
const TX = word(0x77);

/** An endpoint with one transaction, and whatever it says of its inner calls. */
const endpoint = (data: string, traces: Readonly<Record<string, unknown>> = {}) => {
  const asked: string[] = [];
  const provider = {
    getTransaction: async (hash: string) => (hash === TX ? { data } : null),
    send: async (method: string) => {
      asked.push(method);
      if (method in traces) return traces[method];
      throw Object.assign(new Error("no such method"), { code: "UNSUPPORTED_OPERATION" });
    },
  } as unknown as JsonRpcProvider;
  const operators = {
    membersOf: async () => [MEMBERS.map(({ operator }) => operator), MEMBERS.map(({ signer }) => signer)],
  };
  const contracts = { operators } as unknown as Parameters<typeof createAnswerSource>[0]["contracts"];
  return { asked, source: createAnswerSource({ provider, contracts, chainId: CHAIN_ID, oracle: HOSPITAL }) };
};

const fulfilOf = ({ requester, request, report, output, attestation }: SignedAnswer): Hex =>
  oracleInterface.encodeFunctionData("fulfil", [requester, request, report, output, attestation]) as Hex;

/** Three public answers that both members signed under one root; the second is wrong. */
const aBatch = () => {
  const answers = [RIGHT, WRONG, RIGHT].map((output, i) => {
    const request = { ...anAnswer().answer.request, mode: Mode.QUORUM, nonce: BigInt(i + 1) };
    const requestId = requestIdOf(CHAIN_ID, HOSPITAL, CLINIC, request);
    return {
      requester: CLINIC,
      request,
      requestId,
      consentVersion: 0,
      output,
      outputHash: keccak256(output) as Hex,
    };
  });
  const configDigest = word(4) as ConfigDigest;
  const root = merkleRoot(answers.map(batchLeaf));
  const digest = batchDigest(DOMAIN, { root, answers: 3, configDigest, observedBlock: 3 });
  const attestation = encodeAttestation(
    KEYS.map((key, bit) => ({ bit, signature: key.sign(digest).serialized as Hex })),
  );
  const { entries, outputs } = packBatch(answers);
  const values = [entries, outputs, configDigest, 3, attestation] as const;
  return { answers, root, data: oracleInterface.encodeFunctionData("fulfilBatch", [...values]) as Hex };
};

const told = (id: RequestId, output: Hex) => ({
  id,
  output,
  outputHash: keccak256(output) as Hex,
  txHash: TX,
  blockNumber: 5,
});

const answered = (brought: BroughtAnswer | undefined): SignedAnswer => {
  if (brought?.answer === undefined) throw new Error(`Nothing was read: ${brought?.why}`);
  return brought.answer;
};

describe("where a watcher reads what was signed", () => {
  it("finds a call that another contract passed on, between other bytes", async () => {
    const { answer, told: event } = anAnswer();
    const { source } = endpoint(concat(["0xdeadbeef00", fulfilOf(answer), "0xffff"]));
    expect(answered(await source({ ...event, txHash: TX }))).to.deep.equal(answer);
  });

  it("finds an answer among others of a batch, with its way up to the root", async () => {
    const { answers, root, data } = aBatch();
    const { source } = endpoint(data);
    for (const { requestId, output, request } of answers) {
      const found = answered(await source(told(requestId, output)));
      expect(found).to.deep.include({ requester: CLINIC, request, output });
      expect(found.batch).to.deep.include({ root, answers: 3 });
    }
  });

  it("asks for the inner calls when the calldata does not show it, whichever trace there is", async () => {
    const { answer, told: event } = anAnswer();
    const input = fulfilOf(answer);
    const inner = { to: HOSPITAL.toLowerCase(), input };
    const outer = { to: CLINIC, input: "0x01", calls: [{ to: PATIENT, input: "0x", calls: [inner] }] };
    for (const traces of [
      { debug_traceTransaction: outer },
      { trace_transaction: [{ action: { to: CLINIC, input: "0x01" } }, { action: inner }] },
      { debug_traceTransaction: { structLogs: [] }, trace_transaction: [{ action: inner }] },
    ]) {
      const { source } = endpoint("0x01", traces);
      expect(answered(await source({ ...event, txHash: TX }))).to.deep.equal(answer);
    }
  });

  it("takes nothing from an inner call that reverted, or that went elsewhere", async () => {
    const { answer, told: event } = anAnswer();
    const input = fulfilOf(answer);
    for (const inner of [
      { to: HOSPITAL, input, error: "execution reverted" },
      { to: CLINIC, input },
    ]) {
      const { source } = endpoint("0x01", {
        debug_traceTransaction: { to: PATIENT, input: "0x", calls: [inner] },
      });
      expect(await source({ ...event, txHash: TX })).to.deep.equal({ why: "NO_ATTESTATION" });
    }
  });

  it("says that no endpoint has traces, and that the transaction is gone", async () => {
    const { told: event } = anAnswer();
    const { source } = endpoint("0x01");
    expect(await source({ ...event, txHash: TX })).to.deep.equal({ why: "TRACE_UNAVAILABLE" });
    expect(await source({ ...event, txHash: word(0x78) })).to.equal(undefined);
  });

  it("does not take the same request with another output for the answer", async () => {
    const { answer, told: event } = anAnswer();
    const { source } = endpoint(fulfilOf({ ...answer, output: RIGHT }), {
      debug_traceTransaction: { input: "0x" },
    });
    const other = { ...event, output: WRONG, txHash: TX };
    expect(await source(other)).to.deep.equal({ why: "NO_ATTESTATION" });
  });
});

describe("a watcher of batches and of answers about people", () => {
  let folder: string;
  let room: ReturnType<typeof createCourtroom>;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-batches-"));
    room = createCourtroom(path.join(folder, "watch.sqlite"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("accuses the signers of a wrong answer in a batch, and of no other", async () => {
    const { answers, root, data } = aBatch();
    const watcher = await room.open({ source: endpoint(data).source });
    const events = answers.map(({ requestId, output }) => told(requestId, output));
    await watcher.store.recordAnswers({ number: 5, hash: word(5) }, events, 0);
    for (const check of await watcher.store.dueChecks(1, 9)) await checkAnswer(watcher.deps, check);
    const cases = await watcher.store.dueCases(1, 9);
    expect(cases.map(({ accusation }) => accusation.requestId)).to.deep.equal([answers[1]?.requestId]);
    const accusation = cases[0]?.accusation;
    if (accusation?.finding !== Finding.WrongOutput) throw new Error("Another finding.");
    const call = encodeChallenge(() => MODEL, accusation, word(1));
    const args = IDisputeCourt__factory.createInterface().decodeFunctionData("challengeBatched", call);
    expect([args.signed.root, args.signed.answers, args.answer.output]).to.deep.equal([root, 3n, WRONG]);
    await watcher.store.close();
  });

  it("notices two commitments that one key signed about a person", async () => {
    const request = { ...anAnswer().answer.request, mode: Mode.QUORUM, consentId: word(7) as ConsentId };
    const id = requestIdOf(CHAIN_ID, HOSPITAL, CLINIC, request);
    const report = { consentVersion: 1, configDigest: word(4) as ConfigDigest, observedBlock: 3 };
    const signedAs = (output: Hex): SignedAnswer => {
      const digest = reportDigest(DOMAIN, { requestId: id, outputHash: output, ...report });
      const signature = (KEYS[0] as SigningKey).sign(digest).serialized as Hex;
      return {
        requester: CLINIC,
        request,
        report,
        output,
        attestation: encodeAttestation([{ bit: 0, signature }]),
      };
    };
    const outputs = [word(0x51), word(0x52)];
    const watcher = await room.open({
      source: async ({ output }) => ({ answer: signedAs(output), members: MEMBERS }),
    });
    const events = outputs.map((output) => told(id, output));
    await watcher.store.recordAnswers({ number: 5, hash: word(5) }, events, 0);
    for (const check of await watcher.store.dueChecks(1, 9)) await checkAnswer(watcher.deps, check);
    const [found] = await watcher.store.dueCases(1, 9);
    const accusation = found?.accusation;
    if (accusation?.finding !== Finding.Equivocation) throw new Error("Another finding, or none.");
    expect(accusation.first.signer).to.equal(computeAddress((KEYS[0] as SigningKey).publicKey));
    await watcher.store.close();
  });
});

import { expect } from "chai";
import fc from "fast-check";
import {
  bitOf,
  bitOfSigner,
  type Committee,
  rankOf,
  selectQuorum,
} from "../../../oracle/domain/committee.ts";
import { lastWaitAt } from "../../../oracle/domain/deadline.ts";
import {
  ACTIVE_STATES,
  DUTY_STATES,
  mayMove,
  OWED_STATES,
  type SignedStatement,
} from "../../../oracle/domain/duty.ts";
import { mayRelease, type SignedBefore, type ToSign } from "../../../oracle/domain/equivocation.ts";
import type { ConfigDigest, Hex, RequestId } from "../../../standards/hex.ts";
import { RefusalReason, type RefusalReasonCode } from "../../../standards/inference.ts";
import { CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";

const idOf = (n: number) => `0x${n.toString(16).padStart(64, "0")}` as RequestId;

describe("ranks", () => {
  it("start with the member whose bit is the id modulo n, then follow bit order", () => {
    const ranks = (id: number) => [0, 1, 2, 3].map((bit) => rankOf(idOf(id), bit, 4));
    expect(ranks(0)).to.deep.equal([0, 1, 2, 3]);
    expect(ranks(1)).to.deep.equal([3, 0, 1, 2]);
    expect(ranks(7)).to.deep.equal([1, 2, 3, 0]);
  });

  it("are a permutation for every id and size", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), fc.integer({ min: 1, max: 32 }), (id, n) => {
        const requestId = `0x${id.toString(16).padStart(64, "0")}` as RequestId;
        const ranks = Array.from({ length: n }, (_, bit) => rankOf(requestId, bit, n));
        expect([...ranks].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });
});

describe("quorum", () => {
  const at = (bit: number) => ({ bit, signature: word(bit) as Hex });

  it("takes exactly t in ascending order, and nothing of too few", () => {
    expect(selectQuorum([at(3), at(0), at(2), at(1)], 3)?.map(({ bit }) => bit)).to.deep.equal([0, 1, 2]);
    expect(selectQuorum([at(3), at(0)], 3)).to.equal(undefined);
  });

  it("counts a member once", () => {
    expect(selectQuorum([at(1), at(1), at(2)], 3)).to.equal(undefined);
  });

  it("finds members by operator and by signer, whatever the letter case", () => {
    const committee: Committee = {
      digest: word(1) as ConfigDigest,
      threshold: 1,
      members: [
        { operator: CLINIC, signer: HOSPITAL },
        { operator: PATIENT, signer: CLINIC },
      ],
    };
    expect(bitOf(committee, CLINIC.toLowerCase() as Hex)).to.equal(0);
    expect(bitOfSigner(committee, CLINIC.toLowerCase() as Hex)).to.equal(1);
    expect(bitOf(committee, HOSPITAL)).to.equal(undefined);
  });
});

describe("equivocation", () => {
  const nothing: SignedBefore = { outputHash: undefined, refusal: undefined };
  const answer = (byte: number): ToSign => ({ kind: "answer", outputHash: word(byte) });
  const traced = (byte: number, trace: number): ToSign => ({
    kind: "answer",
    outputHash: word(byte),
    traceCommitment: word(trace),
  });
  const refusal = (reason: RefusalReasonCode): ToSign => ({ kind: "refusal", reason });
  const { NoLiveConsent, InputMismatch, PayloadUnavailable } = RefusalReason;
  const table: [string, SignedBefore, ToSign, boolean][] = [
    ["a first answer", nothing, answer(1), true],
    ["the same answer again", { ...nothing, outputHash: word(1) }, answer(1), true],
    ["another answer", { ...nothing, outputHash: word(1) }, answer(2), false],
    ["a first answer with a trace", nothing, traced(1, 5), true],
    [
      "the same answer with the same trace",
      { outputHash: word(1), traceCommitment: word(5), refusal: undefined },
      traced(1, 5),
      true,
    ],
    [
      "the same answer with another trace",
      { outputHash: word(1), traceCommitment: word(5), refusal: undefined },
      traced(1, 6),
      false,
    ],
    [
      "the same answer without its trace",
      { outputHash: word(1), traceCommitment: word(5), refusal: undefined },
      answer(1),
      false,
    ],
    ["an answer after a refusal", { ...nothing, refusal: PayloadUnavailable }, answer(1), false],
    ["an answer after the consent ended", { outputHash: word(1), refusal: NoLiveConsent }, answer(1), false],
    ["a first refusal", nothing, refusal(InputMismatch), true],
    ["the same refusal again", { ...nothing, refusal: InputMismatch }, refusal(InputMismatch), true],
    ["another refusal", { ...nothing, refusal: InputMismatch }, refusal(PayloadUnavailable), false],
    ["a refusal after an answer", { ...nothing, outputHash: word(1) }, refusal(InputMismatch), false],
    [
      "that the consent ended, after an answer",
      { ...nothing, outputHash: word(1) },
      refusal(NoLiveConsent),
      true,
    ],
    [
      "that the consent ended, after a refusal",
      { ...nothing, refusal: InputMismatch },
      refusal(NoLiveConsent),
      true,
    ],
  ];
  for (const [name, before, next, allowed] of table) {
    it(`${allowed ? "lets out" : "keeps back"} ${name}`, () => {
      expect(mayRelease(before, next)).to.equal(allowed);
    });
  }
});

describe("duties", () => {
  const signed = { configDigest: word(1) as ConfigDigest, attestation: "0x" as Hex };
  const ANSWER: SignedStatement = { kind: "answer", ...signed, consentVersion: 1, observedBlock: 1 };
  const REFUSAL: SignedStatement = { kind: "refusal", ...signed, reason: RefusalReason.InputMismatch };

  it("never leave settled, and reach it from everywhere", () => {
    for (const state of DUTY_STATES) {
      expect(mayMove("settled", state)).to.equal(false);
      if (state !== "settled") expect(mayMove(state, "settled")).to.equal(true);
    }
  });

  it("never compute before they are authorised, nor submit before they are signed", () => {
    // The latter two fall back: their report, or the batch that they went with, did not come to be.
    const computedFrom = DUTY_STATES.filter((state) => mayMove(state, "computed"));
    expect(computedFrom).to.deep.equal(["authorised", "signed", "submitted"]);
    const fromSeen = DUTY_STATES.filter((state) => mayMove("seen", state));
    expect(fromSeen).to.deep.equal(["authorised", "refusing", "settled", "lapsed", "unserved"]);
    const submittedFrom = (statement?: SignedStatement) =>
      DUTY_STATES.filter((state) => mayMove(state, "submitted", statement));
    expect(submittedFrom()).to.deep.equal(["signed"]);
    expect(submittedFrom(ANSWER)).to.deep.equal(["signed"]);
    expect(submittedFrom(REFUSAL)).to.deep.equal(["signed"]);
    // What others signed as a whole needs no signature of its own.
    expect(submittedFrom({ kind: "batch", key: idOf(1) })).to.deep.equal(["computed", "signed"]);
  });

  it("wait in proposed for their window, owing nothing meanwhile", () => {
    expect(DUTY_STATES.filter((state) => mayMove("proposed", state))).to.deep.equal(["settled"]);
    expect(ACTIVE_STATES.filter((state) => !OWED_STATES.includes(state))).to.deep.equal(["proposed"]);
  });

  it("are active exactly while something is left to do", () => {
    const idle = DUTY_STATES.filter((state) => !ACTIVE_STATES.includes(state));
    expect(idle).to.deep.equal(["settled", "lapsed", "halted", "unserved"]);
  });
});

describe("waiting for a payload", () => {
  it("ends two minutes before a distant deadline, a tenth before a near one", () => {
    expect(lastWaitAt(0, 100_000)).to.equal(99_880);
    expect(lastWaitAt(1_000, 1_100)).to.equal(1_090);
    expect(lastWaitAt(1_000, 1_005)).to.equal(1_005);
  });
});

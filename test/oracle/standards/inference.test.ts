import { expect } from "chai";
import { AbiCoder, id, keccak256, recoverAddress, SigningKey, solidityPacked, Wallet } from "ethers";
import { decodeAttestation, encodeAttestation } from "../../../standards/attestation.ts";
import type { ConfigDigest, Hex, RequestId } from "../../../standards/hex.ts";
import {
  commitOutput,
  decodeScores,
  encodeScores,
  inferenceOracleDomain,
  outputHashOf,
  refusalDigest,
  reportDigest,
  requestIdOf,
  type SignedReport,
} from "../../../standards/inference.ts";
import { errorOf } from "../inference/helpers.ts";
import { aRequest, CLINIC, HOSPITAL, word } from "./builders.ts";

const abi = AbiCoder.defaultAbiCoder();
const ORACLE = HOSPITAL;

describe("request id", () => {
  it("is the hash of chain, oracle, requester and every field in order", () => {
    const r = aRequest();
    const flat = abi.encode(
      [
        "uint256",
        "address",
        "address",
        "bytes32",
        "bytes32",
        "bytes32",
        "bytes32",
        "address",
        "uint32",
      ].concat(["uint40", "uint96", "uint96", "uint8", "uint8", "uint256"]),
      [31337, ORACLE, CLINIC, ...Object.values(r)],
    );
    expect(requestIdOf(31337, ORACLE, CLINIC, r)).to.equal(keccak256(flat));
  });

  it("changes with every single field", () => {
    const base = aRequest();
    const changes = {
      modelId: word(0x21),
      payloadHash: word(0x22),
      inputCommitment: word(0x23),
      consentId: word(0x24),
      callback: CLINIC,
      callbackGasLimit: 1,
      deadline: 1,
      fee: 1n,
      valueAtRisk: 1n,
      mode: 1,
      provenance: 0,
      nonce: 8n,
    };
    expect(Object.keys(changes)).to.deep.equal(Object.keys(base));
    const ids = Object.entries(changes).map(([key, value]) =>
      requestIdOf(31337, ORACLE, CLINIC, { ...base, [key]: value }),
    );
    ids.push(
      requestIdOf(31337, ORACLE, CLINIC, base),
      requestIdOf(1, ORACLE, CLINIC, base),
      requestIdOf(31337, CLINIC, CLINIC, base),
      requestIdOf(31337, ORACLE, ORACLE, base),
    );
    expect(new Set(ids).size).to.equal(ids.length);
  });
});

const report: SignedReport = {
  requestId: word(1) as RequestId,
  outputHash: word(2),
  consentVersion: 3,
  configDigest: word(4) as ConfigDigest,
  observedBlock: 5,
};

describe("report digests", () => {
  const domain = inferenceOracleDomain(31337, ORACLE);
  const separator = keccak256(
    abi.encode(
      ["bytes32", "bytes32", "bytes32", "uint256", "address"],
      [
        id("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
        id("InferenceOracle"),
        id("1"),
        31337,
        ORACLE,
      ],
    ),
  );
  const digestOf = (structHash: string) =>
    keccak256(solidityPacked(["bytes2", "bytes32", "bytes32"], ["0x1901", separator, structHash]));

  it("hashes an answer as IInferenceOracle documents it", () => {
    const type =
      "InferenceReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,uint64 observedBlock)";
    const types = ["bytes32", "bytes32", "bytes32", "uint40", "bytes32", "uint64"];
    const struct = keccak256(abi.encode(types, [id(type), ...Object.values(report)]));
    expect(reportDigest(domain, report)).to.equal(digestOf(struct));
  });

  it("hashes a refusal as IInferenceOracle documents it", () => {
    const refusal = { requestId: report.requestId, reason: 3 as const, configDigest: report.configDigest };
    const type = "RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)";
    const struct = keccak256(
      abi.encode(["bytes32", "bytes32", "uint8", "bytes32"], [id(type), ...Object.values(refusal)]),
    );
    expect(refusalDigest(domain, refusal)).to.equal(digestOf(struct));
  });
});

describe("outputs", () => {
  it("packs negative and extreme scores as big-endian int32", () => {
    const scores = [1, -1, 2 ** 31 - 1, -(2 ** 31)];
    expect(encodeScores(scores)).to.equal("0x00000001ffffffff7fffffff80000000");
    expect(decodeScores(encodeScores(scores))).to.deep.equal(scores);
    expect(outputHashOf("0x00000001")).to.equal(keccak256("0x00000001"));
  });

  it("refuses scores outside int32 and outputs of odd length", () => {
    for (const score of [2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN])
      errorOf(() => encodeScores([0, score]), "SCORES_MALFORMED");
    for (const output of ["0x", "0x000001", "0x0000000g"] as const)
      errorOf(() => decodeScores(output), "SCORES_MALFORMED");
    errorOf(() => commitOutput(word(1) as RequestId, [1], "0x12"), "WORD_MALFORMED");
  });

  it("commits to request, scores and salt", () => {
    const expected = keccak256(`${word(1)}0000000afffffff6${word(9).slice(2)}`);
    expect(commitOutput(word(1) as RequestId, [10, -10], word(9))).to.equal(expected);
  });
});

describe("attestation bytes", () => {
  const digest = word(7);
  const wallets = [0, 1, 2, 3].map((i) => new Wallet(word(0x40 + i)));
  const signatureOf = (i: number) => ({
    bit: i,
    signature: new SigningKey(word(0x40 + i)).sign(digest).serialized as Hex,
  });

  it("sorts by bit, sets the bitmap and takes 64 bytes a member", () => {
    const attestation = encodeAttestation([signatureOf(3), signatureOf(0), signatureOf(2)]);
    expect(attestation.slice(0, 10)).to.equal("0x0000000d");
    expect((attestation.length - 2) / 2).to.equal(4 + 3 * 64);
    const signers = decodeAttestation(attestation).map(({ bit, signature }) => [
      bit,
      recoverAddress(digest, signature),
    ]);
    expect(signers).to.deep.equal([0, 2, 3].map((i) => [i, wallets[i]?.address]));
  });

  it("reaches bit 31", () => {
    const attestation = encodeAttestation([{ ...signatureOf(1), bit: 31 }]);
    expect(attestation.slice(0, 10)).to.equal("0x80000000");
    expect(decodeAttestation(attestation)[0]?.bit).to.equal(31);
  });

  it("refuses a bit that signed twice or lies outside", () => {
    expect(() => encodeAttestation([signatureOf(1), signatureOf(1)])).to.throw(RangeError, "twice");
    expect(() => encodeAttestation([{ ...signatureOf(1), bit: 32 }])).to.throw(RangeError, "outside");
  });

  it("refuses a length that does not fit the bitmap", () => {
    expect(() => decodeAttestation("0x00000001")).to.throw(RangeError, "length");
    expect(() => decodeAttestation("0x0000")).to.throw(RangeError, "bitmap");
  });

  it("carry each signer's trace, or none", () => {
    const traced = [2, 0].map((bit) => ({ ...signatureOf(bit), traceCommitment: word(0x70 + bit) }));
    const attestation = encodeAttestation(traced);
    expect((attestation.length - 2) / 2).to.equal(4 + 2 * 96);
    expect(
      decodeAttestation(attestation).map(({ bit, traceCommitment }) => [bit, traceCommitment]),
    ).to.deep.equal([
      [0, word(0x70)],
      [2, word(0x72)],
    ]);
    expect(() => encodeAttestation([...traced, signatureOf(1)])).to.throw(RangeError, "lack their trace");
  });
});

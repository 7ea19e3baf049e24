import {
  AbiCoder,
  concat,
  dataLength,
  dataSlice,
  fromTwos,
  isHexString,
  keccak256,
  solidityPackedKeccak256,
  TypedDataEncoder,
  toBeHex,
  toTwos,
} from "ethers";
import { ScoresMalformedError } from "./commitmentErrors.ts";
import { assertWord } from "./commitments.ts";
import type { ConfigDigest, ConsentId, Hex, ModelId, RequestId } from "./hex.ts";

/** Who vouches that the network was run honestly. Values as in contracts/types/Inference.sol. */
export const Mode = { QUORUM: 0, OPTIMISTIC: 1, ONCHAIN: 2, PROVEN: 3 } as const;

/** Who vouches for the input. Values as in contracts/types/Inference.sol. */
export const Provenance = {
  REQUESTER: 0,
  ISSUER_SIGNED: 1,
  DEVICE_SIGNED: 2,
  COMMITTEE_EXTRACTED: 3,
} as const;

/** State of a request on chain. Values as in IInferenceOracle.Status. */
export const RequestStatus = {
  None: 0,
  Pending: 1,
  Fulfilled: 2,
  CallbackFailed: 3,
  Expired: 4,
  Refused: 5,
  ConsentRevoked: 6,
  /** Answered under OPTIMISTIC, and open to challenge. */
  Proposed: 7,
  Disputed: 8,
  Overturned: 9,
} as const;

/** Why a committee will not answer. Values as in IInferenceOracle.RefusalReason. */
export const RefusalReason = {
  Unspecified: 0,
  NoLiveConsent: 1,
  ConsentDoesNotPermit: 2,
  PayloadUnavailable: 3,
  InputMismatch: 4,
} as const;
export type RefusalReasonCode = (typeof RefusalReason)[keyof typeof RefusalReason];

/** Bits of a model's flags. */
export const ModelFlag = { PRIVATE_INPUT: 1, ABOUT_PEOPLE: 2 } as const;

/** Everything a requester decides, in the order of the Solidity struct. */
export type InferenceRequest = {
  readonly modelId: ModelId;
  readonly payloadHash: Hex;
  readonly inputCommitment: Hex;
  /** Zero when the request is not about a person. */
  readonly consentId: ConsentId;
  readonly callback: Hex;
  readonly callbackGasLimit: number;
  /** Unix seconds of chain time. */
  readonly deadline: number;
  /** Wei. */
  readonly fee: bigint;
  /** Wei; zero if nothing is at stake. */
  readonly valueAtRisk: bigint;
  readonly mode: number;
  readonly provenance: number;
  readonly nonce: bigint;
};

/** What operators sign when they answer. */
export type SignedReport = {
  readonly requestId: RequestId;
  readonly outputHash: Hex;
  readonly consentVersion: number;
  readonly configDigest: ConfigDigest;
  readonly observedBlock: number;
};

/** What operators sign, each its own, when they answer a public OPTIMISTIC request. */
export type TracedReport = SignedReport & { readonly traceCommitment: Hex };

/** What operators sign when they will not answer. */
export type SignedRefusal = {
  readonly requestId: RequestId;
  readonly reason: RefusalReasonCode;
  readonly configDigest: ConfigDigest;
};

/** A contract that takes EIP-712 signatures. */
export type Eip712Domain = {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: Hex;
};

type TypedFields = Record<string, { name: string; type: string }[]>;

const REPORT_FIELDS = [
  { name: "requestId", type: "bytes32" },
  { name: "outputHash", type: "bytes32" },
  { name: "consentVersion", type: "uint40" },
  { name: "configDigest", type: "bytes32" },
  { name: "observedBlock", type: "uint64" },
];

export const INFERENCE_REPORT_TYPES: TypedFields = { InferenceReport: REPORT_FIELDS };

export const TRACED_REPORT_TYPES: TypedFields = {
  TracedReport: [...REPORT_FIELDS, { name: "traceCommitment", type: "bytes32" }],
};

export const REFUSAL_REPORT_TYPES: TypedFields = {
  RefusalReport: [
    { name: "requestId", type: "bytes32" },
    { name: "reason", type: "uint8" },
    { name: "configDigest", type: "bytes32" },
  ],
};

/** An InferenceRequest as ABI encoders name it. */
export const REQUEST_TUPLE =
  "tuple(bytes32 modelId,bytes32 payloadHash,bytes32 inputCommitment,bytes32 consentId,address callback," +
  "uint32 callbackGasLimit,uint40 deadline,uint96 fee,uint96 valueAtRisk,uint8 mode,uint8 provenance,uint256 nonce)";

/** EIP-712 domain of the inference oracle. */
export const inferenceOracleDomain = (chainId: number, oracle: Hex): Eip712Domain => ({
  name: "InferenceOracle",
  version: "1",
  chainId,
  verifyingContract: oracle,
});

/** The id that the oracle will give a request: it binds chain, contract, requester and every field. */
export const requestIdOf = (
  chainId: number,
  oracle: Hex,
  requester: Hex,
  request: InferenceRequest,
): RequestId => {
  const types = ["uint256", "address", "address", REQUEST_TUPLE];
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(types, [chainId, oracle, requester, request]),
  ) as RequestId;
};

/** The EIP-712 preimage of an answer; an operator signs its keccak256. */
export const reportPreimage = (domain: Eip712Domain, report: SignedReport): Hex =>
  TypedDataEncoder.encode(domain, INFERENCE_REPORT_TYPES, report) as Hex;

/** The digest an operator signs to answer. */
export const reportDigest = (domain: Eip712Domain, report: SignedReport): Hex =>
  keccak256(reportPreimage(domain, report)) as Hex;

/** The preimage of an answer to a public OPTIMISTIC request. */
export const tracedReportPreimage = (domain: Eip712Domain, report: TracedReport): Hex =>
  TypedDataEncoder.encode(domain, TRACED_REPORT_TYPES, report) as Hex;

/** The digest an operator signs to answer a public OPTIMISTIC request. */
export const tracedReportDigest = (domain: Eip712Domain, report: TracedReport): Hex =>
  keccak256(tracedReportPreimage(domain, report)) as Hex;

/** The preimage of a refusal. */
export const refusalPreimage = (domain: Eip712Domain, refusal: SignedRefusal): Hex =>
  TypedDataEncoder.encode(domain, REFUSAL_REPORT_TYPES, refusal) as Hex;

/** The digest an operator signs to refuse. */
export const refusalDigest = (domain: Eip712Domain, refusal: SignedRefusal): Hex =>
  keccak256(refusalPreimage(domain, refusal)) as Hex;

/** Output bytes: each score as a big-endian int32. */
export const encodeScores = (scores: ArrayLike<number>): Hex =>
  concat(Array.from(scores, (score, index) => toBeHex(toTwos(int32(score, index), 32), 4))) as Hex;

/** The scores that `encodeScores` packed. */
export const decodeScores = (output: Hex): number[] => {
  const size = isHexString(output) ? dataLength(output) : 0;
  if (size === 0 || size % 4 !== 0) throw new ScoresMalformedError("not whole int32 words", { length: size });
  return Array.from({ length: size / 4 }, (_, i) =>
    Number(fromTwos(dataSlice(output, 4 * i, 4 * (i + 1)), 32)),
  );
};

/** Hash of an output that may be published. */
export const outputHashOf = (output: Hex): Hex => keccak256(output) as Hex;

/** What stands for an output about a person on chain: keccak256(requestId, packed scores, salt). */
export const commitOutput = (requestId: RequestId, scores: ArrayLike<number>, salt: Hex): Hex =>
  solidityPackedKeccak256(
    ["bytes32", "bytes", "bytes32"],
    [requestId, encodeScores(scores), assertWord("outputSalt", salt)],
  ) as Hex;

const int32 = (score: number, index: number): number => {
  if ((score | 0) !== score) throw new ScoresMalformedError("a score is not an int32", { index });
  return score;
};

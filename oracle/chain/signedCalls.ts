import { dataLength, dataSlice, keccak256, ZeroHash } from "ethers";
import { batchLeaf, merkleProofs, merkleRoot } from "../../standards/batch.ts";
import type { ConfigDigest, Hex, RequestId } from "../../standards/hex.ts";
import { type InferenceRequest, requestIdOf } from "../../standards/inference.ts";
import { isPersonal } from "../domain/duty.ts";
import type { SignedAnswer } from "../domain/watch.ts";
import { oracleInterface } from "./contracts.ts";
import { toRequest } from "./scan.ts";

/** The deployment that request ids and batches belong to. */
export type Deployment = { readonly chainId: number; readonly oracle: Hex };

/** What a call brought: answers by their request's id. */
export type SignedAnswers = ReadonlyMap<string, SignedAnswer>;

const FULFIL = oracleInterface.getFunction("fulfil").selector.slice(2);
const FULFIL_BATCH = oracleInterface.getFunction("fulfilBatch").selector.slice(2);
/** As AnswerBatches has it: a longer output is none. */
const MAX_OUTPUT = 4_096;

/** Every answer that calldata holds, be it the oracle's own or another contract's that passes such a call on. */
export const answersIn = (deployment: Deployment, data: string): SignedAnswers => {
  const hex = data.slice(2).toLowerCase();
  const found = new Map<string, SignedAnswer>();
  for (const [selector, decode] of DECODERS) {
    for (let at = hex.indexOf(selector); at !== -1; at = hex.indexOf(selector, at + 1)) {
      if (at % 2 !== 0) continue;
      for (const [id, answer] of attempt(() => decode(deployment, `0x${hex.slice(at)}`)))
        found.set(id, answer);
    }
  }
  return found;
};

type Decode = (deployment: Deployment, data: string) => readonly (readonly [string, SignedAnswer])[];

/** Bytes that happen to look like a selector are no call. */
const attempt = (decode: () => ReturnType<Decode>): ReturnType<Decode> => {
  try {
    return decode();
  } catch (error) {
    if (error instanceof TypeError && !("code" in error)) throw error;
    return [];
  }
};

const decodeFulfil: Decode = ({ chainId, oracle }, data) => {
  const args = oracleInterface.decodeFunctionData("fulfil", data);
  const { consentVersion, configDigest, observedBlock } = args.report;
  const requester = args.requester as Hex;
  const request = toRequest(args.request);
  const answer: SignedAnswer = {
    requester,
    request,
    report: {
      consentVersion: Number(consentVersion),
      configDigest: configDigest as ConfigDigest,
      observedBlock: Number(observedBlock),
    },
    output: args.output as Hex,
    attestation: args.attestation as Hex,
  };
  return [[requestIdOf(chainId, oracle, requester, request), answer]];
};

/** Each with its way up to the root, so that it can be held against its signers alone. */
const decodeBatch: Decode = (deployment, data) => {
  // By place: `entries` is also a method of what ethers gives.
  const args = oracleInterface.decodeFunctionData("fulfilBatch", data);
  const [listed, outputs, configDigest, observedBlock, attestation] = args;
  const entries = readEntries(deployment, listed, outputs);
  const leaves = entries.map(batchLeaf);
  const proofs = merkleProofs(leaves);
  const batch = { root: merkleRoot(leaves), answers: entries.length };
  return entries.map(({ requestId, requester, request, consentVersion, output }, i) => [
    requestId,
    {
      requester,
      request,
      report: {
        consentVersion,
        configDigest: configDigest as ConfigDigest,
        observedBlock: Number(observedBlock),
      },
      output,
      attestation: attestation as Hex,
      batch: { ...batch, proof: proofs[i] ?? [] },
    },
  ]);
};

type Entry = Pick<SignedAnswer, "requester" | "request" | "output"> & {
  readonly requestId: RequestId;
  readonly consentVersion: number;
  readonly outputHash: Hex;
};

const readEntries = (
  { chainId, oracle }: Deployment,
  entries: readonly Record<"requester" | "consentVersion" | "outputSize" | "request", unknown>[],
  outputs: string,
): readonly Entry[] => {
  let at = 0;
  return entries.map((entry) => {
    const requester = entry.requester as Hex;
    const request = toRequest(entry.request as Parameters<typeof toRequest>[0]);
    const end = at + Number(entry.outputSize);
    const output = dataSlice(outputs, at, end) as Hex;
    at = end;
    return {
      requestId: requestIdOf(chainId, oracle, requester, request),
      requester,
      request,
      consentVersion: Number(entry.consentVersion),
      output,
      outputHash: batchedHashOf(request, output),
    };
  });
};

/** What stands for an output in a leaf: zero if no such output can be taken. */
const batchedHashOf = (request: InferenceRequest, output: Hex): Hex => {
  const size = dataLength(output);
  if (isPersonal(request)) return size === 32 ? output : (ZeroHash as Hex);
  return size > 0 && size <= MAX_OUTPUT ? (keccak256(output) as Hex) : (ZeroHash as Hex);
};

const DECODERS: readonly (readonly [string, Decode])[] = [
  [FULFIL, decodeFulfil],
  [FULFIL_BATCH, decodeBatch],
];

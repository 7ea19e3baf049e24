import { concat, toBeHex } from "ethers";
import { decodeAttestation } from "../../standards/attestation.ts";
import { INPUT_LIMIT } from "../../standards/commitments.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { encodeScores, Mode } from "../../standards/inference.ts";
import { commitTrace } from "../../standards/trace.ts";
import type { Asked } from "../domain/model.ts";
import {
  type Accusation,
  Finding,
  type MemberKey,
  type Obstacle,
  type SignedAnswer,
  type WatchedModel,
} from "../domain/watch.ts";

export type Recomputed =
  | { readonly obstacle: Obstacle }
  | { readonly obstacle?: never; readonly accusations: readonly Accusation[] };

/** Runs the model on the payload, as operators do, and holds output and traces against what was signed. */
export const recompute = async (
  model: WatchedModel,
  requestId: RequestId,
  answer: SignedAnswer,
  members: readonly MemberKey[],
  payload: Uint8Array,
): Promise<Recomputed> => {
  const { payloadHash: salt, inputCommitment } = answer.request;
  const x = extract(model, payload, answer.request);
  if (x === undefined || model.commit(x, salt).toLowerCase() !== inputCommitment.toLowerCase()) {
    return { obstacle: "INPUT_MISMATCH" };
  }
  const rightOutput = encodeScores(await model.infer(x));
  const evidence = { requestId, answer, input: packInput(x), salt };
  if (rightOutput !== answer.output) {
    return { accusations: [{ finding: Finding.WrongOutput, ...evidence, rightOutput }] };
  }
  if (answer.request.mode !== Mode.OPTIMISTIC) return { accusations: [] };
  const activations = model.trace(x);
  const accusations = decodeAttestation(answer.attestation).flatMap(
    ({ bit, traceCommitment }): Accusation[] => {
      const member = members[bit];
      if (member === undefined) return [];
      if (traceCommitment === commitTrace(member.operator, requestId, salt, activations)) return [];
      return [{ finding: Finding.WrongTrace, ...evidence, member: bit, signer: member.signer }];
    },
  );
  return { accusations };
};

const extract = (model: WatchedModel, payload: Uint8Array, asked: Asked): Int32Array | undefined => {
  try {
    return model.extract(payload, asked);
  } catch (error) {
    if (error instanceof TheriacError && !error.retryable) return undefined;
    throw error;
  }
};

/** Input bytes as the court takes them: each x as big-endian uint16 of x + 1023. */
export const packInput = (x: Int32Array): Hex =>
  concat(Array.from(x, (value) => toBeHex(value + INPUT_LIMIT, 2))) as Hex;

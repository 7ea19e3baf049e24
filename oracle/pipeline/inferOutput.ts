import { sealResult } from "../../standards/envelope.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Sealed } from "../../standards/hpke.ts";
import { commitOutput, encodeScores, outputHashOf, RefusalReason } from "../../standards/inference.ts";
import { encodeResult, type PersonalRecord, payloadOf } from "../../standards/record.ts";
import { commitTrace } from "../../standards/trace.ts";
import { type Duty, isTraced } from "../domain/duty.ts";
import type { Asked, Model } from "../domain/model.ts";
import { PersonalFailureError, RefusalError } from "./errors.ts";

/**
 * What goes on chain, what is signed, for a public OPTIMISTIC request the trace signed with it, and for a person the
 * result for the grantee alone.
 */
export type Output = {
  readonly output: Hex;
  readonly outputHash: Hex;
  readonly traceCommitment?: Hex;
  readonly result?: Sealed;
};

/** Runs the model on a public payload, whose content hash is the salt of the input commitment. */
export const inferPublic = async (
  model: Model,
  duty: Duty,
  payload: Uint8Array,
  operator: Hex,
): Promise<Output> => {
  const salt = duty.request.payloadHash;
  const { scores, activations } = await run(model, duty, payload, salt);
  const output = encodeScores(scores);
  const answer = { output, outputHash: outputHashOf(output) };
  if (activations === undefined) return answer;
  return { ...answer, traceCommitment: commitTrace(operator, duty.id, salt, activations) };
};

/** Runs the model on a decrypted record: the chain gets a salted commitment, the grantee the scores. */
export const inferPersonal = async (model: Model, duty: Duty, record: PersonalRecord): Promise<Output> => {
  const { scores } = await runRecord(model, duty, record);
  const commitment = commitOutput(duty.id, scores, record.outputSalt);
  return sealed(model, duty, record, scores, commitment);
};

/** Runs the model on a decrypted record; `use` sees the input, which is wiped after it. */
export const runRecord = async <T>(
  model: Model,
  duty: Duty,
  record: PersonalRecord,
  use?: (x: Int32Array, scores: Int32Array) => Promise<T>,
): Promise<Run<T>> => {
  const payload = payloadOf(record);
  return run(model, duty, payload, record.inputSalt, use)
    .catch(withholdCause)
    .finally(() => payload.fill(0));
};

/** What goes on chain about a person, and the scores for the grantee alone. Wipes the scores. */
export const sealed = async (
  model: Model,
  duty: Duty,
  record: PersonalRecord,
  scores: Int32Array,
  commitment: Hex,
  payee?: Hex,
): Promise<Output> => {
  const plaintext = encodeResult({
    kind: "result/1",
    requestId: duty.id,
    modelId: model.id,
    scores: Array.from(scores),
    outputSalt: record.outputSalt,
    ...(payee === undefined ? {} : { payee }),
  });
  scores.fill(0);
  const result = await sealResult(record.grantee.encryptionKey, duty.id, plaintext);
  plaintext.fill(0);
  return { output: commitment, outputHash: commitment, result };
};

/** Errors of our own say where and never what; anybody else's may quote what it was given. */
const withholdCause = (error: unknown): never => {
  if (error instanceof TheriacError) throw error;
  throw new PersonalFailureError(error instanceof Error ? error.name : "unknown");
};

type Run<T = undefined> = {
  readonly scores: Int32Array;
  readonly activations: Uint8Array | undefined;
  readonly used: T | undefined;
};

/** Extracts the vector, holds it against the requested commitment, and only then infers. */
const run = async <T = undefined>(
  model: Model,
  duty: Duty,
  payload: Uint8Array,
  salt: Hex,
  use?: (x: Int32Array, scores: Int32Array) => Promise<T>,
): Promise<Run<T>> => {
  const x = extract(model, payload, duty.request);
  try {
    if (model.commit(x, salt).toLowerCase() !== duty.request.inputCommitment.toLowerCase()) {
      throw new RefusalError(RefusalReason.InputMismatch, "OTHER_COMMITMENT");
    }
    const scores = await model.infer(x);
    const activations = isTraced(duty.request) ? model.trace(x) : undefined;
    return { scores, activations, used: await use?.(x, scores) };
  } finally {
    x.fill(0);
  }
};

/** A payload that the model cannot read, or that is about something else, is not the input that was committed to. */
const extract = (model: Model, payload: Uint8Array, asked: Asked): Int32Array => {
  try {
    return model.extract(payload, asked);
  } catch (error) {
    if (error instanceof TheriacError && !error.retryable) {
      throw new RefusalError(RefusalReason.InputMismatch, error.code);
    }
    throw error;
  }
};

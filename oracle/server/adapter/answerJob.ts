import { contentHash } from "../../../standards/commitments.ts";
import { TheriacError } from "../../../standards/errors.ts";
import type { Hex } from "../../../standards/hex.ts";
import { encodeScores, outputHashOf } from "../../../standards/inference.ts";
import type { Payloads } from "../../domain/ports.ts";
import type { PublicModel } from "../../domain/publicModel.ts";
import { AdapterError } from "./errors.ts";
import type { JobData } from "./jobRequest.ts";

export type AnswerDeps = {
  readonly models: readonly PublicModel[];
  /** Absent where the config names no sources. */
  readonly payloads: Payloads | undefined;
};

/** What a job gets in `data`. It is signed by nobody: it is worth what the connection to this server is. */
export type JobAnswer = {
  readonly result: number;
  readonly model: string;
  readonly modelId: Hex;
  readonly networkHash: Hex;
  readonly manifestHash: Hex;
  readonly scores: readonly number[];
  /** The scores as they stand on chain, and their hash. */
  readonly output: Hex;
  readonly outputHash: Hex;
  readonly threshold: number;
  readonly reached: boolean;
  readonly meaning: string;
  readonly basisPoints: number;
  readonly payloadHash?: Hex;
  readonly inputCommitment?: Hex;
};

/** Runs a public model for a job: extraction, both executors, and what the manifest makes of the scores. */
export const answerJob = async (deps: AnswerDeps, job: JobData, signal: AbortSignal): Promise<JobAnswer> => {
  const model = modelOf(deps.models, job.model);
  const { x, payloadHash } = await inputOf(deps, model, job, signal);
  const salt = payloadHash ?? job.salt;
  const commitment = salt === undefined ? undefined : refusing(() => model.commit(x, salt));
  const scores = await model.infer(x, signal).catch(refuse);
  const { score, threshold, reached, meaning, basisPoints } = model.read(scores);
  const output = encodeScores(scores);
  return {
    result: score,
    model: model.name,
    modelId: model.id,
    networkHash: model.networkHash,
    manifestHash: model.manifestHash,
    scores: Array.from(scores),
    output,
    outputHash: outputHashOf(output),
    threshold,
    reached,
    meaning,
    basisPoints,
    ...(payloadHash === undefined ? {} : { payloadHash }),
    ...(commitment === undefined ? {} : { inputCommitment: commitment }),
  };
};

const modelOf = (models: readonly PublicModel[], wanted: string): PublicModel => {
  const model = models.find(({ name, id }) => name === wanted || id === wanted.toLowerCase());
  if (model !== undefined) return model;
  const offered = models.map(({ name }) => name).join(", ");
  const message = `This adapter has no model ${JSON.stringify(wanted)}, and serves none that is private or about people. It has: ${offered}.`;
  throw new AdapterError(404, "MODEL_NOT_OFFERED", message);
};

type Input = { readonly x: Int32Array; readonly payloadHash?: Hex };

const inputOf = async (
  deps: AnswerDeps,
  model: PublicModel,
  job: JobData,
  signal: AbortSignal,
): Promise<Input> => {
  if (job.inputs !== undefined) {
    if (job.inputs.length === model.inputs && job.inputs.every(Number.isInteger)) {
      return { x: Int32Array.from(job.inputs) };
    }
    const message = `data.inputs: must be ${model.inputs} integers`;
    throw new AdapterError(400, "MALFORMED_REQUEST", message);
  }
  const payload = await payloadOf(deps, job, signal);
  const asked = job.nonce === undefined ? undefined : { nonce: job.nonce };
  return { x: refusing(() => model.extract(payload, asked)), payloadHash: contentHash(payload) };
};

const payloadOf = async (
  { payloads }: AnswerDeps,
  job: JobData,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  if (job.payload !== undefined) return new TextEncoder().encode(job.payload);
  if (job.payloadBase64 !== undefined) return Uint8Array.from(Buffer.from(job.payloadBase64, "base64"));
  if (payloads === undefined) {
    throw new AdapterError(
      400,
      "NO_PAYLOAD_SOURCES",
      "This adapter fetches no payloads: send the payload itself.",
    );
  }
  return payloads(job.payloadHash as Hex, signal);
};

/** What model or extractor refuse is the job's fault, unless a retry would help. */
const refuse = (error: unknown): never => {
  if (error instanceof TheriacError && !error.retryable && error.code !== "EXECUTOR_MISMATCH") {
    const facts = Object.entries(error.context).map(([name, value]) => `${name} ${value}`);
    throw new AdapterError(422, error.code, [error.message, ...facts].join(" "));
  }
  throw error;
};

const refusing = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    return refuse(error);
  }
};

import { keccak256 } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { ModelFlag } from "../../standards/inference.ts";
import { isPersonal } from "../domain/duty.ts";
import type { OpenedOnChain } from "../domain/history.ts";
import type { Model } from "../domain/model.ts";
import { codeOf } from "../shared/errors.ts";
import type { ReplayDeps } from "./deps.ts";
import { agrees, differs, held, type Step, told, unknown } from "./report.ts";

/** The network input, if it could be had and is the one committed to. */
export type Input = { readonly x: Int32Array; readonly outputSalt?: Hex | undefined };
export type ExplainedInput = { readonly steps: readonly Step[]; readonly input: Input | undefined };

/** Payload, record, extraction and commitment. */
export const explainInput = async (
  deps: ReplayDeps,
  opened: OpenedOnChain,
  model: Model | undefined,
): Promise<ExplainedInput> => {
  const { request } = opened;
  let bytes: Uint8Array;
  try {
    bytes = await deps.payloads(request.payloadHash, deps.signal);
  } catch (error) {
    const why = error instanceof TheriacError ? String(error.context.why ?? error.code) : codeOf(error);
    return stop([unknown("payload", `no source has it (${why})`)]);
  }
  const isIt = keccak256(bytes) === request.payloadHash.toLowerCase();
  const fetched = held(isIt, "payload", "fetched, and has its hash", "has another hash", {
    bytes: bytes.length,
  });
  if (!isIt || model === undefined) return stop([fetched]);
  if (!isPersonal(request)) {
    return prepare([fetched], opened, model, { payload: bytes, inputSalt: request.payloadHash });
  }
  if (deps.open === undefined) {
    const says = "about a person: stays closed without --decrypt, so neither input nor run is repeated";
    return stop([fetched, told("record", says)]);
  }
  const record = await deps.open(opened, bytes);
  if ("closed" in record) return stop([fetched, unknown("record", `stays closed: ${record.closed}`)]);
  const steps = [fetched, agrees("record", "opened with this node's key, under a consent that permits it")];
  try {
    return prepare(steps, opened, model, record);
  } finally {
    record.payload.fill(0);
  }
};

const stop = (steps: readonly Step[]): ExplainedInput => ({ steps, input: undefined });

type Readable = { readonly payload: Uint8Array; readonly inputSalt: Hex; readonly outputSalt?: Hex };

const prepare = (
  steps: readonly Step[],
  { request }: OpenedOnChain,
  model: Model,
  { payload, inputSalt, outputSalt }: Readable,
): ExplainedInput => {
  let x: Int32Array;
  try {
    x = model.extract(payload, request);
  } catch (error) {
    return stop([...steps, differs("extraction", `the payload gives no input (${codeOf(error)})`)]);
  }
  const commitment = model.commit(x, inputSalt);
  const isIt = commitment.toLowerCase() === request.inputCommitment.toLowerCase();
  const all = [
    ...steps,
    agrees("extraction", "the payload gives the network's input", summaryOf(model, request, x)),
    held(isIt, "commitment", "the input is the one committed to", "the input is not the one committed to", {
      ours: commitment,
      onChain: request.inputCommitment,
    }),
  ];
  return { steps: all, input: isIt ? { x, outputSalt } : undefined };
};

/** Of a public input alone: of any other not even a sum is told. */
const summaryOf = (
  model: Model,
  request: OpenedOnChain["request"],
  x: Int32Array,
): Record<string, string | number> => {
  if (isPersonal(request) || (model.flags & ModelFlag.PRIVATE_INPUT) !== 0) return { length: x.length };
  const sum = x.reduce((total, value) => total + value, 0);
  return {
    length: x.length,
    smallest: x.reduce((a, b) => Math.min(a, b)),
    largest: x.reduce((a, b) => Math.max(a, b)),
    mean: Math.round((sum / x.length) * 100) / 100,
  };
};

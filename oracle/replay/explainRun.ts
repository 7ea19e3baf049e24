import { concat, toBeHex } from "ethers";
import { INPUT_LIMIT } from "../../standards/commitments.ts";
import type { Hex } from "../../standards/hex.ts";
import { commitOutput, decodeScores, encodeScores, ModelFlag } from "../../standards/inference.ts";
import { isPersonal } from "../domain/duty.ts";
import type { OpenedOnChain } from "../domain/history.ts";
import type { Model } from "../domain/model.ts";
import { codeOf } from "../shared/errors.ts";
import type { ReplayDeps } from "./deps.ts";
import type { Input } from "./explainInput.ts";
import { agrees, differs, type Facts, held, type Step, told, unknown } from "./report.ts";

/** What this machine answers; `nearby` are answers that a model of float arithmetic would sign too. */
export type Own = { readonly output: Hex; readonly nearby: readonly Hex[] };
export type ExplainedRun = { readonly steps: readonly Step[]; readonly own: Own | undefined };

/** The network in Int32, in TensorFlow.js and in the EVM. */
export const explainRun = async (
  deps: ReplayDeps,
  opened: OpenedOnChain,
  model: Model,
  { x, outputSalt }: Input,
): Promise<ExplainedRun> => {
  const showing = isPersonal(opened.request)
    ? () => ({})
    : (scores: Hex) => ({ scores: decodeScores(scores) });
  const reference = deps.referenceOf(model.id)?.(x);
  const scores = reference === undefined ? undefined : encodeScores(reference);
  const steps: Step[] = [];
  if (scores !== undefined)
    steps.push(told("run in Int32", "by the plain integer reference", showing(scores)));
  const tensor = await runTensors(model, x, scores, showing);
  steps.push(tensor.step);
  const own = tensor.output ?? scores;
  if (own === undefined) return { steps, own: undefined };
  // Only what is public may be shown to an endpoint.
  const isPublic = !isPersonal(opened.request) && (model.flags & ModelFlag.PRIVATE_INPUT) === 0;
  if (isPublic && scores !== undefined) steps.push(await runInEvm(deps, model, x, scores));
  return { steps, own: answerWith(opened, model, own, outputSalt) };
};

const answerWith = (
  { id, request }: OpenedOnChain,
  model: Model,
  scores: Hex,
  outputSalt: Hex | undefined,
): Own => {
  const values = decodeScores(scores);
  if (isPersonal(request) && outputSalt !== undefined) {
    return { output: commitOutput(id, values, outputSalt), nearby: [] };
  }
  return {
    output: scores,
    nearby: model.near?.(Int32Array.from(values)).map((near) => encodeScores(near)) ?? [],
  };
};

const runTensors = async (
  model: Model,
  x: Int32Array,
  reference: Hex | undefined,
  showing: (scores: Hex) => Facts,
): Promise<{ readonly step: Step; readonly output?: Hex }> => {
  const step = "run in TensorFlow.js";
  try {
    const output = encodeScores(await model.infer(x));
    if (reference === undefined) return { step: told(step, "by float arithmetic", showing(output)), output };
    const isSame = output === reference;
    return { step: held(isSame, step, "bit for bit the same", "other scores", showing(output)), output };
  } catch (error) {
    return { step: differs(step, `its executors do not agree (${codeOf(error)})`) };
  }
};

const runInEvm = async (deps: ReplayDeps, model: Model, x: Int32Array, scores: Hex): Promise<Step> => {
  const step = "run in the EVM";
  const input = concat(Array.from(x, (value) => toBeHex(value + INPUT_LIMIT, 2))) as Hex;
  try {
    const run = await deps.runInEvm(model.id, input);
    if (run === undefined) return told(step, "no executor is attached to the model");
    const isSame = run.output === scores;
    return held(isSame, step, "bit for bit the same", "another output", {
      executor: run.executor,
      output: run.output,
    });
  } catch (error) {
    return unknown(step, `the executor cannot be called (${codeOf(error)})`);
  }
};

/** Our answer beside one on chain. */
export const compareOutput = (own: Own, output: Hex, label: string): Step => {
  const facts = { ours: own.output, onChain: output };
  if (own.output.toLowerCase() === output.toLowerCase()) return agrees(label, "is what we answer", facts);
  const isNear = own.nearby.some((near) => near.toLowerCase() === output.toLowerCase());
  return isNear
    ? agrees(label, "is within the model's tolerance of what we answer", facts)
    : differs(label, "is not what we answer", facts);
};

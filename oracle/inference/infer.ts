import { INPUT_LIMIT } from "../../standards/commitments.ts";
import { checkInput } from "./checkInput.ts";
import { ExecutorMismatchError, InputWrongLengthError } from "./errors.ts";
import type { RunBatch } from "./int32Batch.ts";
import { packRows, splitRows } from "./rows.ts";
import type { TfjsExecutor } from "./tfjsExecutor.ts";

export type InferDeps = {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly reference: RunBatch;
  readonly tfjs: Pick<TfjsExecutor, "backend" | "runPacked">;
};

/**
 * Scores of rows that lie end to end, worked out twice: they count only when TensorFlow.js and the reference agree on
 * every one. One bit of one row halts all of them.
 */
export const inferPacked = async (
  { name, inputs, outputs, reference, tfjs }: InferDeps,
  values: Int32Array,
  rows: number,
): Promise<Int32Array> => {
  if (values.length !== rows * inputs) throw new InputWrongLengthError(values.length, rows * inputs);
  checkPacked(values, inputs);
  if (rows === 0) return new Int32Array();
  const scores = reference(values, rows);
  const told = await tfjs.runPacked(values, rows);
  for (let i = 0; i < scores.length; i++)
    if (told[i] !== scores[i])
      throw new ExecutorMismatchError(name, tfjs.backend, Math.floor(i / outputs), i % outputs);
  if (told.length !== scores.length) throw new ExecutorMismatchError(name, tfjs.backend, rows, 0);
  return scores;
};

/** The same rule as checkInput, quicker: what is in an Int32Array is an integer. */
const checkPacked = (values: Int32Array, inputs: number): void => {
  for (let i = 0; i < values.length; i++)
    if (Math.abs(values[i] as number) > INPUT_LIMIT) {
      const first = i - (i % inputs);
      checkInput(values.subarray(first, first + inputs), inputs);
    }
};

/** Scores of each input. */
export const inferBatch = async (
  deps: InferDeps,
  batch: readonly Int32Array[],
): Promise<readonly Int32Array[]> => {
  for (const x of batch) checkInput(x, deps.inputs);
  return splitRows(await inferPacked(deps, packRows(batch, deps.inputs), batch.length), deps.outputs);
};

/** Scores of one input. */
export const infer = async (deps: InferDeps, x: Int32Array): Promise<Int32Array> => {
  checkInput(x, deps.inputs);
  return inferPacked(deps, x, 1);
};

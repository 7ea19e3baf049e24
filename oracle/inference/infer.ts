import { checkInput } from "./checkInput.ts";
import { ExecutorMismatchError } from "./errors.ts";
import type { Run } from "./network.ts";
import type { TfjsExecutor } from "./tfjsExecutor.ts";

export type InferDeps = {
  readonly name: string;
  readonly inputs: number;
  readonly reference: Run;
  readonly tfjs: TfjsExecutor;
};

/** Scores of each input, worked out twice: the answer counts only when TensorFlow.js and the reference agree. */
export const inferBatch = async (
  { name, inputs, reference, tfjs }: InferDeps,
  batch: readonly Int32Array[],
): Promise<readonly Int32Array[]> => {
  for (const x of batch) checkInput(x, inputs);
  const answers = await tfjs.run(batch);
  batch.forEach((x, row) => {
    const answer = answers[row];
    reference(x).forEach((score, output) => {
      if (answer?.[output] !== score) throw new ExecutorMismatchError(name, tfjs.backend, output);
    });
  });
  return answers;
};

/** Scores of one input. */
export const infer = async (deps: InferDeps, x: Int32Array): Promise<Int32Array> =>
  (await inferBatch(deps, [x]))[0] as Int32Array;

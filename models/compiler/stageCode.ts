import { type CodeWriter, createCodeWriter, Op } from "./codeWriter.ts";
import { checkInputs, loadSums, returnSums } from "./entries.ts";
import { CodeTooLargeError } from "./errors.ts";
import { addProducts, type InputRange, requantise } from "./hiddenLayer.ts";
import type { LayerPlan } from "./lanePlan.ts";
import { scoreStart, scoreWord, startWord } from "./laneWords.ts";

/** Most code that a contract may hold. */
export const CODE_LIMIT = 24_576;
const WORD_BYTES = 32;

/** Layers from `layer` on to the scores; or, with `inputs`, the share of those inputs in the sums of that layer. */
export type Stage = {
  readonly layer: number;
  readonly inputs?: InputRange;
  /** Stages that the sums of the layer before came from. */
  readonly parts: number;
};

/** A network in one piece. */
export const WHOLE: Stage = { layer: 0, parts: 0 };

const isLastHidden = (plans: readonly LayerPlan[], l: number): boolean => l === plans.length - 2;

const planAt = (plans: readonly LayerPlan[], l: number): LayerPlan => {
  const plan = plans[l];
  if (plan === undefined) throw new RangeError(`The network has no layer ${l}.`);
  return plan;
};

const startSums = (code: CodeWriter, plan: LayerPlan, l: number, range: InputRange): void => {
  // Biases count once: in the share of the first input.
  for (let word = 0; word < plan.words; word++)
    code.push(range.from === 0 ? startWord(plan, l === 0, word) : 0n);
};

/** Every score is one sum over the words of the last hidden layer, read off the top lane. */
const returnScores = (code: CodeWriter, hidden: LayerPlan, output: LayerPlan): void => {
  const scores = output.layer.outputs;
  for (let score = 0; score < scores; score++) {
    code.push(scoreStart(hidden, output, score));
    for (let word = 0; word < hidden.words; word++)
      code
        .dup(1 + hidden.words - word)
        .push(scoreWord(hidden, output, score, word))
        .op(Op.MUL, Op.ADD);
    code
      .pushByte(256 - hidden.laneBits)
      .op(Op.SAR)
      .push(WORD_BYTES * score)
      .op(Op.MSTORE);
  }
  code.returnMemory(WORD_BYTES * scores);
};

/** The code of a stage, however large. */
const writeStage = (plans: readonly LayerPlan[], stage: Stage): Uint8Array => {
  const code = createCodeWriter();
  const { layer: first, inputs } = stage;
  const all = { from: 0, to: planAt(plans, first).layer.inputs };
  if (first === 0) checkInputs(code, (inputs ?? all).to - (inputs ?? all).from);
  else {
    loadSums(code, planAt(plans, first - 1).words, stage.parts);
    requantise(code, planAt(plans, first - 1), isLastHidden(plans, first - 1));
  }
  if (inputs !== undefined) {
    const plan = planAt(plans, first);
    startSums(code, plan, first, inputs);
    addProducts(code, plan, plans[first - 1], inputs);
    returnSums(code, plan.words);
    return code.finish();
  }
  for (let l = first; l < plans.length - 1; l++) {
    const plan = planAt(plans, l);
    const range = { from: 0, to: plan.layer.inputs };
    startSums(code, plan, l, range);
    addProducts(code, plan, plans[l - 1], range);
    requantise(code, plan, isLastHidden(plans, l));
  }
  returnScores(code, planAt(plans, plans.length - 2), planAt(plans, plans.length - 1));
  return code.finish();
};

/** Runtime code of a stage. Throws if no contract can hold it. */
export const stageCode = (plans: readonly LayerPlan[], stage: Stage): Uint8Array => {
  const code = writeStage(plans, stage);
  if (code.length > CODE_LIMIT) throw new CodeTooLargeError(code.length, CODE_LIMIT);
  return code;
};

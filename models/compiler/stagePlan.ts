// How a network that one contract cannot hold is cut. Sums are linear: layers from the first one on are cut by ranges of
// inputs, each stage gives its share of the layer's sums, and who comes next adds the shares up before it requantises.
// The last stage runs the rest. Sizes are worst cases in closed form, so that a stage is known without writing the
// others.
import { FileTooLargeError, StageTooLargeError } from "./errors.ts";
import type { LayerPlan } from "./lanePlan.ts";
import { CODE_LIMIT, type Stage } from "./stageCode.ts";

/**
 * Largest file of a chained network. The transaction that creates a stage carries the whole file, proves its
 * certificate and pays for up to a whole contract of code; it must stay below 16,777,216 gas.
 */
export const CHAINED_FILE_LIMIT = 196_608;

const BITS_A_BYTE = 8;
const INPUTS_A_WORD = 16;
/** An opcode with a whole word to push. */
const PUSH32_BYTES = 33;
/** Checking inputs: constants, length and guard, and what each word of 16 inputs takes. */
const CHECK_BYTES = 64;
const CHECK_WORD_BYTES = 9;
/** PUSH2 CALLDATALOAD ADD. */
const LOAD_BYTES = 5;
/** PUSH2 MSTORE. */
const STORE_BYTES = 4;
/** PUSH2 PUSH0 RETURN. */
const RETURN_BYTES = 5;
/** Longest fetch of an input: PUSH2 CALLDATALOAD PUSH1 SHR, or DUP PUSH1 SHR PUSH1 AND. */
const FETCH_BYTES = 7;
/** PUSHn, DUP or SWAP1, MUL, ADD around the n bytes of a weight word, and one to spare. */
const PRODUCT_BYTES = 5;
/** DUP ADD SWAP POP: a block's sum into its accumulator. */
const ACCUMULATE_BYTES = 4;
/** Three constants, then the instructions for each word. */
const REQUANTISE_BYTES = 3 * PUSH32_BYTES;
const REQUANTISE_WORD_BYTES = 32;
/** DUP PUSH32 MUL ADD for each word of activations. */
const SCORE_WORD_BYTES = 36;
/** Start, PUSH1 SAR, store. */
const SCORE_BYTES = PUSH32_BYTES + 3 + STORE_BYTES;

/** Code of one block of inputs. */
const blockBytes = ({ rowsPerBlock, words, lanes, laneBits }: LayerPlan): number =>
  rowsPerBlock * (FETCH_BYTES + words * (PRODUCT_BYTES + Math.ceil((laneBits * lanes) / BITS_A_BYTE))) +
  ACCUMULATE_BYTES * words;

const requantiseBytes = ({ words }: LayerPlan): number => REQUANTISE_BYTES + REQUANTISE_WORD_BYTES * words;

const planAt = (plans: readonly LayerPlan[], l: number): LayerPlan => {
  const plan = plans[l];
  if (plan === undefined) throw new RangeError(`The network has no layer ${l}.`);
  return plan;
};

const entryBytes = (plans: readonly LayerPlan[], l: number, parts: number): number => {
  if (l === 0)
    return CHECK_BYTES + CHECK_WORD_BYTES * Math.ceil(planAt(plans, 0).layer.inputs / INPUTS_A_WORD);
  const previous = planAt(plans, l - 1);
  return LOAD_BYTES * previous.words * parts + requantiseBytes(previous);
};

/** Inputs of layer `l` that a stage can take on. */
const inputsPerStage = (plans: readonly LayerPlan[], l: number, parts: number): number => {
  const plan = planAt(plans, l);
  const fixed = entryBytes(plans, l, parts) + (PUSH32_BYTES + STORE_BYTES) * plan.words + RETURN_BYTES;
  const block = blockBytes(plan);
  if (fixed + block > CODE_LIMIT) throw new StageTooLargeError(l, fixed + block, CODE_LIMIT);
  return Math.floor((CODE_LIMIT - fixed) / block) * plan.rowsPerBlock;
};

/** Code of everything from layer `l` on. */
const restBytes = (plans: readonly LayerPlan[], l: number, parts: number): number => {
  const last = plans.length - 1;
  let bytes = entryBytes(plans, l, parts) + RETURN_BYTES;
  for (const plan of plans.slice(l, last))
    bytes +=
      PUSH32_BYTES * plan.words +
      Math.ceil(plan.layer.inputs / plan.rowsPerBlock) * blockBytes(plan) +
      requantiseBytes(plan);
  const scores = planAt(plans, last).layer.outputs;
  return bytes + scores * (SCORE_BYTES + SCORE_WORD_BYTES * planAt(plans, last - 1).words);
};

/** The stages of a network whose file has `fileBytes`, in the order in which they run. */
export const planStages = (plans: readonly LayerPlan[], fileBytes: number): readonly Stage[] => {
  if (fileBytes > CHAINED_FILE_LIMIT) throw new FileTooLargeError(fileBytes, CHAINED_FILE_LIMIT);
  const stages: Stage[] = [];
  let parts = 0;
  for (let layer = 0; layer < plans.length - 1; layer++) {
    const { inputs } = planAt(plans, layer).layer;
    const step = inputsPerStage(plans, layer, parts);
    for (let from = 0; from < inputs; from += step)
      stages.push({ layer, parts, inputs: { from, to: Math.min(inputs, from + step) } });
    parts = Math.ceil(inputs / step);
    if (restBytes(plans, layer + 1, parts) <= CODE_LIMIT) return [...stages, { layer: layer + 1, parts }];
  }
  const last = plans.length - 1;
  throw new StageTooLargeError(last, restBytes(plans, last, parts), CODE_LIMIT);
};

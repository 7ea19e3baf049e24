import { createCodeWriter, Op } from "./codeWriter.ts";
import { CodeTooLargeError } from "./errors.ts";
import type { LayerPlan } from "./lanePlan.ts";
import { CODE_LIMIT, type Stage } from "./stageCode.ts";

const WORD_BYTES = 32;
const INPUT_BYTES = 2;

/** Stretch of memory. */
type Slice = { readonly offset: number; readonly bytes: number };
/** What a stage reads and where its words go. */
type Call = { readonly input: Slice; readonly output: Slice };

const wordsOf = (plans: readonly LayerPlan[], l: number): number => plans[l]?.words ?? 0;

/**
 * Memory holds the input, then the shares of each cut layer one after the other; a layer's stages read all shares of the
 * layer before. The scores replace the input.
 */
const callsOf = (plans: readonly LayerPlan[], stages: readonly Stage[]): readonly Call[] => {
  const inputBytes = INPUT_BYTES * (plans[0]?.layer.inputs ?? 0);
  const outputs = plans.at(-1)?.layer.outputs ?? 0;
  let next = WORD_BYTES * Math.ceil(inputBytes / WORD_BYTES);
  let previous: Slice = { offset: 0, bytes: inputBytes };
  let current: Slice = { offset: next, bytes: 0 };
  let layer = 0;
  return stages.map((stage) => {
    if (stage.layer !== layer) {
      previous = current;
      current = { offset: next, bytes: 0 };
      layer = stage.layer;
    }
    const { inputs } = stage;
    if (inputs === undefined) return { input: previous, output: { offset: 0, bytes: WORD_BYTES * outputs } };
    const input =
      layer === 0
        ? { offset: INPUT_BYTES * inputs.from, bytes: INPUT_BYTES * (inputs.to - inputs.from) }
        : previous;
    const output = { offset: next, bytes: WORD_BYTES * wordsOf(plans, layer) };
    next += output.bytes;
    current = { offset: current.offset, bytes: current.bytes + output.bytes };
    return { input, output };
  });
};

/**
 * Runtime code of the contract that calls the stages at these addresses, one each. Whichever call fails, all fails. Only
 * the length is checked here, since copying pads with zeros: each stage of the first layer checks its inputs.
 */
export const dispatcherCode = (
  plans: readonly LayerPlan[],
  stages: readonly Stage[],
  addresses: readonly Uint8Array[],
): Uint8Array => {
  const code = createCodeWriter();
  code
    .op(Op.CALLDATASIZE)
    .push(INPUT_BYTES * (plans[0]?.layer.inputs ?? 0))
    .op(Op.EQ)
    .guard();
  code.op(Op.CALLDATASIZE).push(0).push(0).op(Op.CALLDATACOPY);
  callsOf(plans, stages).forEach(({ input, output }, stage) => {
    code.push(output.bytes).push(output.offset).push(input.bytes).push(input.offset);
    code.pushAddress(addresses[stage] as Uint8Array).op(Op.GAS, Op.STATICCALL);
    if (stage > 0) code.op(Op.AND);
  });
  code.guard().returnMemory(WORD_BYTES * (plans.at(-1)?.layer.outputs ?? 0));
  const bytes = code.finish();
  if (bytes.length > CODE_LIMIT) throw new CodeTooLargeError(bytes.length, CODE_LIMIT);
  return bytes;
};

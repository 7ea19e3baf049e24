import { ACTIVATION_LIMIT } from "../../oracle/inference/network.ts";
import { type CodeWriter, Op } from "./codeWriter.ts";
import type { LayerPlan } from "./lanePlan.ts";
import { repeat, weightWord } from "./laneWords.ts";

const INPUT_BYTES = 2;
/** An input is the first 16 bits of the calldata word that starts at it. */
const INPUT_SHIFT = 240;
const BYTE_BITS = 8;
const LAST_BYTE = 31;
/** A lane shifted down by its laneBits - 1 is above this from bit 8 on iff its value is above the largest activation. */
const SATURATED = ACTIVATION_LIMIT + 1;

/** Inputs [from, to) of a layer. */
export type InputRange = { readonly from: number; readonly to: number };

/** Puts input `input` on the stack; `above` items lie over the last word of `previous`. */
const fetch = (
  code: CodeWriter,
  previous: LayerPlan | undefined,
  range: InputRange,
  input: number,
  above: number,
): void => {
  if (previous === undefined) {
    code
      .push(INPUT_BYTES * (input - range.from))
      .op(Op.CALLDATALOAD)
      .pushByte(INPUT_SHIFT)
      .op(Op.SHR);
    return;
  }
  const word = Math.floor(input / previous.lanes);
  const bit = previous.laneBits * (input % previous.lanes);
  code.dup(above + previous.words - word);
  if (bit % BYTE_BITS === 0) code.pushByte(LAST_BYTE - bit / BYTE_BITS).op(Op.BYTE);
  else code.pushByte(bit).op(Op.SHR).pushByte(ACTIVATION_LIMIT).op(Op.AND);
};

/** Adds the products of inputs [start, end), which it fetches, to all words. */
const addBlock = (
  code: CodeWriter,
  plan: LayerPlan,
  previous: LayerPlan | undefined,
  range: InputRange,
  { from: start, to: end }: InputRange,
): void => {
  const { words } = plan;
  const rows = end - start;
  for (let i = start; i < end; i++) fetch(code, previous, range, i, i - start + words);
  for (let word = 0; word < words - 1; word++) {
    for (let i = start; i < end; i++) {
      const isFirst = i === start;
      code
        .dup(end - i + (isFirst ? 0 : 1))
        .push(weightWord(plan, i, word))
        .op(Op.MUL);
      if (!isFirst) code.op(Op.ADD);
    }
    const depth = rows + words - word;
    code
      .dup(depth + 1)
      .op(Op.ADD)
      .swap(depth)
      .op(Op.POP);
  }
  // The last word takes the inputs off the stack.
  for (let i = end - 1; i >= start; i--) {
    if (i < end - 1) code.swap(1);
    code.push(weightWord(plan, i, words - 1)).op(Op.MUL);
    if (i < end - 1) code.op(Op.ADD);
  }
  code.op(Op.ADD);
};

/**
 * Adds the products of a range of inputs to the words of sums on top of the stack. Inputs come from calldata, or from
 * the words of the layer before, which lie below and stay there.
 */
export const addProducts = (
  code: CodeWriter,
  plan: LayerPlan,
  previous: LayerPlan | undefined,
  range: InputRange,
): void => {
  if (plan.words === 1) {
    for (let i = range.from; i < range.to; i++) {
      fetch(code, previous, range, i, 1);
      code.push(weightWord(plan, i, 0)).op(Op.MUL, Op.ADD);
    }
    return;
  }
  for (let start = range.from; start < range.to; start += plan.rowsPerBlock)
    addBlock(code, plan, previous, range, {
      from: start,
      to: Math.min(range.to, start + plan.rowsPerBlock),
    });
};

/**
 * Turns each word of sums into a word of activations, clamp(sum >> shift, 0, 255) in every lane, put on top. A lane's
 * top bit says that its sum, which half the range was added to, is not negative: times a mask it clears negative lanes
 * and the bits that the shift would push into the lane below. A second flag saturates the low byte. Only the last
 * hidden layer also clears what is above the byte: where lanes are fetched one by one nobody reads it.
 */
export const requantise = (code: CodeWriter, plan: LayerPlan, clean: boolean): void => {
  const { words, lanes, laneBits, shift } = plan;
  const top = laneBits - 1;
  const half = 2n ** BigInt(top);
  const constants = clean ? 3 : 2;
  code.push(repeat(1n, laneBits, lanes));
  code.push(repeat(half - BigInt(SATURATED), laneBits, lanes));
  if (clean) code.push(repeat(BigInt(ACTIVATION_LIMIT), laneBits, lanes));
  for (let word = 0; word < words; word++) {
    const ones = word + constants;
    // The sums of this word lie below those after it, the constants and the words done.
    code.dup(words + constants);
    code
      .dup(1)
      .pushByte(top)
      .op(Op.SHR)
      .dup(ones + 2)
      .op(Op.AND);
    code
      .push(half - 2n ** BigInt(shift))
      .op(Op.MUL, Op.AND)
      .pushByte(shift)
      .op(Op.SHR);
    code
      .dup(1)
      .dup(ones + 1)
      .op(Op.ADD)
      .pushByte(top)
      .op(Op.SHR)
      .dup(ones + 2)
      .op(Op.AND);
    code.pushByte(ACTIVATION_LIMIT).op(Op.MUL, Op.OR);
    if (clean) code.dup(word + 2).op(Op.AND);
  }
};

import { type CodeWriter, Op } from "./codeWriter.ts";
import { repeat } from "./laneWords.ts";

const WORD_BYTES = 32;
const INPUT_BYTES = 2;
const INPUT_BITS = 16;
const INPUTS_A_WORD = 16;
/** The bits that neither u nor u + 1 has when u = x + 1023 is at most 2046. */
const FORBIDDEN_BITS = 0xf800;

/**
 * Refuses calldata that are not exactly `inputs` numbers u <= 2046 of 16 bits. For each word U of 16 of them, U and
 * U + 1 in each place must have none of the top five bits: 2047 fails by the 1. A carry into the next place needs
 * 0xffff, which fails by itself. The lanes' proof holds for such inputs only.
 */
export const checkInputs = (code: CodeWriter, inputs: number): void => {
  const length = INPUT_BYTES * inputs;
  code.push(repeat(1n, INPUT_BITS, INPUTS_A_WORD));
  for (let offset = 0; offset < length; offset += WORD_BYTES) {
    const isFirst = offset === 0;
    code
      .push(offset)
      .op(Op.CALLDATALOAD)
      .dup(1)
      .dup(isFirst ? 3 : 4)
      .op(Op.ADD, Op.OR);
    if (!isFirst) code.op(Op.OR);
  }
  code.dup(2).push(FORBIDDEN_BITS).op(Op.MUL, Op.AND);
  code.op(Op.CALLDATASIZE).push(length).op(Op.XOR, Op.OR, Op.ISZERO).guard();
};

/** Puts `words` sums on the stack: each is the sum of what `parts` stages returned, one after the other, in calldata. */
export const loadSums = (code: CodeWriter, words: number, parts: number): void => {
  for (let word = 0; word < words; word++) {
    code.push(WORD_BYTES * word).op(Op.CALLDATALOAD);
    for (let part = 1; part < parts; part++)
      code.push(WORD_BYTES * (part * words + word)).op(Op.CALLDATALOAD, Op.ADD);
  }
};

/** Returns the `words` words on top of the stack as they are. */
export const returnSums = (code: CodeWriter, words: number): void => {
  for (let word = words - 1; word >= 0; word--) code.push(WORD_BYTES * word).op(Op.MSTORE);
  code.returnMemory(WORD_BYTES * words);
};

/** Every instruction that executors are made of, but for those that carry a number (push, dup, swap). */
export const Op = {
  ADD: 0x01,
  MUL: 0x02,
  EQ: 0x14,
  ISZERO: 0x15,
  AND: 0x16,
  OR: 0x17,
  XOR: 0x18,
  BYTE: 0x1a,
  SHR: 0x1c,
  SAR: 0x1d,
  CALLDATALOAD: 0x35,
  CALLDATASIZE: 0x36,
  CALLDATACOPY: 0x37,
  POP: 0x50,
  MSTORE: 0x52,
  JUMPI: 0x57,
  GAS: 0x5a,
  JUMPDEST: 0x5b,
  RETURN: 0xf3,
  STATICCALL: 0xfa,
  REVERT: 0xfd,
} as const;

const PUSH0 = 0x5f;
const PUSH2 = 0x61;
const PUSH20 = 0x73;
const DUP0 = 0x7f;
const SWAP0 = 0x8f;
const DEEPEST = 16;
/** PUSH2, its two bytes, JUMPI, PUSH0, PUSH0, REVERT: what lies between a guard's start and its JUMPDEST. */
const GUARD_BYTES = 7;

/** Code as it grows. Every method returns the writer, so that a sequence reads as one. */
export type CodeWriter = {
  readonly op: (...opcodes: readonly number[]) => CodeWriter;
  /** The shortest push. */
  readonly push: (value: bigint | number) => CodeWriter;
  readonly pushByte: (value: number) => CodeWriter;
  readonly pushAddress: (address: Uint8Array) => CodeWriter;
  readonly dup: (depth: number) => CodeWriter;
  readonly swap: (depth: number) => CodeWriter;
  /** Reverts unless the top of the stack, which it takes, is nonzero. */
  readonly guard: () => CodeWriter;
  /** Returns the first `bytes` of memory. */
  readonly returnMemory: (bytes: number) => CodeWriter;
  readonly finish: () => Uint8Array;
};

const assertDepth = (depth: number): number => {
  if (!(depth >= 1 && depth <= DEEPEST)) throw new RangeError(`The stack is out of reach at depth ${depth}.`);
  return depth;
};

const bytesOf = (value: bigint): number[] => {
  if (value < 0n || value >= 1n << 256n) throw new RangeError("A word of the EVM is 256 bits, unsigned.");
  if (value === 0n) return [];
  const hex = value.toString(16);
  return [...Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex")];
};

export const createCodeWriter = (): CodeWriter => {
  const code: number[] = [];
  const add = (...bytes: readonly number[]): CodeWriter => {
    code.push(...bytes);
    return writer;
  };
  const writer: CodeWriter = {
    op: add,
    push: (value) => {
      const bytes = bytesOf(BigInt(value));
      return add(PUSH0 + bytes.length, ...bytes);
    },
    pushByte: (value) => add(PUSH0 + 1, value),
    pushAddress: (address) => add(PUSH20, ...address),
    dup: (depth) => add(DUP0 + assertDepth(depth)),
    swap: (depth) => add(SWAP0 + assertDepth(depth)),
    guard: () => {
      const target = code.length + GUARD_BYTES;
      return add(PUSH2, target >> 8, target & 0xff, Op.JUMPI, PUSH0, PUSH0, Op.REVERT, Op.JUMPDEST);
    },
    returnMemory: (bytes) => writer.push(bytes).push(0).op(Op.RETURN),
    finish: () => Uint8Array.from(code),
  };
  return writer;
};

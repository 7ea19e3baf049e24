// Commitments that the chain, the node and the proof all compute alike.
//
//   public input    keccak256(INPUT_DOMAIN, x as big-endian uint16 of x + 1023, salt)
//   private input   Poseidon(salt mod r, w0, w1, ...), 23 values of 11 bits a word, first value most significant
//
// Commitments to outputs are in inference.ts, beside the reports that carry them, and those inside proofs in proofs.ts.
import { concat, isHexString, keccak256, toBeHex, toUtf8Bytes } from "ethers";
import * as poseidon from "poseidon-lite";
import {
  InputLengthError,
  InputNotIntegerError,
  InputOutOfRangeError,
  WordMalformedError,
} from "./commitmentErrors.ts";
import { FIELD_ORDER } from "./field.ts";
import type { Hex } from "./hex.ts";

/** Largest magnitude of a network input. */
export const INPUT_LIMIT = 1023;
/** Separates input commitments from every other hash. */
export const INPUT_DOMAIN = keccak256(toUtf8Bytes("theriac.input.v1")) as Hex;

const WORD_LENGTH = 32;
/** Network inputs a field element holds. */
export const VALUES_PER_WORD = 23;
const BITS_PER_VALUE = 11n;
const MOST_WORDS = 15;
const MOST_PRIVATE_INPUTS = VALUES_PER_WORD * MOST_WORDS;
const MOST_PUBLIC_INPUTS = 1024;

/** The word itself; throws unless it is 32 bytes of hex. */
export const assertWord = <T extends Hex>(field: string, word: T): T => {
  if (!isHexString(word, WORD_LENGTH)) throw new WordMalformedError(field, String(word).length);
  return word;
};

/** Throws unless every element is an integer in [-1023, 1023]. */
export const assertInputRange = (x: ArrayLike<number>): void => {
  for (let i = 0; i < x.length; i++) {
    const value = x[i];
    if (typeof value !== "number" || !Number.isInteger(value)) throw new InputNotIntegerError(i);
    if (value < -INPUT_LIMIT || value > INPUT_LIMIT) throw new InputOutOfRangeError(i, INPUT_LIMIT);
  }
};

/** keccak256 of a payload: the name it is published under. */
export const contentHash = (payload: Uint8Array): Hex => keccak256(payload) as Hex;

/** x as big-endian uint16 words of x + 1023. */
export const packInput = (x: ArrayLike<number>): Uint8Array => {
  if (x.length === 0 || x.length > MOST_PUBLIC_INPUTS)
    throw new InputLengthError(x.length, MOST_PUBLIC_INPUTS);
  assertInputRange(x);
  const packed = new Uint8Array(2 * x.length);
  const view = new DataView(packed.buffer);
  for (let i = 0; i < x.length; i++) view.setUint16(2 * i, (x[i] as number) + INPUT_LIMIT);
  return packed;
};

/** Commitment of a public model's input. For committee and device payloads the salt is the payload hash. */
export const publicInputCommitment = (x: ArrayLike<number>, salt: Hex): Hex =>
  keccak256(concat([INPUT_DOMAIN, packInput(x), assertWord("salt", salt)])) as Hex;

/** Commitment of a private model's input, cheap to open inside a proof. */
export const privateInputCommitment = (x: ArrayLike<number>, salt: Hex): Hex => {
  const words = packFieldWords(x);
  const message = [BigInt(assertWord("salt", salt)) % FIELD_ORDER, ...words];
  return toBeHex(poseidonOf(message), WORD_LENGTH) as Hex;
};

/** Poseidon over 2 to 16 field elements. */
export const poseidonOf = (message: readonly bigint[]): bigint => {
  const hash = POSEIDON[message.length];
  if (hash === undefined) throw new InputLengthError(message.length, MOST_WORDS + 1);
  return hash([...message]);
};

/** 23 values of 11 bits a field element, first value in the most significant place. */
export const packFieldWords = (x: ArrayLike<number>): readonly bigint[] => {
  if (x.length === 0 || x.length > MOST_PRIVATE_INPUTS)
    throw new InputLengthError(x.length, MOST_PRIVATE_INPUTS);
  assertInputRange(x);
  const words: bigint[] = [];
  for (let start = 0; start < x.length; start += VALUES_PER_WORD) {
    let word = 0n;
    for (let i = start; i < Math.min(start + VALUES_PER_WORD, x.length); i++)
      word = (word << BITS_PER_VALUE) + BigInt((x[i] as number) + INPUT_LIMIT);
    words.push(word);
  }
  return words;
};

const POSEIDON: Readonly<Record<number, (message: bigint[]) => bigint>> = {
  2: poseidon.poseidon2,
  3: poseidon.poseidon3,
  4: poseidon.poseidon4,
  5: poseidon.poseidon5,
  6: poseidon.poseidon6,
  7: poseidon.poseidon7,
  8: poseidon.poseidon8,
  9: poseidon.poseidon9,
  10: poseidon.poseidon10,
  11: poseidon.poseidon11,
  12: poseidon.poseidon12,
  13: poseidon.poseidon13,
  14: poseidon.poseidon14,
  15: poseidon.poseidon15,
  16: poseidon.poseidon16,
};

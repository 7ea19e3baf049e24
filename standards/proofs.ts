// What a proof shows in public, computed alike by the circuit, the prover and the chain.
//
//   input commitment    privateInputCommitment of commitments.ts
//   binding             keccak256(abi.encode(requestId, payee)) >> 8
//   output commitment   Poseidon(salt mod r, binding, w0, w1, ...), 7 scores of 32 bits (score + 2^31) a word,
//                       first score most significant
import { AbiCoder, keccak256, toBeHex } from "ethers";
import { ScoresMalformedError } from "./commitmentErrors.ts";
import { assertWord, poseidonOf } from "./commitments.ts";
import { FIELD_ORDER } from "./field.ts";
import type { Hex, RequestId } from "./hex.ts";

/** Scores a field element holds. */
export const SCORES_PER_WORD = 7;

const MOST_WORDS = 14;
const BITS_PER_SCORE = 32n;
const SCORE_OFFSET = 2 ** 31;
const BINDING_SHIFT = 8n;
const WORD_LENGTH = 32;

/** Binds a proof to one request and to the account that is paid for it, below the field order whatever they are. */
export const proofBinding = (requestId: RequestId, payee: Hex): bigint =>
  BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "address"], [requestId, payee]))) >>
  BINDING_SHIFT;

/** Scores as field elements, 7 of 32 bits each, first score in the most significant place. */
export const packScoreWords = (scores: ArrayLike<number>): readonly bigint[] => {
  if (scores.length === 0 || scores.length > SCORES_PER_WORD * MOST_WORDS)
    throw new ScoresMalformedError("a proof commits to 1 to 98 scores", { length: scores.length });
  const words: bigint[] = [];
  for (let start = 0; start < scores.length; start += SCORES_PER_WORD) {
    let word = 0n;
    for (let i = start; i < Math.min(start + SCORES_PER_WORD, scores.length); i++)
      word = (word << BITS_PER_SCORE) + BigInt(shifted(scores[i] as number, i));
    words.push(word);
  }
  return words;
};

/** Elements that the output commitment hashes. */
export const privateOutputMessage = (
  scores: ArrayLike<number>,
  salt: Hex,
  requestId: RequestId,
  payee: Hex,
): readonly bigint[] => [
  BigInt(assertWord("salt", salt)) % FIELD_ORDER,
  proofBinding(requestId, payee),
  ...packScoreWords(scores),
];

/** Commitment to scores that a proof was made for. Holds for one request and one payee only. */
export const privateOutputCommitment = (
  scores: ArrayLike<number>,
  salt: Hex,
  requestId: RequestId,
  payee: Hex,
): Hex => toBeHex(poseidonOf(privateOutputMessage(scores, salt, requestId, payee)), WORD_LENGTH) as Hex;

const shifted = (score: number, index: number): number => {
  if (!Number.isInteger(score) || score < -SCORE_OFFSET || score >= SCORE_OFFSET)
    throw new ScoresMalformedError("a score is not an int32", { index });
  return score + SCORE_OFFSET;
};

import type { Hex, ModelId, RequestId } from "../../standards/hex.ts";
import { type Member, rankOf } from "./committee.ts";

/** A proof as it is kept: what it shows, for whom, and itself. Whoever has it can defend the answer. */
export type KeptProof = {
  /** The output commitment, which is what goes on chain and what is signed. */
  readonly output: Hex;
  readonly payee: Hex;
  readonly proof: Hex;
};

/** A run to prove. Input and salts are the person's: they go to the prover's process and nowhere else. */
export type ProofOrder = {
  readonly modelId: ModelId;
  readonly x: Int32Array;
  readonly inputSalt: Hex;
  readonly outputSalt: Hex;
  readonly requestId: RequestId;
  readonly payee: Hex;
};

/**
 * Whom the proofs of a request name, the same at every member: the commitment that all of them sign depends on it. Of those
 * who were in charge when the request was opened it is the one whose turn to submit came first; a challenger's bond is its, whoever brings the proof.
 */
export const payeeOf = (members: readonly Member[], id: RequestId): Hex => {
  const payee = members.find((_, bit) => rankOf(id, bit, members.length) === 0);
  if (payee === undefined) throw new TypeError("A committee has members.");
  return payee.operator;
};

import type { Hex, ModelId, RequestId } from "../../standards/hex.ts";
import { type Committee, rankOf } from "./committee.ts";
import type { Duty } from "./duty.ts";
import type { Submission } from "./ports.ts";

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

/** Proves runs of private models. Implemented by proving/. */
export type Prover = {
  readonly offers: (model: ModelId) => boolean;
  /** One at a time. Throws a retryable `PROVER_FAILED`; ends with the signal. */
  readonly prove: (order: ProofOrder, signal: AbortSignal) => Promise<Hex>;
};

/** The court's side of private answers. Implemented by chain/. */
export type Defence = {
  /** Whether the court would take this proof today. */
  readonly accepts: (duty: Duty, kept: KeptProof) => Promise<boolean>;
  /** Brings the proof of a challenged answer. */
  readonly defend: (duty: Duty, kept: KeptProof) => Promise<Submission>;
};

/**
 * Whom the proofs of a request name, the same at every member: the commitment that all of them sign depends on it. It is
 * the member whose turn to submit comes first; a challenger's bond is its, whoever brings the proof.
 */
export const payeeOf = ({ members }: Committee, id: RequestId): Hex => {
  const payee = members.find((_, bit) => rankOf(id, bit, members.length) === 0);
  if (payee === undefined) throw new TypeError("A committee has members.");
  return payee.operator;
};

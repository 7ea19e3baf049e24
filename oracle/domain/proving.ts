import type { Hex, ModelId } from "../../standards/hex.ts";
import type { Duty } from "./duty.ts";
import type { Submission } from "./ports.ts";
import type { KeptProof, ProofOrder } from "./proof.ts";

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

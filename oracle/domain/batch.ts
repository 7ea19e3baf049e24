import type { BatchedAnswer } from "../../standards/batch.ts";
import type { ConfigDigest, Hex } from "../../standards/hex.ts";
import { Mode } from "../../standards/inference.ts";
import { type Duty, isPersonal } from "./duty.ts";

/** Many answers that t members signed under one root, as they go to the chain. */
export type SignedBatchOfAnswers = {
  readonly answers: readonly BatchedAnswer[];
  readonly configDigest: ConfigDigest;
  readonly observedBlock: number;
  readonly attestation: Hex;
};

/** When answers are brought together. */
export type BatchRules = {
  /** From so many on. Two cost less gas together than apart (docs/gas.md). */
  readonly from: number;
  readonly max: number;
  /** How long the first waits for others. */
  readonly lingerMs: number;
};

/**
 * Whether an answer may share a signature. The contract takes QUORUM answers in batches and calls nobody back; answers about
 * people stay alone, because nothing may come between a look at a consent and the signature.
 */
export const isBatchable = ({ request, refusal }: Pick<Duty, "request" | "refusal">): boolean =>
  refusal === undefined &&
  request.mode === Mode.QUORUM &&
  BigInt(request.callback) === 0n &&
  !isPersonal(request);

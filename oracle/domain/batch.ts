import type { BatchedAnswer } from "../../standards/batch.ts";
import type { ConfigDigest, Hex } from "../../standards/hex.ts";

/** Many answers that t members signed under one root, as they go to the chain. */
export type SignedBatchOfAnswers = {
  readonly answers: readonly BatchedAnswer[];
  readonly configDigest: ConfigDigest;
  readonly observedBlock: number;
  readonly attestation: Hex;
};

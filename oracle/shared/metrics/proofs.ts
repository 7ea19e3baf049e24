import type { Make } from "./make.ts";

const PROOF_SECONDS = [0.25, 0.5, 1, 2, 5, 10, 30, 60];

/** Answers that a court may ask a proof of. */
export const proofMetrics = ({ counter, histogram }: Make) => ({
  proofSeconds: histogram(
    "proof_seconds",
    "Making one proof, waiting for the prover included",
    PROOF_SECONDS,
  ),
  challenged: counter("challenged_total", "Answers of this node that were challenged"),
  defended: counter("defended_total", "Challenged answers that this node defended"),
});

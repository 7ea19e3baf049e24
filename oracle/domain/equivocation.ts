import type { Hex } from "../../standards/hex.ts";
import { RefusalReason, type RefusalReasonCode } from "../../standards/inference.ts";

/** What this node has signed about one request so far. */
export type SignedBefore = {
  readonly outputHash: Hex | undefined;
  readonly traceCommitment?: Hex | undefined;
  readonly refusal: RefusalReasonCode | undefined;
};

/** What it is asked to sign now. */
export type ToSign =
  | {
      readonly kind: "answer";
      readonly outputHash: Hex;
      readonly traceCommitment?: Hex | undefined;
      /** Another's output within the model's tolerance, which becomes this node's own as it signs. */
      readonly adopted?: Hex | undefined;
    }
  | { readonly kind: "refusal"; readonly reason: RefusalReasonCode };

/**
 * Whether a signature may be released. One output and one trace for ever; no answer after a refusal; after an answer only the
 * refusal that the consent has ended, which may come at any time.
 */
export const mayRelease = (before: SignedBefore, next: ToSign): boolean => {
  if (next.kind === "answer") {
    if (before.refusal !== undefined) return false;
    if (before.outputHash === undefined) return true;
    return before.outputHash === next.outputHash && before.traceCommitment === next.traceCommitment;
  }
  if (next.reason === RefusalReason.NoLiveConsent) return true;
  return before.outputHash === undefined && (before.refusal === undefined || before.refusal === next.reason);
};

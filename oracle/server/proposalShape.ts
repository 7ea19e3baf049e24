import { z } from "zod";
import { MAX_BATCH } from "../../standards/batch.ts";
import type { ConfigDigest, RequestId } from "../../standards/hex.ts";
import { RefusalReason } from "../../standards/inference.ts";
import { bytes, bytes32, uint } from "../../standards/shapes.ts";
import type { Proposal } from "../domain/ports.ts";

const requestId = bytes32.transform((value) => value as RequestId);
const configDigest = bytes32.transform((value) => value as ConfigDigest);
const signature = bytes.refine((value) => value.length === 2 + 2 * 65, "must be 65 bytes");

const answer = z.strictObject({
  kind: z.literal("answer"),
  report: z.strictObject({
    requestId,
    outputHash: bytes32,
    consentVersion: uint(40),
    configDigest,
    observedBlock: uint(53),
  }),
  traceCommitment: bytes32.optional(),
  signature,
});

const refusal = z.strictObject({
  kind: z.literal("refusal"),
  refusal: z.strictObject({
    requestId,
    reason: z.literal([
      RefusalReason.NoLiveConsent,
      RefusalReason.ConsentDoesNotPermit,
      RefusalReason.PayloadUnavailable,
      RefusalReason.InputMismatch,
    ]),
    configDigest,
  }),
  signature,
});

const batch = z.strictObject({
  kind: z.literal("batch"),
  batch: z.strictObject({
    root: bytes32,
    answers: z.number().int().min(1).max(MAX_BATCH),
    configDigest,
    observedBlock: uint(53),
  }),
  members: z
    .array(z.strictObject({ requestId, outputHash: bytes32, consentVersion: uint(40) }))
    .min(1)
    .max(MAX_BATCH),
  signature,
});

const proposal = z.discriminatedUnion("kind", [answer, refusal, batch]);

/** A proposal from bytes that a stranger sent, or the path of what is wrong with it. */
export const parseProposal = (json: unknown): Proposal | { readonly wrong: string } => {
  const parsed = proposal.safeParse(json);
  if (parsed.success) return parsed.data;
  return { wrong: parsed.error.issues.map((issue) => issue.path.join(".") || issue.message).join(", ") };
};

/** What a peer answers. */
export const peerAnswerShape = z.discriminatedUnion("signed", [
  z.strictObject({ signed: z.literal(true), signature, traceCommitment: bytes32.optional() }),
  z.strictObject({
    signed: z.literal(false),
    objection: z.strictObject({
      code: z.enum([
        "UNKNOWN_COMMITTEE",
        "UNKNOWN_SIGNER",
        "NOT_READY",
        "OTHER_OUTPUT",
        "OTHER_DECISION",
        "STALE_BLOCK",
        "CONSENT_DIFFERS",
        "NOT_PENDING",
        "OTHER_FORM",
        "QUORUMS_MAY_DIFFER",
        "WOULD_EQUIVOCATE",
        "CANNOT_SIGN",
      ]),
      retryable: z.boolean(),
      members: z.array(requestId).max(MAX_BATCH).optional(),
    }),
  }),
]);

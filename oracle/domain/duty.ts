import type { ConfigDigest, Hex, RequestId } from "../../standards/hex.ts";
import { type InferenceRequest, Mode, type RefusalReasonCode } from "../../standards/inference.ts";

/**
 * How far this node is with one request.
 *
 * seen        stored from a confirmed event
 * authorised  open on chain; if it names a consent, that consent is live
 * computed    the output is stored
 * refusing    this node will not answer, for a stored reason
 * signed      t signatures under one report or refusal are stored
 * submitted   a transaction with them was broadcast
 * proposed    the chain holds an answer that can still be challenged
 * settled     the chain settled the request, through whomever
 * lapsed      the deadline passed before that
 * halted      this node must not go on: its own executors differ, or its output changed
 * unserved    not for this node: unknown model, or a mode that is not offered
 */
export const DUTY_STATES = [
  "seen",
  "authorised",
  "computed",
  "refusing",
  "signed",
  "submitted",
  "proposed",
  "settled",
  "lapsed",
  "halted",
  "unserved",
] as const;
export type DutyState = (typeof DUTY_STATES)[number];

const NEXT: Record<DutyState, readonly DutyState[]> = {
  seen: ["authorised", "refusing", "settled", "lapsed", "unserved"],
  authorised: ["computed", "refusing", "settled", "lapsed", "halted"],
  computed: ["signed", "submitted", "refusing", "settled", "lapsed", "halted"],
  refusing: ["signed", "settled", "lapsed", "halted"],
  signed: ["submitted", "computed", "refusing", "settled", "lapsed"],
  submitted: ["signed", "computed", "settled", "lapsed"],
  settled: [],
  proposed: ["settled"],
  lapsed: ["settled"],
  halted: ["settled", "lapsed"],
  unserved: ["settled"],
};

/** States in which there is something left to do. */
export const ACTIVE_STATES: readonly DutyState[] = [
  "seen",
  "authorised",
  "computed",
  "refusing",
  "signed",
  "submitted",
  "proposed",
];

/** States in which a node owes something now: a proposed answer only waits for its window to close. */
export const OWED_STATES: readonly DutyState[] = ACTIVE_STATES.filter((state) => state !== "proposed");

/** What t members signed, as it goes to the chain. */
export type SignedStatement =
  | {
      readonly kind: "answer";
      readonly configDigest: ConfigDigest;
      readonly consentVersion: number;
      readonly observedBlock: number;
      readonly attestation: Hex;
    }
  | {
      readonly kind: "refusal";
      readonly configDigest: ConfigDigest;
      readonly reason: RefusalReasonCode;
      readonly attestation: Hex;
    }
  /** It went with others; the key finds their transaction. */
  | { readonly kind: "batch"; readonly key: RequestId };

/**
 * Whether a duty may go from one state to another. What is computed is submitted in a batch alone: t members signed
 * that as a whole, and nothing of one answer's own.
 */
export const mayMove = (from: DutyState, to: DutyState, statement?: SignedStatement): boolean =>
  NEXT[from].includes(to) && (from !== "computed" || to !== "submitted" || statement?.kind === "batch");

/** An OPTIMISTIC answer as it stands on chain, whoever gave it. */
export type ProposedAnswer = {
  readonly configDigest: ConfigDigest;
  readonly output: Hex;
  /** Chain time from which it may be made final. */
  readonly finalAt: number;
};

/** A request and how far this node is with it. */
export type Duty = {
  readonly id: RequestId;
  readonly requester: Hex;
  readonly request: InferenceRequest;
  readonly blockNumber: number;
  /** Chain time of the block that opened the request. */
  readonly openedAt: number;
  /** Wall-clock milliseconds. */
  readonly seenAt: number;
  readonly state: DutyState;
  /** When output or refusal was decided; ranks count their back-off from it. */
  readonly readyAt: number | undefined;
  readonly output: Hex | undefined;
  readonly outputHash: Hex | undefined;
  /** Of a public OPTIMISTIC answer: what this node's own signature commits to beside the output. */
  readonly traceCommitment: Hex | undefined;
  readonly refusal: RefusalReasonCode | undefined;
  readonly statement: SignedStatement | undefined;
  readonly proposal: ProposedAnswer | undefined;
  readonly outcome: number | undefined;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastError: string | undefined;
};

/** A request as an event told of it. */
export type NewDuty = Pick<Duty, "id" | "requester" | "request" | "blockNumber" | "openedAt" | "seenAt">;

/** Changes that go with a move. */
export type DutyChanges = Partial<
  Pick<
    Duty,
    | "readyAt"
    | "output"
    | "outputHash"
    | "traceCommitment"
    | "refusal"
    | "statement"
    | "outcome"
    | "attempts"
    | "nextAttemptAt"
    | "lastError"
  >
>;

/** Whether operators answer with a TracedReport each: the public can run the network again. */
export const isTraced = (request: InferenceRequest): boolean =>
  request.mode === Mode.OPTIMISTIC && !isPersonal(request);

/** Whether a court may demand a proof of the answer: it is made before anything is signed. */
export const needsProof = (request: Pick<InferenceRequest, "mode" | "consentId">): boolean =>
  request.mode === Mode.OPTIMISTIC && isPersonal(request);

/** Whether the request is about a person. */
export const isPersonal = (request: Pick<InferenceRequest, "consentId">): boolean =>
  BigInt(request.consentId) !== 0n;

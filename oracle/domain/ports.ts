import type { BatchedAnswer, SignedBatch } from "../../standards/batch.ts";
import type { ConsentTerms } from "../../standards/consent.ts";
import type { ConsentStanding } from "../../standards/consentStanding.ts";
import type { ConfigDigest, ConsentId, Hex, ModelId, RequestId } from "../../standards/hex.ts";
import type { Sealed } from "../../standards/hpke.ts";
import type { SignedRefusal, SignedReport } from "../../standards/inference.ts";
import type { PolicyStanding } from "../../standards/policy.ts";
import type { SignedBatchOfAnswers } from "./batch.ts";
import type { Committee, Member } from "./committee.ts";
import type { SignedDecision } from "./decision.ts";
import type { Duty, DutyChanges, DutyState, NewDuty, ProposedAnswer } from "./duty.ts";
import type { ToSign } from "./equivocation.ts";
import type { KeptProof } from "./proof.ts";
import type { Signer } from "./signer.ts";

/** A block, as far as the node cares. */
export type BlockRef = { readonly number: number; readonly hash: Hex };
export type Head = BlockRef & { readonly timestamp: number };
export type Liveness = { readonly live: boolean; readonly version: number };

/** The policy version that a consent names. */
export type AgreedPolicy = Pick<ConsentTerms, "policy" | "policyHash" | "policyMajor" | "policyMinor">;

/** What the node asks the chain. Implemented by chain/. */
export type Chain = {
  readonly head: () => Promise<Head>;
  readonly statusOf: (id: RequestId, block?: number) => Promise<number>;
  readonly livenessOf: (id: ConsentId, at: "latest" | "final") => Promise<Liveness>;
  readonly standingOf: (id: ConsentId, at: "latest" | "final") => Promise<ConsentStanding>;
  /** How the policy version that was agreed to stands to the newest one. */
  readonly policyStandingOf: (agreed: AgreedPolicy, at: "latest" | "final") => Promise<PolicyStanding>;
  /** Whether the model registry has the model in service. */
  readonly isModelActive: (id: ModelId) => Promise<boolean>;
  /** The committee that signs now: the newest that the oracle has adopted. */
  readonly committee: () => Promise<Committee>;
  /** A committee that the oracle still takes signatures from, or undefined. */
  readonly committeeOf: (digest: ConfigDigest) => Promise<Committee | undefined>;
  /** Who was in charge at the end of a block, in bit order: the same whenever it is asked. */
  readonly membersAt: (block: number) => Promise<readonly Member[]>;
};

/** How a submission ended. */
export type Submission =
  | { readonly kind: "mined"; readonly hash: Hex; readonly gasUsed: bigint }
  /** Not sent or reverted; `error` is the contract's error name. */
  | { readonly kind: "rejected"; readonly error: string }
  /** Right, but not worth its gas now. */
  | { readonly kind: "postponed"; readonly error: string };

/** How the submission of a batch ended. The contract skips answers that it cannot take. */
export type BatchSubmission =
  | Exclude<Submission, { kind: "mined" }>
  | (Extract<Submission, { kind: "mined" }> & { readonly settled: readonly RequestId[] });

/** Brings statements to the chain. Implemented by chain/. */
export type Submitter = {
  /** Sends a duty's statement and waits for its receipt; `broadcast` runs once, right after the first sending. */
  readonly submit: (duty: Duty, broadcast: () => Promise<void>) => Promise<Submission>;
  /** Sends many at once, under a key that a restart finds it by. `commit` runs before; nothing is sent when it throws. */
  readonly submitBatch: (
    key: RequestId,
    batch: SignedBatchOfAnswers,
    commit: () => Promise<void>,
  ) => Promise<BatchSubmission>;
  /** Whether a batch's transaction is still on its way. */
  readonly isUnderWay: (key: RequestId) => Promise<boolean>;
  /** Asks the oracle to expire an overdue request. */
  readonly expire: (duty: Duty) => Promise<Submission>;
  /** Asks the oracle to make the proposed answer final. */
  readonly finalise: (duty: Duty) => Promise<Submission>;
};

/** A settlement that an event told of. */
export type Settlement = { readonly id: RequestId; readonly outcome: number; readonly blockNumber: number };

/** An answer that an event told of and that can still be challenged. */
export type Proposed = ProposedAnswer & { readonly id: RequestId; readonly blockNumber: number };

/** A request as its event told of it; the id is not checked yet. */
export type OpenedRequest = Omit<NewDuty, "seenAt">;

/** The oracle's events of a range of blocks that ends with `to`. */
export type ScannedRange = {
  readonly to: BlockRef;
  readonly opened: readonly OpenedRequest[];
  readonly proposed: readonly Proposed[];
  readonly settled: readonly Settlement[];
};

/** What one pass over new blocks found. */
export type Scan = {
  readonly to: BlockRef;
  readonly opened: readonly NewDuty[];
  readonly proposed: readonly Proposed[];
  readonly settled: readonly Settlement[];
};

/** What is durable. Every call is one transaction, on disk when its promise resolves. Implemented by store/. */
export type Store = {
  readonly cursor: () => Promise<BlockRef | undefined>;
  /** Blocks whose events are stored, newest first. */
  readonly journal: () => Promise<readonly BlockRef[]>;
  /** Stores events and cursor; returns what was new. Duties known before stay as they are. */
  readonly recordScan: (scan: Scan) => Promise<{
    readonly opened: readonly NewDuty[];
    readonly proposed: readonly Duty[];
    readonly settled: readonly Duty[];
  }>;
  /** Forgets everything above a block that the chain no longer has; signatures are never forgotten. */
  readonly rewindTo: (block: BlockRef | undefined) => Promise<void>;
  readonly duty: (id: RequestId) => Promise<Duty | undefined>;
  /**
   * Duties with something to do now, the longest waiting first. Where several workers share a store each duty is this
   * worker's for a few seconds: `keepDuties` prolongs that, `freeDuty` ends it. `underWay` is how many this worker drives.
   */
  readonly claimDuties: (now: number, limit: number, underWay?: number) => Promise<readonly Duty[]>;
  readonly keepDuties: (ids: readonly RequestId[], now: number) => Promise<void>;
  readonly freeDuty: (id: RequestId) => Promise<void>;
  /** Duties that are not settled, in the order of their ids, after one of them. */
  readonly owedDuties: (after: RequestId | undefined, limit: number) => Promise<readonly Duty[]>;
  /** How many duties are owed, and when the oldest of them was seen. */
  readonly backlog: () => Promise<{ readonly active: number; readonly oldestSeenAt: number | undefined }>;
  /** How many duties are in each state that the chain has not settled. */
  readonly census: () => Promise<Readonly<Partial<Record<DutyState, number>>>>;
  /** Moves a duty if it still is in `from`; false when somebody else moved it. Throws on a forbidden move. */
  readonly move: (
    id: RequestId,
    from: DutyState,
    to: DutyState,
    changes: DutyChanges,
    result?: Sealed,
  ) => Promise<boolean>;
  /** Moves several duties at once if all of them still are in `from`; else moves none, and it is false. */
  readonly moveAll: (
    ids: readonly RequestId[],
    from: DutyState,
    to: DutyState,
    changes: DutyChanges,
  ) => Promise<boolean>;
  /** Changes a duty without moving it. */
  readonly touch: (id: RequestId, changes: DutyChanges) => Promise<void>;
  /** Signs only if nothing signed before contradicts it, and only after that is on disk. */
  readonly releaseSignature: (id: RequestId, next: ToSign, sign: () => Promise<Hex>) => Promise<Hex>;
  /** The same for all requests that one signature speaks of: all of them or none. */
  readonly releaseBatch: (
    all: readonly { readonly id: RequestId; readonly next: ToSign }[],
    sign: () => Promise<Hex>,
  ) => Promise<Hex>;
  /** Signs a decision about a person unless it contradicts an earlier one, and gives it out only once it is on disk. */
  readonly releaseDecision: (
    id: RequestId,
    next: Omit<SignedDecision, "signature">,
    sign: () => Promise<Hex>,
  ) => Promise<SignedDecision>;
  readonly decisions: (id: RequestId) => Promise<readonly SignedDecision[]>;
  /** The encrypted result of an answered request. */
  readonly result: (id: RequestId) => Promise<Sealed | undefined>;
  /** Keeps the proof of an output. Where an output needs one, nothing is signed before it is here. */
  readonly keepProof: (id: RequestId, kept: KeptProof) => Promise<void>;
  readonly proofOf: (id: RequestId, output: Hex) => Promise<KeptProof | undefined>;
  /** The proof of the output that was signed. */
  readonly signedProofOf: (id: RequestId) => Promise<KeptProof | undefined>;
  /** Runs `action` while no other worker on this store runs one of the same name. */
  readonly alone: <T>(name: string, action: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** This node's keys. Implemented by config/. */
export type Keys = Signer & {
  readonly operator: Hex;
  /** X25519. */
  readonly encryptionPrivateKey: Hex;
  /** Keys that take over once the chain lists them: see signerFor. */
  readonly next?: Signer | undefined;
  readonly nextEncryptionPrivateKey?: Hex | undefined;
};

/**
 * What a leader asks its peers to sign too; `signature` is the leader's own. With a trace each signs its own
 * TracedReport, so that of the leader only tells that the leader means it.
 */
export type Proposal = SingleProposal | BatchProposal;

/** What a leader asks its peers to sign of one of many answers. */
export type BatchMember = Pick<BatchedAnswer, "requestId" | "outputHash" | "consentVersion">;

/** Many answers under one root. */
export type BatchProposal = {
  readonly kind: "batch";
  readonly batch: SignedBatch;
  readonly members: readonly BatchMember[];
  readonly signature: Hex;
};

export type SingleProposal =
  | {
      readonly kind: "answer";
      readonly report: SignedReport;
      readonly traceCommitment?: Hex | undefined;
      readonly signature: Hex;
    }
  | { readonly kind: "refusal"; readonly refusal: SignedRefusal; readonly signature: Hex };

/** Why a peer does not sign. `retryable`: it may a moment later. */
export type Objection = {
  readonly code: ObjectionCode;
  readonly retryable: boolean;
  /** Of a batch: what this peer would not sign now. */
  readonly members?: readonly RequestId[] | undefined;
};
export type ObjectionCode =
  | "UNKNOWN_COMMITTEE"
  | "UNKNOWN_SIGNER"
  | "NOT_READY"
  | "OTHER_OUTPUT"
  | "OTHER_DECISION"
  | "STALE_BLOCK"
  | "CONSENT_DIFFERS"
  | "NOT_PENDING"
  | "OTHER_FORM"
  | "QUORUMS_MAY_DIFFER"
  | "WOULD_EQUIVOCATE"
  | "CANNOT_SIGN";

export type PeerAnswer =
  | { readonly signed: true; readonly signature: Hex; readonly traceCommitment?: Hex | undefined }
  | { readonly signed: false; readonly objection: Objection };

/** What a peer did that a peer should not. */
export type PeerFault =
  | "UNREACHABLE"
  | "TIMED_OUT"
  | "REFUSED"
  | "BAD_ENVELOPE"
  | "MALFORMED_ANSWER"
  | "WRONG_SIGNATURE"
  | "NO_TRACE"
  | "OTHER_OUTPUT";

/** Asks other operators. Implemented by server/. */
export type Peers = {
  readonly operators: readonly Hex[];
  /** Throws a retryable error when the peer cannot be reached. */
  readonly propose: (operator: Hex, proposal: Proposal, signal: AbortSignal) => Promise<PeerAnswer>;
  /** Counts what an answer turned out to be. */
  readonly fault: (operator: Hex, fault: PeerFault) => void;
};

/** Fetches payload bytes by content hash. Throws `PAYLOAD_UNAVAILABLE`. */
export type Payloads = (payloadHash: Hex, signal: AbortSignal) => Promise<Uint8Array>;

import type { ConfigDigest, Hex, ModelId, RequestId } from "../../standards/hex.ts";
import { type InferenceRequest, outputHashOf } from "../../standards/inference.ts";
import type { Attempts } from "./attempt.ts";
import { isPersonal } from "./duty.ts";
import type { Model } from "./model.ts";
import type { BlockRef, Submission } from "./ports.ts";

/** What somebody can be convicted of by recomputing. Values as in IDisputeCourt.Finding. */
export const Finding = { WrongOutput: 1, WrongTrace: 2, Equivocation: 3 } as const;
export type FindingCode = (typeof Finding)[keyof typeof Finding];

/** An answer as its event told of it. */
export type ToldAnswer = {
  readonly id: RequestId;
  readonly output: Hex;
  readonly outputHash: Hex;
  readonly txHash: Hex;
  readonly blockNumber: number;
};

/** An answer with everything that its committee signed. */
export type SignedAnswer = {
  readonly requester: Hex;
  readonly request: InferenceRequest;
  readonly report: {
    readonly consentVersion: number;
    readonly configDigest: ConfigDigest;
    readonly observedBlock: number;
  };
  readonly output: Hex;
  readonly attestation: Hex;
  /** Of an answer that was signed with others under one root: the attestation is over that root. */
  readonly batch?: BatchPlace | undefined;
};

/** Where an answer lies under a signed root. */
export type BatchPlace = { readonly root: Hex; readonly answers: number; readonly proof: readonly Hex[] };

const WORD_CHARS = 66;

/** What a committee signs of an output: of a person's only a commitment is told, and that is signed as it is. */
export const signedHashOf = ({ request, output }: Pick<SignedAnswer, "request" | "output">): Hex =>
  isPersonal(request) && output.length === WORD_CHARS ? output : outputHashOf(output);

/** One signature as it was seen on chain. */
export type Sighting = {
  readonly signer: Hex;
  readonly report: SignedAnswer["report"];
  readonly outputHash: Hex;
  readonly traceCommitment: Hex | undefined;
  readonly batch?: BatchPlace | undefined;
  /** 65 bytes r, s, v. */
  readonly signature: Hex;
};

/** What the court is asked to judge. */
export type Accusation =
  | {
      readonly finding: typeof Finding.WrongOutput;
      readonly requestId: RequestId;
      readonly answer: SignedAnswer;
      readonly input: Hex;
      readonly salt: Hex;
      readonly rightOutput: Hex;
    }
  | {
      readonly finding: typeof Finding.WrongTrace;
      readonly requestId: RequestId;
      readonly answer: SignedAnswer;
      readonly input: Hex;
      readonly salt: Hex;
      readonly member: number;
      readonly signer: Hex;
    }
  | {
      readonly finding: typeof Finding.Equivocation;
      readonly requestId: RequestId;
      readonly first: Sighting;
      readonly second: Sighting;
    };

/** Why an answer is not checked. `PRIVATE` ones are nobody's to recompute. */
export type Obstacle =
  | "PRIVATE"
  | "UNKNOWN_MODEL"
  | "PAYLOAD_UNAVAILABLE"
  | "INPUT_MISMATCH"
  /** The calldata does not show what was signed, and no endpoint offers traces. */
  | "TRACE_UNAVAILABLE"
  /** Nothing that the transaction did shows what was signed. */
  | "NO_ATTESTATION"
  | "EXECUTOR_MISMATCH";

/** What a check found. */
export type Verdict = {
  readonly obstacle?: Obstacle;
  readonly accusations: readonly Accusation[];
  readonly sightings: readonly Sighting[];
};

/** An answer that waits to be checked. */
export type OpenCheck = ToldAnswer & {
  /** Wall-clock milliseconds. */
  readonly seenAt: number;
  readonly attempts: number;
};

/**
 * How far a case is.
 *
 * found      its evidence is stored
 * committing its secret is stored; the commitment may or may not be on its way
 * committed  the commitment is on chain
 * won        the court found as accused, at this watcher's word
 * moot       nothing is left to win
 */
export const CASE_STATES = ["found", "committing", "committed", "won", "moot"] as const;
export type CaseState = (typeof CASE_STATES)[number];

export type Case = {
  readonly key: Hex;
  readonly accusation: Accusation;
  readonly state: CaseState;
  readonly secret: Hex | undefined;
  readonly attempts: number;
  readonly lastError: string | undefined;
};
export type CaseChanges = Partial<Pick<Case, "secret" | "attempts" | "lastError">> & {
  readonly nextAttemptAt?: number;
};

/** What a watcher remembers. Every call is one transaction. Implemented by store/. */
export type WatchStore = {
  readonly cursor: () => Promise<BlockRef | undefined>;
  readonly journal: () => Promise<readonly BlockRef[]>;
  readonly rewindTo: (block: BlockRef | undefined) => Promise<void>;
  /** Stores answers and cursor; returns how many were new. */
  readonly recordAnswers: (to: BlockRef, answers: readonly ToldAnswer[], now: number) => Promise<number>;
  readonly dueChecks: (now: number, limit: number) => Promise<readonly OpenCheck[]>;
  readonly postpone: (check: OpenCheck, nextAttemptAt: number, why: string) => Promise<void>;
  /** Writes down what a check found; returns the accusations that are new, equivocations among them. */
  readonly conclude: (check: OpenCheck, verdict: Verdict, now: number) => Promise<readonly Accusation[]>;
  readonly dueCases: (now: number, limit: number) => Promise<readonly Case[]>;
  /** Moves a case if it still is in `from`. */
  readonly moveCase: (key: Hex, from: CaseState, to: CaseState, changes: CaseChanges) => Promise<boolean>;
  readonly backlog: () => Promise<{ readonly active: number; readonly oldestSeenAt: number | undefined }>;
  readonly attempts: Attempts;
  readonly close: () => Promise<void>;
};

/** How the court and the oracle stand to an accusation. */
export type Standing = {
  /** Whether everybody accused was convicted of it already. */
  readonly isJudged: boolean;
  /** Whether the answer is still open to be overturned. */
  readonly isProposed: boolean;
};

/** What the court said. */
export type Ruling = { readonly accused: number; readonly isOverturned: boolean };

/** The court, as a watcher uses it. Implemented by chain/. */
export type Court = {
  readonly standing: (accusation: Accusation) => Promise<Standing>;
  /** The block of this watcher's commitment, undefined if there is none (any more). */
  readonly committedIn: (accusation: Accusation, secret: Hex) => Promise<number | undefined>;
  readonly commit: (key: Hex, accusation: Accusation, secret: Hex) => Promise<Submission>;
  /** Without a secret it only takes a proposed answer back: nobody is slashed. */
  readonly reveal: (key: Hex, accusation: Accusation, secret: Hex | undefined) => Promise<Submission>;
  /** What this watcher has won already. */
  readonly rulingOn: (accusation: Accusation) => Promise<Ruling | undefined>;
};

/** What brought an answer to the chain: undefined when the transaction is not there (any more). */
export type AnswerSource = (told: ToldAnswer) => Promise<BroughtAnswer | undefined>;
export type BroughtAnswer =
  | { readonly answer: SignedAnswer; readonly members: readonly MemberKey[]; readonly why?: never }
  | { readonly answer?: never; readonly why: Extract<Obstacle, "TRACE_UNAVAILABLE" | "NO_ATTESTATION"> };
/** Operator and signer of a committee, in bit order. */
export type MemberKey = { readonly operator: Hex; readonly signer: Hex };

/** A model with the file that the court wants to see. */
export type WatchedModel = Model & { readonly networkFile: Uint8Array };
export type WatchedModels = (id: ModelId) => WatchedModel | undefined;

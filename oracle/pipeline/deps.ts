import type { Hex, ModelId, RequestId } from "../../standards/hex.ts";
import type { Sealed } from "../../standards/hpke.ts";
import type { RefusalReasonCode } from "../../standards/inference.ts";
import type { Duty, DutyChanges, DutyState } from "../domain/duty.ts";
import type { Model } from "../domain/model.ts";
import type { Chain, Head, Keys, Payloads, Peers, Store, Submitter } from "../domain/ports.ts";
import type { Defence, Prover } from "../domain/proving.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { Wake } from "../shared/wake.ts";

/** How the pipeline waits and what it tolerates. */
export type PipelineRules = {
  readonly chainId: number;
  readonly oracle: Hex;
  readonly consents: Hex;
  /** Where this node uses data: ISO 3166-1 alpha-2. */
  readonly jurisdiction: string;
  /** Each further rank waits this much longer before it steps in. */
  readonly backoffMs: number;
  readonly retryMs: number;
  readonly peerTimeoutMs: number;
  /** How far a leader's block may be from one's own head. */
  readonly maxBlockDistance: number;
  readonly expireOverdue: boolean;
};

/** Everything the steps need, in one argument. */
export type PipelineDeps = {
  readonly rules: PipelineRules;
  readonly chain: Chain;
  readonly submitter: Submitter;
  readonly store: Store;
  readonly keys: Keys;
  readonly peers: Peers;
  /** Told when a duty's transaction is sent: from then on it only waits for the chain, and takes nobody's place. */
  readonly park?: ((id: RequestId) => void) | undefined;
  /** Brings answers together that are ready at the same time; without it each goes alone. */
  readonly batcher?: Batcher | undefined;
  readonly payloads: Payloads;
  /** Both or neither: without them private OPTIMISTIC requests stay unserved. */
  readonly prover?: Prover | undefined;
  readonly defence?: Defence | undefined;
  readonly modelOf: (id: ModelId) => Model | undefined;
  /** The newest head that the listener has seen. */
  readonly seenHead: () => Head | undefined;
  /** False while a rollup's sequencer lets nobody in, or has only just let people in again. */
  readonly isChainOpen?: () => boolean;
  /** Has the event of a request looked up that a peer knows and this node does not. */
  readonly lookUp?: (id: RequestId, by: Hex) => void;
  /** Woken when there may be new duties. */
  readonly news?: Wake;
  /** Why nothing new is signed, such as a bond that is gone; undefined while all is well. */
  readonly whyIdle?: () => string | undefined;
  /** Told of every turn of the loop over duties. */
  readonly onTurn?: () => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
};

/** What a step decided: go on to another state, or look again later. */
export type StepResult =
  | {
      readonly kind: "move";
      readonly to: DutyState;
      readonly changes: DutyChanges;
      readonly result?: Sealed;
    }
  | { readonly kind: "wait"; readonly ms: number; readonly why: string };

/** Not to answer, for a reason that the committee will sign. */
export const refuse = (reason: RefusalReasonCode, now: number): StepResult => ({
  kind: "move",
  to: "refusing",
  changes: { refusal: reason, readyAt: now },
});

/** To look again later. */
export const wait = (ms: number, why: string): StepResult => ({ kind: "wait", ms, why });

/** Brings answers that are ready at the same time to the chain together. */
export type Batcher = {
  /** What became of the duty; undefined: bring it alone. */
  readonly join: (deps: PipelineDeps, duty: Duty) => Promise<StepResult | undefined>;
};

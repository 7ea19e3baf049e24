import type { Head } from "../domain/ports.ts";
import type { Clock } from "./clock.ts";

/** Signs of life of one node. */
export type Vitals = {
  readonly onPass: (head: Head) => void;
  readonly seenHead: () => Head | undefined;
  readonly setReady: () => void;
  readonly read: (backlog: Backlog) => {
    readonly ok: boolean;
    readonly problems: readonly string[];
    readonly head: number | undefined;
    readonly pending: number;
  };
};

export type Backlog = { readonly active: number; readonly oldestSeenAt: number | undefined };

export type VitalRules = {
  readonly pollIntervalMs: number;
  /** How long the chain may stand still. */
  readonly maxHeadAgeMs: number;
  readonly maxDutyAgeMs: number;
};

/** Listener passes that may be missed before it counts as stuck. */
const MISSED_PASSES = 10;
const MIN_STUCK_MS = 15_000;

/** Health that can fail: the chain stands still, the listener is stuck, a duty is overdue, models are not loaded. */
export const createVitals = (rules: VitalRules, clock: Clock): Vitals => {
  const startedAt = clock.now();
  let head: Head | undefined;
  let passedAt = startedAt;
  let advancedAt = startedAt;
  let ready = false;
  return {
    onPass: (seen) => {
      passedAt = clock.now();
      if (seen.hash !== head?.hash) advancedAt = passedAt;
      head = seen;
    },
    seenHead: () => head,
    setReady: () => {
      ready = true;
    },
    read: ({ active, oldestSeenAt }) => {
      const now = clock.now();
      const stuckAfter = Math.max(MIN_STUCK_MS, rules.pollIntervalMs * MISSED_PASSES);
      const problems: string[] = [];
      if (!ready) problems.push("STARTING");
      if (now - passedAt > stuckAfter) problems.push("LISTENER_STUCK");
      if (now - advancedAt > rules.maxHeadAgeMs) problems.push("HEAD_STALE");
      if (oldestSeenAt !== undefined && now - oldestSeenAt > rules.maxDutyAgeMs)
        problems.push("DUTY_OVERDUE");
      return { ok: problems.length === 0, problems, head: head?.number, pending: active };
    },
  };
};

import type { Head } from "../domain/ports.ts";
import type { Clock } from "./clock.ts";
import { PROBLEMS, type Probe, type ProblemCode } from "./problems.ts";

/** Whether a process does its duty, and what is wrong with it. */
export type Readiness = {
  readonly ok: boolean;
  readonly problems: readonly ProblemCode[];
  /** What does not keep it from its duty yet. */
  readonly warnings: readonly ProblemCode[];
  readonly head: number | undefined;
  readonly pending: number | undefined;
};

/** Whether a process should go on running: only what a new one would cure. */
export type Liveness = { readonly ok: boolean; readonly problems: readonly ProblemCode[] };

/** Signs of life of one process. */
export type Vitals = {
  readonly onPass: (head: Head) => void;
  readonly seenHead: () => Head | undefined;
  /** Seconds since a new block was last seen. */
  readonly headAge: () => number;
  readonly setReady: () => void;
  /** Registers a problem that a room looks for itself. Several probes of one code: it is there when one says so. */
  readonly problem: (code: ProblemCode, probe: Probe) => void;
  /** A loop that must turn: call what it gives at every turn. The first call starts the watch. */
  readonly heartbeat: (maxPauseMs: number) => () => void;
  /** A backlog that cannot be read says that the store is unavailable. */
  readonly read: (backlog: Backlog | Promise<Backlog>) => Promise<Readiness>;
  readonly live: () => Promise<Liveness>;
};

export type Backlog = { readonly active: number; readonly oldestSeenAt: number | undefined };

export type VitalRules = {
  readonly pollIntervalMs: number;
  /** How long the chain may stand still. */
  readonly maxHeadAgeMs: number;
  readonly maxDutyAgeMs: number;
  /** Health is asked for because something may hang: a probe that is not done by then says that it does. */
  readonly probeTimeoutMs?: number;
};

/** Listener passes that may be missed before it counts as stuck. */
const MISSED_PASSES = 10;
const MIN_STUCK_MS = 15_000;
const DEFAULT_PROBE_TIMEOUT_MS = 2_000;

type Watched = { readonly code: ProblemCode; readonly probe: Probe };

/** Health that can fail: the chain stands still, the listener is stuck, a duty is overdue, and what rooms report. */
export const createVitals = (rules: VitalRules, clock: Clock): Vitals => {
  const startedAt = clock.now();
  const stuckAfter = Math.max(MIN_STUCK_MS, rules.pollIntervalMs * MISSED_PASSES);
  const probeTimeout = rules.probeTimeoutMs ?? DEFAULT_PROBE_TIMEOUT_MS;
  let head: Head | undefined;
  let passedAt = startedAt;
  let advancedAt = startedAt;
  let ready = false;
  const since = (at: number): number => clock.now() - at;
  const watched: Watched[] = [
    { code: "STARTING", probe: () => !ready },
    { code: "LISTENER_STUCK", probe: () => since(passedAt) > stuckAfter },
    { code: "HEAD_STALE", probe: () => since(advancedAt) > rules.maxHeadAgeMs },
  ];
  return {
    onPass: (seen) => {
      passedAt = clock.now();
      if (seen.hash !== head?.hash) advancedAt = passedAt;
      head = seen;
    },
    seenHead: () => head,
    headAge: () => since(advancedAt) / 1_000,
    setReady: () => {
      ready = true;
    },
    problem: (code, probe) => {
      watched.push({ code, probe });
    },
    heartbeat: (maxPauseMs) => {
      let turnedAt: number | undefined;
      watched.push({
        code: "LOOP_STUCK",
        probe: () => turnedAt !== undefined && since(turnedAt) > maxPauseMs,
      });
      return () => {
        turnedAt = clock.now();
      };
    },
    read: async (backlog) => {
      const [codes, owed] = await Promise.all([
        presentOf(watched, probeTimeout),
        backlogOf(backlog, probeTimeout),
      ]);
      const overdue = owed?.oldestSeenAt !== undefined && since(owed.oldestSeenAt) > rules.maxDutyAgeMs;
      const all = withCodes(codes, { DUTY_OVERDUE: overdue, STORE_UNAVAILABLE: owed === undefined });
      const problems = all.filter((code) => PROBLEMS[code].failing);
      const warnings = all.filter((code) => !PROBLEMS[code].failing);
      return { ok: problems.length === 0, problems, warnings, head: head?.number, pending: owed?.active };
    },
    live: async () => {
      const problems = await presentOf(
        watched.filter(({ code }) => PROBLEMS[code].restart),
        probeTimeout,
      );
      return { ok: problems.length === 0, problems };
    },
  };
};

const withCodes = (
  codes: readonly ProblemCode[],
  more: Partial<Record<ProblemCode, boolean>>,
): readonly ProblemCode[] => {
  const added = (Object.keys(more) as ProblemCode[]).filter((code) => more[code] && !codes.includes(code));
  return [...codes, ...added];
};

const presentOf = async (watched: readonly Watched[], timeoutMs: number): Promise<readonly ProblemCode[]> => {
  const found = await Promise.all(
    watched.map(async ({ code, probe }) => ((await isThere(probe, timeoutMs)) ? [code] : [])),
  );
  return [...new Set(found.flat())];
};

const isThere = async (probe: Probe, timeoutMs: number): Promise<boolean> => {
  try {
    return await inTime(Promise.resolve(probe()), timeoutMs);
  } catch {
    return true;
  }
};

const backlogOf = async (
  backlog: Backlog | Promise<Backlog>,
  timeoutMs: number,
): Promise<Backlog | undefined> => {
  try {
    return await inTime(Promise.resolve(backlog), timeoutMs);
  } catch {
    return undefined;
  }
};

const inTime = async <T>(promise: Promise<T>, timeoutMs: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("No answer in time.")), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

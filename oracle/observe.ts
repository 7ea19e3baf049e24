import type { Membership } from "./domain/membership.ts";
import { isUnderBonded } from "./domain/membership.ts";
import type { Model } from "./domain/model.ts";
import type { Chain, Store } from "./domain/ports.ts";
import type { Clock } from "./shared/clock.ts";
import { codeOf, describeError } from "./shared/errors.ts";
import type { Log } from "./shared/log.ts";
import type { Metrics } from "./shared/metrics.ts";
import { PROBLEM_CODES } from "./shared/problems.ts";
import type { Readiness, Vitals } from "./shared/vitals.ts";

export type ObserveDeps = {
  readonly vitals: Vitals;
  readonly metrics: Metrics;
  readonly store: Pick<Store, "backlog" | "census">;
  readonly chain: Pick<Chain, "isModelActive">;
  /** What this node can answer with. */
  readonly models: () => Iterable<Model>;
  readonly membership: () => Promise<Membership>;
  /** Reads the balance of the signing account and sets its gauge. */
  readonly lookAtAccount: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/** What an operator's standing says, refreshed now and then. */
export type Standing = {
  /** Why nothing new is signed, or undefined. */
  readonly refusal: () => "BOND_TOO_LOW" | undefined;
  readonly watch: (deps: ObserveDeps) => Promise<void>;
};

const GAUGE_INTERVAL_MS = 5_000;
const STANDING_INTERVAL_MS = 60_000;

/** Keeps the gauges of a node and looks after what only the chain tells of it: its place, its bond, its models. */
export const createStanding = (vitals: Pick<Vitals, "problem">): Standing => {
  let membership: Membership | undefined;
  let inactive = 0;
  const isLow = () => membership !== undefined && isUnderBonded(membership);
  vitals.problem("NOT_A_MEMBER", () => membership !== undefined && membership.bit === undefined);
  vitals.problem("BOND_TOO_LOW", isLow);
  vitals.problem("MODEL_INACTIVE", () => inactive > 0);
  const refresh = async (deps: ObserveDeps): Promise<void> => {
    membership = await deps.membership();
    inactive = await countInactive(deps);
  };
  return {
    refusal: () => (isLow() ? "BOND_TOO_LOW" : undefined),
    watch: async (deps) => {
      await Promise.all([
        repeat(deps, STANDING_INTERVAL_MS, refresh),
        repeat(deps, GAUGE_INTERVAL_MS, setGauges),
      ]);
    },
  };
};

const repeat = async (
  deps: ObserveDeps,
  everyMs: number,
  action: (deps: ObserveDeps) => Promise<void>,
): Promise<void> => {
  while (!deps.signal.aborted) {
    try {
      await action(deps);
    } catch (error) {
      deps.log.debug({ msg: "Standing cannot be read", ...describeError(error) });
    }
    await deps.clock.wait(everyMs, deps.signal);
  }
};

const countInactive = async ({ models, chain, metrics }: ObserveDeps): Promise<number> => {
  let inactive = 0;
  for (const { id, name } of models()) {
    const active = await chain.isModelActive(id);
    metrics.modelActive.set({ model: name }, active ? 1 : 0);
    if (!active) inactive++;
  }
  return inactive;
};

const setGauges = async (deps: ObserveDeps): Promise<void> => {
  const { metrics, store, vitals, clock } = deps;
  setHealth(metrics, vitals, await vitals.read(store.backlog()));
  const { active, oldestSeenAt } = await store.backlog();
  metrics.pending.set(active);
  metrics.oldestUnfulfilled.set(oldestSeenAt === undefined ? 0 : (clock.now() - oldestSeenAt) / 1_000);
  const census = await store.census();
  for (const [state, count] of Object.entries(census)) metrics.unfulfilled.set({ state }, count);
  metrics.halted.set(census.halted ?? 0);
  await deps.lookAtAccount();
};

/** Health as metrics, for alerts that look at many processes. */
export const setHealth = (
  metrics: Pick<Metrics, "problem" | "ready" | "headAge">,
  vitals: Pick<Vitals, "headAge">,
  { ok, problems, warnings }: Readiness,
): void => {
  const present: readonly string[] = [...problems, ...warnings];
  for (const code of PROBLEM_CODES) metrics.problem.set({ code }, present.includes(code) ? 1 : 0);
  metrics.ready.set(ok ? 1 : 0);
  metrics.headAge.set(vitals.headAge());
};

/** The same store, its calls timed and its failures counted. */
export const measured = <S extends object>(
  store: S,
  { storeTime, storeFailures }: Pick<Metrics, "storeTime" | "storeFailures">,
): S => {
  const timed = Object.entries(store).map(([operation, member]: [string, unknown]) => {
    if (typeof member !== "function" || UNTIMED.includes(operation)) return [operation, member];
    const call = async (...values: unknown[]): Promise<unknown> => {
      const stop = storeTime.startTimer({ operation });
      try {
        return await member(...values);
      } catch (error) {
        storeFailures.inc({ operation, code: codeOf(error) });
        throw error;
      } finally {
        stop();
      }
    };
    return [operation, call];
  });
  return Object.fromEntries(timed) as S;
};

/** What runs other work inside says nothing of the store. */
const UNTIMED: readonly string[] = ["alone", "close"];

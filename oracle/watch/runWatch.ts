import type { Case, OpenCheck } from "../domain/watch.ts";
import { codeOf, describeError } from "../shared/errors.ts";
import { delayOf, isRetryable } from "../shared/retry.ts";
import { checkAnswer } from "./checkAnswer.ts";
import type { WatchDeps } from "./deps.ts";
import { pursueCase } from "./pursueCase.ts";

const CHECKS_AT_ONCE = 8;
const TICK_MS = 50;
const MAX_FAILURE_DELAY_MS = 60_000;

/** Checks what is due and pursues what was found, until the signal aborts. */
export const runWatch = async (deps: WatchDeps): Promise<void> => {
  const { store, clock, signal, metrics } = deps;
  while (!signal.aborted) {
    const checks = await store.dueChecks(clock.now(), CHECKS_AT_ONCE);
    await Promise.all(checks.map((check) => attemptCheck(deps, check)));
    // One after the other: their transactions share an account.
    for (const found of await store.dueCases(clock.now(), CHECKS_AT_ONCE)) {
      if (!signal.aborted) await attemptCase(deps, found);
    }
    metrics.openCases.set((await store.backlog()).active);
    await clock.wait(TICK_MS, signal);
  }
};

const attemptCheck = async (deps: WatchDeps, check: OpenCheck): Promise<void> => {
  try {
    await checkAnswer(deps, check);
  } catch (error) {
    const inMs = noteFailure(deps, "checkAnswer", check, error);
    await deps.store.postpone(check, deps.clock.now() + inMs, codeOf(error));
  }
};

const attemptCase = async (deps: WatchDeps, found: Case): Promise<void> => {
  try {
    await pursueCase(deps, found);
  } catch (error) {
    const inMs = noteFailure(deps, "pursueCase", found, error);
    const changes = { attempts: found.attempts + 1, lastError: codeOf(error) };
    await deps.store.moveCase(found.key, found.state, found.state, {
      ...changes,
      nextAttemptAt: deps.clock.now() + inMs,
    });
  }
};

/** Logs a failed step; the milliseconds until the next try. */
const noteFailure = (
  { log, metrics, rules, random, signal }: WatchDeps,
  step: string,
  { attempts }: { readonly attempts: number },
  error: unknown,
): number => {
  const level = isRetryable(error) || signal.aborted ? "warn" : "error";
  log[level]({ msg: "Step failed", step, ...describeError(error) });
  metrics.stepFailures.inc({ step, code: codeOf(error) });
  const rule = { attempts: 0, firstDelayMs: rules.retryMs, maxDelayMs: MAX_FAILURE_DELAY_MS };
  return delayOf(attempts, rule, random);
};

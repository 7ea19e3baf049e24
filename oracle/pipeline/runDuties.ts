import type { RequestId } from "../../standards/hex.ts";
import { ACTIVE_STATES, type Duty, type DutyState } from "../domain/duty.ts";
import { codeOf, describeError } from "../shared/errors.ts";
import { delayOf, isRetryable } from "../shared/retry.ts";
import { authorise } from "./authorise.ts";
import { compute } from "./compute.ts";
import { type PipelineDeps, type StepResult, wait } from "./deps.ts";
import { finalise } from "./finalise.ts";
import { gather } from "./gather.ts";
import { isOverdue, lapse } from "./lapse.ts";
import { confirm, submit } from "./submit.ts";

type Step = (deps: PipelineDeps, duty: Duty) => Promise<StepResult>;

/** The step that takes a duty on from each state. */
const STEPS: Partial<Record<DutyState, Step>> = {
  seen: authorise,
  authorised: compute,
  computed: gather,
  refusing: gather,
  signed: submit,
  submitted: confirm,
  proposed: finalise,
};

/** States that the request's deadline does not end. */
const BEYOND_DEADLINE: readonly DutyState[] = ["submitted", "proposed"];
/** Steps that bring something to the chain, which waits while nobody can reach it. */
const SENDING: readonly Step[] = [submit, finalise, lapse];
const SEQUENCER_MS = 1_000;
/** As many answers may share a transaction. */
const CONCURRENCY = 64;
/** Those included that only wait for their transaction. */
const MAX_RUNNING = 1_024;
/** States whose step may send, and then moves the duty to `submitted` itself. */
const SENDS: readonly DutyState[] = ["computed", "signed"];
const TICK_MS = 50;
const STORE_FAILURE_MS = 500;
const MAX_FAILURE_DELAY_MS = 30_000;

/** Takes every due duty on, several at once, until the signal aborts; then waits for the steps under way. */
export const runDuties = async (deps: PipelineDeps): Promise<void> => {
  const { clock, signal } = deps;
  const running = new Map<RequestId, Promise<void>>();
  const parked = new Set<RequestId>();
  const parking = { ...deps, park: (id: RequestId) => void parked.add(id) };
  while (!signal.aborted) {
    deps.onTurn?.();
    for (const { id } of await claim(deps, running, parked.size)) {
      if (running.has(id) || isFull(running.size, parked.size)) continue;
      running.set(
        id,
        driveAndFree(parking, id).finally(() => {
          running.delete(id);
          parked.delete(id);
        }),
      );
    }
    await (deps.news?.next(TICK_MS, signal) ?? clock.wait(TICK_MS, signal));
  }
  await Promise.all(running.values());
};

const isFull = (running: number, parked: number): boolean =>
  running - parked >= CONCURRENCY || running >= MAX_RUNNING;

/** What is due and not under way here. A store that cannot be asked is asked again at the next tick. */
const claim = async (
  { store, clock, log }: PipelineDeps,
  running: ReadonlyMap<RequestId, unknown>,
  parked: number,
): Promise<readonly Duty[]> => {
  // No more than there is room for: what is claimed and not driven would wait for its lease to end.
  const room = Math.min(CONCURRENCY - (running.size - parked), MAX_RUNNING - running.size);
  try {
    await store.keepDuties([...running.keys()], clock.now());
    return room <= 0 ? [] : await store.claimDuties(clock.now(), room, running.size);
  } catch (error) {
    log.warn({ msg: "Store cannot be asked for duties", ...describeError(error) });
    return [];
  }
};

/** Drives a duty and gives it free; what the store fails at is tried again when it is due. */
const driveAndFree = async (deps: PipelineDeps, id: RequestId): Promise<void> => {
  try {
    await drive(deps, id);
    await deps.store.freeDuty(id);
  } catch (error) {
    deps.log.warn({ msg: "Store failed under a duty", requestId: id, ...describeError(error) });
    await deps.clock.wait(STORE_FAILURE_MS, deps.signal);
  }
};

/** Runs step after step until the duty has to wait or is done. */
const drive = async (deps: PipelineDeps, id: RequestId): Promise<void> => {
  while (!deps.signal.aborted) {
    const duty = await deps.store.duty(id);
    if (duty === undefined || !ACTIVE_STATES.includes(duty.state)) return;
    if (duty.nextAttemptAt > deps.clock.now()) return;
    const result = await take(deps, duty);
    if (!(await apply(deps, duty, result))) return;
  }
};

const take = async (deps: PipelineDeps, duty: Duty): Promise<StepResult> => {
  const step = isOverdue(deps, duty) && !BEYOND_DEADLINE.includes(duty.state) ? lapse : STEPS[duty.state];
  if (step === undefined) throw new TypeError(`No step for state ${duty.state}.`);
  if (SENDING.includes(step) && deps.isChainOpen?.() === false) return wait(SEQUENCER_MS, "SEQUENCER_DOWN");
  try {
    return await step(deps, duty);
  } catch (error) {
    if (codeOf(error) === "WOULD_EQUIVOCATE") {
      deps.log.error({ msg: "Something else was signed before; duty halted", requestId: duty.id });
      return { kind: "move", to: "halted", changes: { lastError: codeOf(error) } };
    }
    const level = isRetryable(error) || deps.signal.aborted ? "warn" : "error";
    deps.log[level]({ msg: "Step failed", step: step.name, requestId: duty.id, ...describeError(error) });
    deps.metrics.stepFailures.inc({ step: step.name, code: codeOf(error) });
    const rule = { attempts: 0, firstDelayMs: deps.rules.retryMs, maxDelayMs: MAX_FAILURE_DELAY_MS };
    return { kind: "wait", ms: delayOf(duty.attempts, rule, deps.random), why: codeOf(error) };
  }
};

/** Writes down what a step decided; true when there may be more to do at once. */
const apply = async (
  { store, clock, log }: PipelineDeps,
  duty: Duty,
  result: StepResult,
): Promise<boolean> => {
  const from = (await store.duty(duty.id))?.state;
  // A step's word counts for the state that it began in; sending alone moves a duty before its end.
  if (from === undefined || (from !== duty.state && !(from === "submitted" && SENDS.includes(duty.state))))
    return false;
  if (result.kind === "wait") {
    const nextAttemptAt = clock.now() + result.ms;
    await store.touch(duty.id, { attempts: duty.attempts + 1, nextAttemptAt, lastError: result.why });
    return false;
  }
  const changes = { nextAttemptAt: 0, ...result.changes };
  const moved = await store.move(duty.id, from, result.to, changes, result.result);
  log.debug({ msg: "Duty moved", requestId: duty.id, from, to: result.to, moved });
  return moved;
};

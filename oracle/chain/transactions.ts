import type { RequestId } from "../../standards/hex.ts";
import type { Attempt, Call, Outstanding } from "../domain/attempt.ts";
import { describeError } from "../shared/errors.ts";
import { createMutex } from "../shared/mutex.ts";
import { isRetryable } from "../shared/retry.ts";
import { replacementFees } from "./fees.ts";
import { createLane, type Lane, type Turn } from "./lane.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { leastNonce, nonceAt } from "./nonces.ts";
import { createOutbox, isEmpty } from "./outbox.ts";
import { createReceipts, type Receipt } from "./receipts.ts";
import { type Tending, tend } from "./tend.ts";
import type { TransactionDeps } from "./transactionDeps.ts";

/** Sends calls as transactions of the signing account: nonces in order and durable, fees raised until mined. */
export type Transactions = {
  /** Receipt of the call, or undefined when the process is stopping or something else used the nonce. */
  readonly send: (
    key: RequestId,
    call: Call,
    broadcast: () => void | Promise<void>,
  ) => Promise<Receipt | undefined>;
  /** Whether a call's transaction is taken and not mined. */
  readonly isUnderWay: (key: RequestId) => Promise<boolean>;
  /** Broadcasts again what a crash may have left unsent. */
  readonly resume: () => Promise<void>;
  /** Whether the oldest transaction is not mined after so long. */
  readonly isStuck: (afterMs: number) => boolean;
  /** Whether something else used a nonce of the account within so long. */
  readonly isShared: (withinMs: number) => boolean;
  /** What a unit of gas costs now. */
  readonly gasPrice: () => Promise<bigint>;
  /** Gas of the transaction that was mined last. */
  readonly lastGas: () => bigint | undefined;
};

type Sending = Tending & { readonly lane: Lane; readonly run: () => void };

export const createTransactions = (deps: TransactionDeps): Transactions => {
  const tending: Tending = {
    ...deps,
    ledger: createLedger(),
    outbox: createOutbox(deps),
    receipts: createReceipts(deps.provider),
  };
  const { ledger } = tending;
  const { clock } = deps;
  const exclusive = createMutex();
  const sending: Sending = { ...tending, lane: createLane(clock), run: createLoop(tending) };
  return {
    send: async (key, call, broadcast) => {
      if (deps.signal.aborted) return undefined;
      const claimed = await exclusive(() => claim(sending, key, call));
      if ("receipt" in claimed) return claimed.receipt;
      const mined = ledger.waitFor(claimed.nonce);
      mined.catch(() => undefined);
      try {
        await ("turn" in claimed
          ? sendFirst(sending, call, claimed)
          : sendAgain(sending, call, claimed.earlier));
        await broadcast();
      } catch (error) {
        ledger.tell(claimed.nonce, undefined);
        throw error;
      } finally {
        sending.run();
      }
      return mined;
    },
    isUnderWay: async (key) => {
      const taken = await deps.attempts.find(key);
      return taken?.call !== undefined && taken.nonce >= (await nonceAt(deps, "latest"));
    },
    resume: () => resume(sending),
    isStuck: (afterMs) =>
      [...ledger.seen.values()].some(
        ({ nonce, takenAt }) => !ledger.told.has(nonce) && clock.now() - takenAt > afterMs,
      ),
    isShared: (withinMs) =>
      ledger.takenElsewhereAt !== undefined && clock.now() - ledger.takenElsewhereAt <= withinMs,
    gasPrice: async () => {
      const { baseFee, priorityFee } = await tending.outbox.market();
      return baseFee + priorityFee;
    },
    lastGas: () => ledger.lastGas,
  };
};

/** Keeps passing over what is open for as long as anything is; `run` starts it, or makes it look at once. */
const createLoop = (deps: Tending): (() => void) => {
  const { ledger, signal, log, rules, wake } = deps;
  let state: "idle" | "running" | "again" = "idle";
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      state = "running";
      let open = 1;
      try {
        open = await tend(deps);
      } catch (error) {
        const level = isRetryable(error) ? "warn" : "error";
        log[level]({ msg: "Transactions cannot be looked after", ...describeError(error) });
      }
      if ((state as string) === "again") continue;
      if (open === 0 && ledger.waitedFor().length === 0) break;
      await wake.next(rules.receiptPollMs, signal);
    }
    state = "idle";
    if (signal.aborted) ledger.stop();
  };
  signal.addEventListener("abort", () => ledger.stop(), { once: true });
  return () => {
    if (signal.aborted) return ledger.stop();
    if (state === "idle") void loop();
    else {
      state = "again";
      wake.wake();
    }
  };
};

type Claimed =
  | { readonly receipt: Receipt }
  | { readonly nonce: number; readonly earlier: Outstanding }
  | { readonly nonce: number; readonly turn: Turn };

/** The receipt of an earlier life, the nonce that the call took then, or a new one. */
const claim = async (deps: Sending, key: RequestId, call: Call): Promise<Claimed> => {
  const { attempts, ledger, clock, lane, metrics, log } = deps;
  const earlier = await attempts.find(key);
  if (earlier !== undefined) {
    const next = await nonceAt(deps, "latest");
    if (earlier.nonce >= next) return takeUp(ledger, earlier);
    const receipt = await receiptOf(deps, earlier, call);
    if (receipt !== undefined) return { receipt };
    ledger.next = next;
  }
  const taken = await attempts.take(key, call, await leastNonce(deps), clock.now());
  if (taken.earlier !== undefined) return takeUp(ledger, taken.earlier);
  const { nonce, skipped } = taken;
  ledger.trusted = nonce + 1;
  if (skipped > 0) {
    ledger.takenElsewhereAt = clock.now();
    metrics.noncesTaken.inc(skipped);
    log.error({ msg: "Something else used nonces of the signing account", nonce, skipped });
  }
  ledger.own.add(nonce);
  ledger.busy.add(nonce);
  ledger.seen.set(nonce, { nonce, key, call, takenAt: clock.now(), attempts: [] });
  return { nonce, turn: lane.turn() };
};

const takeUp = (ledger: Ledger, earlier: Outstanding): Claimed => {
  ledger.own.add(earlier.nonce);
  ledger.told.delete(earlier.nonce);
  ledger.seen.set(earlier.nonce, earlier);
  return { nonce: earlier.nonce, earlier };
};

/** What is signed is remembered too: another worker may see it mined, and forget it, before this one looks. */
const note = ({ seen }: Ledger, attempt: Attempt): void => {
  const before = seen.get(attempt.nonce);
  if (before === undefined || before.attempts.some(({ hash }) => hash === attempt.hash)) return;
  seen.set(attempt.nonce, { ...before, attempts: [...before.attempts, attempt] });
};

/** Any transaction of the nonce that did what this call is to do. */
const receiptOf = async (
  { receipts, keys }: Sending,
  { call: before, attempts }: Outstanding,
  call: Call,
): Promise<Receipt | undefined> => {
  const isSame = before?.to === call.to && before.data.slice(0, 10) === call.data.slice(0, 10);
  const own = attempts.filter((attempt) => !isEmpty(attempt, keys.signer));
  const receipt = isSame ? await receipts.of(own.map(({ hash }) => hash)) : undefined;
  return receipt?.succeeded === true ? receipt : undefined;
};

/** On disk first, then on the network, in the order of nonces. What the network refuses gives its nonce back. */
const sendFirst = async (
  { outbox, attempts, ledger }: Sending,
  call: Call,
  { nonce, turn }: { readonly nonce: number; readonly turn: Turn },
): Promise<void> => {
  try {
    const attempt = await outbox.write(nonce, call, await outbox.market());
    note(ledger, attempt);
    await turn.begin();
    const { verdict, error } = await outbox.post(attempt);
    if (verdict === "underpriced") ledger.urgent.add(nonce);
    if (verdict !== "refused") return;
    await attempts.drop(attempt.hash);
    throw error;
  } catch (error) {
    // Later nonces wait for this one: it is given back, or used up.
    if (!(await attempts.release(nonce))) await attempts.assign(nonce, undefined);
    else ledger.forget(nonce);
    throw error;
  } finally {
    ledger.busy.delete(nonce);
    turn.end();
  }
};

/** Takes a nonce up again that the call, or one in its place, took before. */
const sendAgain = async (deps: Sending, call: Call, { nonce, ...earlier }: Outstanding): Promise<void> => {
  const { outbox, attempts, rules, ledger } = deps;
  if (ledger.busy.has(nonce)) return;
  let newest = earlier.attempts.at(-1);
  if (earlier.call?.data !== call.data || earlier.call.to !== call.to) {
    const market = await outbox.market();
    const fees = newest === undefined ? market : replacementFees(market, rules, newest);
    if (fees !== undefined) {
      await attempts.assign(nonce, call);
      newest = await outbox.write(nonce, call, fees);
    }
  }
  newest ??= await outbox.write(nonce, call, await outbox.market());
  note(ledger, newest);
  const { verdict, error } = await outbox.post(newest);
  if (verdict === "underpriced") ledger.urgent.add(nonce);
  if (verdict !== "refused") return;
  await attempts.drop(newest.hash);
  throw error;
};

/** All that is open is looked after by this process from now on. */
const resume = async (deps: Sending): Promise<void> => {
  const { attempts, ledger, outbox, run } = deps;
  const next = await nonceAt(deps, "latest");
  ledger.next = next;
  for (const { nonce, attempts: sent } of await attempts.open()) {
    ledger.own.add(nonce);
    const newest = sent.at(-1);
    // What the network refuses is looked after by the next pass.
    if (nonce >= next && newest !== undefined) await outbox.post(newest);
  }
  run();
};

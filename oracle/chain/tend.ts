import { isCallException, toQuantity } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Attempt, Call, Outstanding } from "../domain/attempt.ts";
import { describeError } from "../shared/errors.ts";
import { NotMinedError } from "./errors.ts";
import { type Market, replacementFees } from "./fees.ts";
import type { Ledger } from "./ledger.ts";
import { confirmedNonce, isFiller, mendGap, nonceAt } from "./nonces.ts";
import { isEmpty, type Outbox } from "./outbox.ts";
import type { Receipts } from "./receipts.ts";
import type { TransactionDeps } from "./transactionDeps.ts";

/** What one pass over the open nonces works with. */
export type Tending = TransactionDeps & {
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly receipts: Receipts;
};

/** As many receipts as make it worth to read a block's at once. */
const PREFETCH_FROM = 4;
/** Nonces that one pass looks after: those behind them cannot be mined before. */
const MAX_TENDED = 64;
/** The network is asked this often within the time to resend whether it still knows a transaction. */
const ASK_FACTOR = 4;

/**
 * One pass over all nonces that are taken: tells who waits what was mined, sends again what the network forgot, replaces
 * what is too cheap, uses up what nobody wants any more. Returns how many are open.
 */
export const tend = async (deps: Tending): Promise<number> => {
  const { attempts, ledger } = deps;
  // Before the list is read: their nonces were taken by then.
  const waited = ledger.waitedFor();
  const open = await attempts.open();
  notice(deps, open);
  if (open.length === 0 && ledger.waitedFor().length === 0) return 0;
  const next = await nonceAt(deps, "latest");
  ledger.next = next;
  const waiting = open.filter(({ nonce }) => nonce >= next);
  if (await mendGap(deps, waiting, next)) return tend(deps);
  letGo(deps, waited, open);
  // Another worker may have seen it mined, and forgotten it, first.
  const gone = ledger.waitedFor().flatMap((nonce) => ledger.seen.get(nonce) ?? []);
  const isListed = new Set(open.map(({ nonce }) => nonce));
  const mined = [...open, ...gone.filter(({ nonce }) => !isListed.has(nonce))].filter(
    ({ nonce }) => nonce < next,
  );
  await settle(deps, mined);
  const market = waiting.length === 0 ? undefined : await deps.outbox.market();
  for (const outstanding of waiting.slice(0, MAX_TENDED)) {
    // A reorganisation may have taken it back.
    ledger.told.delete(outstanding.nonce);
    ledger.missing.delete(outstanding.nonce);
    if (market !== undefined && isOurs(deps, outstanding)) await keep(deps, outstanding, market);
  }
  if (mined.length > 0) await forget(deps, mined, next);
  return open.length;
};

/** Whether this process looks after it: its own, and what another worker seems to have left. */
const isOurs = ({ ledger, rules, clock }: Tending, { nonce, takenAt, attempts }: Outstanding): boolean => {
  if (ledger.busy.has(nonce)) return false;
  const touchedAt = Math.max(takenAt, attempts.at(-1)?.savedAt ?? 0);
  return ledger.own.has(nonce) || clock.now() - touchedAt >= 2 * rules.resendAfterMs;
};

const notice = ({ ledger, metrics, clock }: Tending, open: readonly Outstanding[]): void => {
  const listed = new Map(open.map((outstanding) => [outstanding.nonce, outstanding]));
  for (const nonce of ledger.seen.keys()) {
    if (listed.has(nonce) || ledger.isWaitedFor(nonce) || ledger.busy.has(nonce)) continue;
    ledger.forget(nonce);
  }
  for (const [nonce, outstanding] of listed) ledger.seen.set(nonce, outstanding);
  const unmined = open.filter(({ nonce }) => !ledger.told.has(nonce));
  const oldest = unmined.length === 0 ? undefined : Math.min(...unmined.map(({ takenAt }) => takenAt));
  metrics.transactionsOpen.set(unmined.length);
  metrics.oldestTransaction.set(oldest === undefined ? 0 : (clock.now() - oldest) / 1_000);
};

/** Tells those who wait for a nonce that no list has any more. */
const letGo = (
  { ledger, clock, rules }: Tending,
  waited: readonly number[],
  open: readonly Outstanding[],
): void => {
  const listed = new Set(open.map(({ nonce }) => nonce));
  for (const nonce of waited.filter((each) => !listed.has(each) && !ledger.busy.has(each))) {
    const isUsed = nonce < (ledger.next ?? 0);
    if (isUsed && ledger.seen.has(nonce)) continue;
    // One that the chain has not used yet was forgotten after it was mined, and this answer is late, or given up.
    const since = ledger.missing.get(nonce) ?? clock.now();
    ledger.missing.set(nonce, since);
    if (isUsed || clock.now() - since >= 2 * rules.resendAfterMs) ledger.tell(nonce, undefined);
  }
};

/** Finds out what used each nonce that the chain has used. */
const settle = async (deps: Tending, mined: readonly Outstanding[]): Promise<void> => {
  const { ledger, receipts } = deps;
  const untold = mined.filter(
    ({ nonce }) => !ledger.told.has(nonce) && !ledger.busy.has(nonce) && ledger.own.has(nonce),
  );
  if (untold.length >= PREFETCH_FROM) await receipts.prefetch();
  await Promise.all(untold.map((outstanding) => settleOne(deps, outstanding)));
};

const settleOne = async (deps: Tending, outstanding: Outstanding): Promise<void> => {
  const { ledger, receipts, keys, clock, rules, metrics, log } = deps;
  const { nonce, attempts } = outstanding;
  const receipt = await receipts.of(attempts.map(({ hash }) => hash));
  if (receipt !== undefined) {
    const mined = attempts.find(({ hash }) => hash === receipt.hash);
    metrics.gasUsed.inc(Number(receipt.gasUsed));
    metrics.gasPaid.inc(Number((receipt.gasUsed * receipt.gasPrice) / 1_000_000_000n));
    ledger.told.add(nonce);
    ledger.lastGas = receipt.gasUsed;
    return ledger.tell(nonce, mined !== undefined && isEmpty(mined, keys.signer) ? undefined : receipt);
  }
  // Receipts may come later than the nonce.
  const since = ledger.missing.get(nonce) ?? clock.now();
  ledger.missing.set(nonce, since);
  if (clock.now() - since < rules.resendAfterMs) return;
  ledger.told.add(nonce);
  if (isFiller(outstanding)) return;
  ledger.takenElsewhereAt = clock.now();
  metrics.noncesTaken.inc();
  log.error({ msg: "Something else used a nonce of the signing account", nonce });
  ledger.tell(nonce, undefined);
};

const keep = async (deps: Tending, outstanding: Outstanding, market: Market): Promise<void> => {
  const { rules, clock, ledger } = deps;
  const { nonce, call, attempts } = outstanding;
  const newest = attempts.at(-1);
  // A crash came between taking the nonce and signing, or what was signed was refused.
  if (newest === undefined) {
    const attempt = await deps.outbox.write(nonce, call, market);
    return post(deps, outstanding, attempt);
  }
  const isPricedOut = market.baseFee > newest.maxFee;
  const isLate = clock.now() - newest.savedAt >= rules.resendAfterMs;
  if (isLate || isPricedOut || ledger.urgent.has(nonce)) {
    if (await replace(deps, outstanding, newest, market)) return;
    if (isLate) ledger.fail(nonce, new NotMinedError(nonce, attempts.length - 1));
  }
  await remind(deps, outstanding, newest);
};

/** Offers more under the same nonce; false when there is no room for that. */
const replace = async (
  deps: Tending,
  outstanding: Outstanding,
  newest: Attempt,
  market: Market,
): Promise<boolean> => {
  const { rules, attempts: store, outbox, metrics, log, ledger } = deps;
  const { nonce, attempts } = outstanding;
  const call =
    outstanding.call !== undefined && (await isWanted(deps, outstanding.call)) ? outstanding.call : undefined;
  // Once it was replaced often, only what the market asks for is a reason to pay more.
  const isSpent = call !== undefined && attempts.length > rules.maxReplacements;
  if (isSpent && market.baseFee <= newest.maxFee && !ledger.urgent.has(nonce)) return false;
  const isOverdue = outstanding.call === undefined && attempts.length > 2 * rules.maxReplacements + 1;
  const fees = isOverdue ? undefined : replacementFees(market, rules, newest);
  if (fees === undefined) return false;
  if (call === undefined && outstanding.call !== undefined) {
    await store.assign(nonce, undefined);
    metrics.cancelled.inc();
    log.info({ msg: "A transaction is not wanted any more; its nonce is used up", nonce });
  }
  ledger.urgent.delete(nonce);
  const attempt = await outbox.write(nonce, call, fees);
  metrics.replaced.inc();
  log.info({ msg: "Transaction replaced", nonce, attempts: attempts.length + 1, txHash: attempt.hash });
  await post(deps, outstanding, attempt);
  return true;
};

/** Whether the call would still do something, were it mined now. */
const isWanted = async ({ provider, keys, isIdle }: Tending, call: Call): Promise<boolean> => {
  const { to, data, gasLimit } = call;
  try {
    const parameters = [{ from: keys.signer, to, data, gas: toQuantity(gasLimit) }, "latest"];
    const returned: Hex = await provider.send("eth_call", parameters);
    return isIdle?.(call, returned) !== true;
  } catch (error) {
    return !isCallException(error);
  }
};

/** Sends again what the network does not know any more: its pool may have dropped it, or the node is another one. */
const remind = async (deps: Tending, outstanding: Outstanding, newest: Attempt): Promise<void> => {
  const { provider, clock, rules, ledger, metrics, log } = deps;
  const { nonce, attempts } = outstanding;
  const askedAt = ledger.askedAt.get(nonce) ?? newest.savedAt;
  if (clock.now() - askedAt < rules.resendAfterMs / ASK_FACTOR) return;
  ledger.askedAt.set(nonce, clock.now());
  for (const { hash } of attempts.toReversed()) {
    if ((await provider.send("eth_getTransactionByHash", [hash])) !== null) return;
  }
  metrics.resent.inc();
  log.warn({ msg: "The network had forgotten a transaction; sent again", nonce, txHash: newest.hash });
  await post(deps, outstanding, newest);
};

const post = async (deps: Tending, { nonce }: Outstanding, attempt: Attempt): Promise<void> => {
  const { verdict, error } = await deps.outbox.post(attempt);
  if (verdict === "underpriced") deps.ledger.urgent.add(nonce);
  if (verdict !== "refused") return;
  await deps.attempts.drop(attempt.hash);
  deps.log.warn({ msg: "A transaction was refused", nonce, ...describeError(error) });
};

/** Forgets nonces that no reorganisation will free again. */
const forget = async (deps: Tending, mined: readonly Outstanding[], next: number): Promise<void> => {
  const { ledger, attempts, rules } = deps;
  const untold = mined.filter(({ nonce }) => ledger.own.has(nonce) && !ledger.told.has(nonce));
  const final = rules.confirmations === 0 ? next : Math.min(next, await confirmedNonce(deps));
  const below = Math.min(final, ...untold.map(({ nonce }) => nonce));
  const done = mined.filter(({ nonce }) => nonce < below);
  if (done.length === 0) return;
  await attempts.forgetBelow(below);
  for (const { nonce } of done) ledger.forget(nonce);
};

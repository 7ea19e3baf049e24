import { type JsonRpcProvider, Transaction, type TransactionReceipt } from "ethers";
import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Attempt, Attempts } from "../domain/attempt.ts";
import type { Keys } from "../domain/ports.ts";
import type { Clock } from "../shared/clock.ts";
import { createMutex, type Mutex } from "../shared/mutex.ts";
import { NotMinedError, RpcUnavailableError } from "./errors.ts";
import { currentFees, type FeeRules, type Fees, replacementFees } from "./fees.ts";
import { isAlreadyKnown, isMinedRevert, isNonceUsed } from "./revert.ts";

/** How transactions are priced and replaced. */
export type TransactionRules = FeeRules & {
  readonly chainId: number;
  readonly resendAfterMs: number;
  readonly maxReplacements: number;
  readonly receiptPollMs: number;
};

export type TransactionDeps = {
  readonly provider: JsonRpcProvider;
  readonly keys: Pick<Keys, "signer" | "sign">;
  readonly attempts: Attempts;
  readonly rules: TransactionRules;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export type Call = { readonly to: Hex; readonly data: Hex; readonly gasLimit: bigint };

/** Sends calls as transactions of the signing account: nonces in order and durable, fees raised until mined. */
export type Transactions = {
  /** Receipt of the call, or undefined when the process is stopping or something else used the nonce. */
  readonly send: (
    id: RequestId,
    call: Call,
    broadcast: () => Promise<void>,
  ) => Promise<TransactionReceipt | undefined>;
  /** Broadcasts again what a crash may have left unsent. */
  readonly resume: () => Promise<void>;
};

export const createTransactions = (deps: TransactionDeps): Transactions => {
  const exclusive = createMutex();
  return {
    send: (id, call, broadcast) => send(deps, exclusive, id, call, broadcast),
    resume: () => resume(deps),
  };
};

const send = async (
  deps: TransactionDeps,
  exclusive: Mutex,
  id: RequestId,
  call: Call,
  broadcast: () => Promise<void>,
): Promise<TransactionReceipt | undefined> => {
  const { provider, rules, signal } = deps;
  let { attempt, hashes } = await exclusive(() => firstAttempt(deps, id, call));
  await broadcast();
  for (let n = 0; ; n++) {
    const receipt = await waitFor(deps, hashes);
    if (receipt !== undefined || signal.aborted) return receipt;
    if ((await nonceOnChain(deps)) > attempt.nonce) return receiptOf(provider, hashes);
    const fees = n < rules.maxReplacements ? await replacementFees(provider, rules, attempt) : undefined;
    if (fees === undefined) throw new NotMinedError(attempt.nonce, n);
    const replacement = await sign(deps, id, call, attempt.nonce, fees);
    const replaced = attempt;
    try {
      await exclusive(() => broadcastAttempt(deps, replacement, replaced));
      attempt = replacement;
      hashes = [replacement.hash, ...hashes];
    } catch (error) {
      if (!isNonceUsed(error)) throw error;
    }
  }
};

type Outstanding = { readonly attempt: Attempt; readonly hashes: readonly Hex[] };

/** Takes the next nonce, or the one that this request's transaction took before a restart. */
const firstAttempt = async (deps: TransactionDeps, id: RequestId, call: Call): Promise<Outstanding> => {
  const { provider, attempts, rules } = deps;
  const next = await nonceOnChain(deps);
  await attempts.forgetBelow(next);
  const open = await attempts.open();
  const earlier = open.find((attempt) => attempt.requestId === id);
  if (earlier === undefined) {
    const nonce = Math.max(next, (open.at(-1)?.nonce ?? -1) + 1);
    const attempt = await sign(deps, id, call, nonce, await currentFees(provider, rules));
    await broadcastAttempt(deps, attempt);
    return { attempt, hashes: [attempt.hash] };
  }
  const fees = await replacementFees(provider, rules, earlier);
  const attempt = fees === undefined ? earlier : await sign(deps, id, call, earlier.nonce, fees);
  await broadcastAttempt(deps, attempt, earlier);
  return { attempt, hashes: [...new Set([attempt.hash, earlier.hash])] };
};

const sign = async (
  { keys, rules }: TransactionDeps,
  requestId: RequestId,
  { to, data, gasLimit }: Call,
  nonce: number,
  { maxFee, priorityFee }: Fees,
): Promise<Attempt> => {
  const transaction = Transaction.from({
    type: 2,
    chainId: rules.chainId,
    nonce,
    to,
    data,
    gasLimit,
    maxFeePerGas: maxFee,
    maxPriorityFeePerGas: priorityFee,
  });
  transaction.signature = await keys.sign(transaction.unsignedSerialized as Hex);
  const hash = transaction.hash as Hex;
  return { nonce, hash, requestId, maxFee, priorityFee, raw: transaction.serialized as Hex };
};

/**
 * On disk first, then on the network. What the network refuses is forgotten again; when no answer came it may have
 * got there, so it is kept and waited for.
 */
const broadcastAttempt = async (
  { provider, attempts }: TransactionDeps,
  attempt: Attempt,
  replaces?: Attempt,
): Promise<void> => {
  await attempts.save(attempt);
  try {
    await provider.send("eth_sendRawTransaction", [attempt.raw]);
  } catch (error) {
    if (isAlreadyKnown(error) || isMinedRevert(error) || error instanceof RpcUnavailableError) return;
    if (replaces === undefined) await attempts.remove(attempt.nonce);
    else await attempts.save(replaces);
    throw error;
  }
};

const nonceOnChain = async ({ provider, keys }: TransactionDeps): Promise<number> =>
  Number(await provider.send("eth_getTransactionCount", [keys.signer, "latest"]));

const receiptOf = async (
  provider: JsonRpcProvider,
  hashes: readonly Hex[],
): Promise<TransactionReceipt | undefined> => {
  for (const hash of hashes) {
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt !== null) return receipt;
  }
  return undefined;
};

/** Waits for any of the hashes; undefined after the time to resend. */
const waitFor = async (
  { provider, rules, clock, signal }: TransactionDeps,
  hashes: readonly Hex[],
): Promise<TransactionReceipt | undefined> => {
  const until = clock.now() + rules.resendAfterMs;
  while (!signal.aborted) {
    const receipt = await receiptOf(provider, hashes);
    if (receipt !== undefined || clock.now() >= until) return receipt;
    await clock.wait(rules.receiptPollMs, signal);
  }
  return undefined;
};

const resume = async (deps: TransactionDeps): Promise<void> => {
  const { attempts } = deps;
  await attempts.forgetBelow(await nonceOnChain(deps));
  for (const attempt of await attempts.open()) {
    // What the network refuses is forgotten by then, and its duty submits anew.
    await broadcastAttempt(deps, attempt).catch(() => undefined);
  }
};

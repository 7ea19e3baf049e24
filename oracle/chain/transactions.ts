import { type JsonRpcProvider, parseUnits, Transaction, type TransactionReceipt } from "ethers";
import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Attempt, Attempts } from "../domain/attempt.ts";
import type { Keys } from "../domain/ports.ts";
import type { Clock } from "../shared/clock.ts";
import { createMutex } from "../shared/mutex.ts";
import { NotMinedError } from "./errors.ts";
import { isAlreadyKnown, isNonceUsed } from "./revert.ts";

/** How transactions are priced and replaced. */
export type TransactionRules = {
  readonly chainId: number;
  readonly priorityFeeGwei: number;
  readonly maxFeePerGasGwei: number;
  readonly resendAfterMs: number;
  readonly maxReplacements: number;
  readonly receiptPollMs: number;
};

export type TransactionDeps = {
  readonly provider: JsonRpcProvider;
  readonly keys: Pick<Keys, "signer" | "signDigest">;
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
    broadcast: () => void,
  ) => Promise<TransactionReceipt | undefined>;
  /** Broadcasts again what a crash may have left unsent. */
  readonly resume: () => Promise<void>;
};

type Fees = { readonly maxFee: bigint; readonly priorityFee: bigint };

/** Networks take a replacement only if both fees rise by a tenth. */
const bumped = ({ maxFee, priorityFee }: Fees): Fees => ({
  maxFee: (maxFee * 5n) / 4n + 1n,
  priorityFee: (priorityFee * 5n) / 4n + 1n,
});

const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);

export const createTransactions = (deps: TransactionDeps): Transactions => {
  const { provider, keys, attempts, rules, clock, signal } = deps;
  const exclusive = createMutex();
  const nonceOnChain = async () =>
    Number(await provider.send("eth_getTransactionCount", [keys.signer, "latest"]));

  const sign = (id: RequestId, call: Call, nonce: number, { maxFee, priorityFee }: Fees): Attempt => {
    const transaction = Transaction.from({
      type: 2,
      chainId: rules.chainId,
      nonce,
      to: call.to,
      data: call.data,
      gasLimit: call.gasLimit,
      maxFeePerGas: maxFee,
      maxPriorityFeePerGas: priorityFee,
    });
    transaction.signature = keys.signDigest(transaction.unsignedHash as Hex);
    const hash = transaction.hash as Hex;
    return { nonce, hash, requestId: id, maxFee, priorityFee, raw: transaction.serialized as Hex };
  };

  /** On disk first, then on the network; what the network refuses is forgotten again. */
  const broadcastAttempt = async (attempt: Attempt, replaces?: Attempt): Promise<void> => {
    attempts.save(attempt);
    try {
      await provider.send("eth_sendRawTransaction", [attempt.raw]);
    } catch (error) {
      if (isAlreadyKnown(error)) return;
      if (replaces === undefined) attempts.remove(attempt.nonce);
      else attempts.save(replaces);
      throw error;
    }
  };

  const first = (id: RequestId, call: Call): Promise<Attempt> =>
    exclusive(async () => {
      const next = await nonceOnChain();
      attempts.forgetBelow(next);
      const open = attempts.open();
      const earlier = open.find((attempt) => attempt.requestId === id);
      if (earlier !== undefined && bumped(earlier).maxFee > ceiling(rules)) {
        await broadcastAttempt(earlier, earlier);
        return earlier;
      }
      const market = await currentFees(provider, rules);
      const nonce = earlier?.nonce ?? Math.max(next, (open.at(-1)?.nonce ?? -1) + 1);
      const fees = earlier === undefined ? market : raised(market, earlier);
      const attempt = sign(id, call, nonce, fees);
      await broadcastAttempt(attempt, earlier);
      return attempt;
    });

  const receiptOf = async (hashes: readonly Hex[]): Promise<TransactionReceipt | undefined> => {
    for (const hash of hashes) {
      const receipt = await provider.getTransactionReceipt(hash);
      if (receipt !== null) return receipt;
    }
    return undefined;
  };

  /** Waits for any of the hashes; undefined after the time to resend. */
  const waitFor = async (hashes: readonly Hex[]): Promise<TransactionReceipt | undefined> => {
    const until = clock.now() + rules.resendAfterMs;
    while (!signal.aborted) {
      const receipt = await receiptOf(hashes);
      if (receipt !== undefined || clock.now() >= until) return receipt;
      await clock.wait(rules.receiptPollMs, signal);
    }
    return undefined;
  };

  const send: Transactions["send"] = async (id, call, broadcast) => {
    let attempt = await first(id, call);
    broadcast();
    const hashes = [attempt.hash];
    for (let n = 0; ; n++) {
      const receipt = await waitFor(hashes);
      if (receipt !== undefined || signal.aborted) return receipt;
      if ((await nonceOnChain()) > attempt.nonce) return receiptOf(hashes);
      if (n === rules.maxReplacements || bumped(attempt).maxFee > ceiling(rules)) break;
      const replacement = sign(id, call, attempt.nonce, raised(await currentFees(provider, rules), attempt));
      try {
        await exclusive(() => broadcastAttempt(replacement, attempt));
        attempt = replacement;
        hashes.unshift(replacement.hash);
      } catch (error) {
        if (!isNonceUsed(error)) throw error;
      }
    }
    throw new NotMinedError(attempt.nonce, hashes.length - 1);
  };

  const resume = async (): Promise<void> => {
    attempts.forgetBelow(await nonceOnChain());
    for (const attempt of attempts.open()) {
      await provider.send("eth_sendRawTransaction", [attempt.raw]).catch((error: unknown) => {
        if (!isAlreadyKnown(error) && !isNonceUsed(error)) attempts.remove(attempt.nonce);
      });
    }
  };

  return { send, resume };
};

const ceiling = (rules: TransactionRules): bigint => parseUnits(String(rules.maxFeePerGasGwei), "gwei");

const raised = (market: Fees, before: Fees): Fees => ({
  maxFee: higher(market.maxFee, bumped(before).maxFee),
  priorityFee: higher(market.priorityFee, bumped(before).priorityFee),
});

/** Twice the base fee covers six full blocks in a row. */
const currentFees = async (provider: JsonRpcProvider, rules: TransactionRules): Promise<Fees> => {
  const header: { baseFeePerGas?: string } = await provider.send("eth_getBlockByNumber", ["latest", false]);
  const priorityFee = parseUnits(String(rules.priorityFeeGwei), "gwei");
  const wanted = BigInt(header.baseFeePerGas ?? 0) * 2n + priorityFee;
  const maxFee = wanted < ceiling(rules) ? wanted : ceiling(rules);
  return { maxFee, priorityFee: priorityFee < maxFee ? priorityFee : maxFee };
};

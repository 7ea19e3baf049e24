import { keccak256, Wallet } from "ethers";
import type { TransactionRules } from "../../../oracle/chain/transactionDeps.ts";
import { createTransactions } from "../../../oracle/chain/transactions.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import { createWake } from "../../../oracle/shared/wake.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { CLINIC, word } from "../standards/builders.ts";
import { fakeNetwork } from "./fakeNetwork.ts";
import { memoryAttempts } from "./memoryAttempts.ts";

export const RULES: TransactionRules = {
  chainId: 31_337,
  priorityFeeGwei: 1,
  priorityFeePercentile: 50,
  maxFeePerGasGwei: 500,
  resendAfterMs: 60,
  maxReplacements: 3,
  receiptPollMs: 5,
  confirmations: 0,
};

export const idOf = (n: number) => word(n) as RequestId;
export const callOf = (n: number) => ({ to: CLINIC, data: word(n), gasLimit: 30_000n });
export const nothing = () => undefined;

/** One sending account before a network in memory; `restart` begins a new process on the same disk. */
export const createSender = () => {
  const network = fakeNetwork();
  const attempts = memoryAttempts();
  const wallet = Wallet.createRandom();
  const metrics = createMetrics();
  let controller = new AbortController();
  const start = (rules: Partial<TransactionRules> = {}, changes: object = {}) =>
    createTransactions({
      provider: network as never,
      keys: {
        signer: wallet.address as Hex,
        sign: async (preimage) => wallet.signingKey.sign(keccak256(preimage)).serialized as Hex,
      },
      attempts,
      rules: { ...RULES, ...rules },
      wake: createWake(systemClock),
      clock: systemClock,
      log: createLog("silent", {}),
      metrics,
      signal: controller.signal,
      ...changes,
    });
  return {
    network,
    attempts,
    wallet,
    metrics,
    start,
    crash: () => {
      controller.abort();
      controller = new AbortController();
    },
    count: async (name: string): Promise<number> => {
      const metric = await metrics.registry.getSingleMetric(`theriac_${name}`)?.get();
      return metric?.values[0]?.value ?? 0;
    },
  };
};

export type Sender = ReturnType<typeof createSender>;

export const until = async <T>(read: () => T | undefined | false, ms = 2_000): Promise<T> => {
  const end = Date.now() + ms;
  for (;;) {
    const value = read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error("It did not happen in time.");
    await systemClock.wait(2, new AbortController().signal);
  }
};

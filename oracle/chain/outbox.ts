import { type JsonRpcProvider, Transaction } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Attempt, Attempts, Call } from "../domain/attempt.ts";
import type { Clock } from "../shared/clock.ts";
import { describeError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import { isRetryable } from "../shared/retry.ts";
import { currentFees, type FeeRules, type Fees, type Market } from "./fees.ts";
import { type Verdict, verdictOf } from "./revert.ts";

export type OutboxDeps = {
  readonly provider: Pick<JsonRpcProvider, "send">;
  readonly keys: { readonly signer: Hex; readonly sign: (preimage: Hex) => Promise<Hex> };
  readonly attempts: Pick<Attempts, "save">;
  readonly rules: FeeRules & { readonly chainId: number };
  readonly clock: Clock;
  readonly log: Log;
};

export type Outcome = { readonly verdict: Verdict; readonly error?: unknown };

/** Signs transactions and brings them to the network. */
export type Outbox = {
  /** Fees of now, asked for once a second at most. */
  readonly market: () => Promise<Market>;
  /** Signed and on disk. Without a call it is the cheapest transaction that uses the nonce up. */
  readonly write: (nonce: number, call: Call | undefined, fees: Fees) => Promise<Attempt>;
  readonly post: (attempt: Attempt) => Promise<Outcome>;
};

const MARKET_AGE_MS = 1_000;
const TRANSFER_GAS = 21_000n;

export const createOutbox = (deps: OutboxDeps): Outbox => {
  const { provider, rules, clock, log } = deps;
  let asked: { readonly at: number; readonly market: Promise<Market> } | undefined;
  return {
    market: () => {
      if (asked === undefined || clock.now() - asked.at >= MARKET_AGE_MS) {
        const market = currentFees(provider, rules);
        const mine = { at: clock.now(), market };
        asked = mine;
        market.catch(() => {
          if (asked === mine) asked = undefined;
        });
      }
      return asked.market;
    },
    write: async (nonce, call, fees) => {
      const attempt = await sign(deps, nonce, call ?? (await emptyCall(deps)), fees);
      await deps.attempts.save(attempt);
      return attempt;
    },
    post: async ({ nonce, raw }) => {
      try {
        await provider.send("eth_sendRawTransaction", [raw]);
        return { verdict: "sent" };
      } catch (error) {
        const verdict = verdictOf(error);
        if (verdict === "unknown" && !isRetryable(error))
          log.warn({
            msg: "What a node says of a transaction is not known here",
            nonce,
            ...describeError(error),
          });
        return { verdict, error };
      }
    },
  };
};

/** Some rollups count the transaction's bytes as gas too, so 21,000 is not everywhere enough. */
const emptyCall = async ({ provider, keys: { signer } }: OutboxDeps): Promise<Call> => {
  const call = { from: signer, to: signer, value: "0x0" };
  const estimate: bigint = await provider.send("eth_estimateGas", [call]).then(BigInt, () => TRANSFER_GAS);
  return { to: signer, data: "0x", gasLimit: estimate };
};

const sign = async (
  { keys, rules, clock }: OutboxDeps,
  nonce: number,
  { to, data, gasLimit }: Call,
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
  const [hash, raw] = [transaction.hash as Hex, transaction.serialized as Hex];
  return { nonce, hash, maxFee, priorityFee, raw, savedAt: clock.now() };
};

/** Whether a transaction only uses its nonce up. */
export const isEmpty = ({ raw }: Attempt, signer: Hex): boolean => {
  const { to, data } = Transaction.from(raw);
  return data === "0x" && to?.toLowerCase() === signer.toLowerCase();
};

import type { JsonRpcApiProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Addresses } from "../addresses.ts";
import { revertReason } from "../contractErrors.ts";
import { reckonedGas, type Transaction } from "./batchSteps.ts";
import { addressOf, BATCHES } from "./step.ts";

/**
 * What a transaction would do if it were sent: pass, be refused, or (`waits`) something that cannot be told before those
 * ahead of it are mined.
 */
export type Trial = {
  readonly transaction: Transaction;
  readonly verdict: "passes" | "refused" | "waits";
  /** Measured if it passes by itself, else reckoned on the safe side. */
  readonly gas: number;
  readonly reason?: string;
};

type TryDeps = {
  readonly provider: JsonRpcApiProvider;
  readonly addresses: Addresses;
  readonly from: Hex;
};

/** Calls that are tried as one to see what a later one does after earlier ones. */
const MOST_TOGETHER = 400;

const callsOf = ({ data }: Transaction): readonly Hex[] => {
  const parsed = BATCHES.parseTransaction({ data });
  return parsed?.name === "multicall" ? (parsed.args[0] as Hex[]) : [data];
};

const reasonOf = (error: unknown): string => {
  const reason = revertReason(error);
  if (reason !== null && reason !== undefined) return reason.name;
  return (error as { shortMessage?: string }).shortMessage ?? "the endpoint refuses it";
};

/** Tries every transaction of a plan and sends none. */
export const tryPlan = async (
  deps: TryDeps,
  plan: readonly Transaction[],
  onTried?: (done: number, total: number) => void,
): Promise<readonly Trial[]> => {
  const trials: Trial[] = [];
  const earlier: Hex[] = [];
  for (const [n, transaction] of plan.entries()) {
    trials.push(await tryOne(deps, transaction, earlier, n > 0));
    if (transaction.target === "BatchLedger") earlier.push(...callsOf(transaction));
    onTried?.(n + 1, plan.length);
  }
  return trials;
};

const tryOne = async (
  { provider, addresses, from }: TryDeps,
  transaction: Transaction,
  earlier: readonly Hex[],
  hasEarlier: boolean,
): Promise<Trial> => {
  const to = addressOf(addresses, transaction.target);
  try {
    const gas = await provider.estimateGas({ from, to, data: transaction.data });
    return { transaction, verdict: "passes", gas: Number(gas) };
  } catch (error) {
    const reason = reasonOf(error);
    const gas = reckonedGas(transaction);
    if (!hasEarlier) return { transaction, verdict: "refused", gas, reason };
    const isTold = transaction.target === "BatchLedger" && earlier.length > 0;
    if (!isTold || earlier.length > MOST_TOGETHER) return { transaction, verdict: "waits", gas, reason };
    const calls = [...earlier, ...callsOf(transaction)];
    return provider.call({ from, to, data: BATCHES.encodeFunctionData("multicall", [calls]) }).then(
      () => ({ transaction, verdict: "passes" as const, gas }),
      (refusal) => ({ transaction, verdict: "refused" as const, gas, reason: reasonOf(refusal) }),
    );
  }
};

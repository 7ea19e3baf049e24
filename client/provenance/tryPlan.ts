import type { JsonRpcApiProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Addresses } from "../addresses.ts";
import { refusalOf } from "../contractErrors.ts";
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

/** Tries every transaction of a plan and sends none. */
export const tryPlan = async (
  deps: TryDeps,
  plan: readonly Transaction[],
  onTried?: (done: number, total: number) => void,
): Promise<readonly Trial[]> => {
  const trials: Trial[] = [];
  const earlier: Hex[] = [];
  let hasOthers = false;
  for (const [n, transaction] of plan.entries()) {
    const trial = await tryOne(deps, transaction, { earlier, hasOthers, isFirst: n === 0 });
    trials.push(trial);
    // What is refused changes nothing for those after it.
    if (transaction.target !== "BatchLedger") hasOthers = true;
    else if (trial.verdict !== "refused") earlier.push(...callsOf(transaction));
    onTried?.(n + 1, plan.length);
  }
  return trials;
};

/** What stands ahead of a transaction. */
type Ahead = {
  /** Calls of the ledger of lots. */
  readonly earlier: readonly Hex[];
  /** Calls of other contracts, which cannot be tried together with these. */
  readonly hasOthers: boolean;
  readonly isFirst: boolean;
};

type Alone = { readonly gas: number } | { readonly reason: string };

const tryAlone = async ({ provider, addresses, from }: TryDeps, call: Transaction): Promise<Alone> => {
  try {
    const to = addressOf(addresses, call.target);
    return { gas: Number(await provider.estimateGas({ from, to, data: call.data })) };
  } catch (error) {
    return { reason: refusalOf(error) };
  }
};

const tryOne = async (deps: TryDeps, transaction: Transaction, ahead: Ahead): Promise<Trial> => {
  const alone = await tryAlone(deps, transaction);
  if (transaction.target === "BatchLedger" && ahead.earlier.length > 0)
    return tryTogether(deps, transaction, alone, ahead);
  if ("gas" in alone) return { transaction, verdict: "passes", gas: alone.gas };
  // An anchor depends on nothing that a plan does.
  const isRefused = ahead.isFirst || transaction.target === "EventAnchors";
  const verdict = isRefused ? "refused" : "waits";
  return { transaction, verdict, gas: reckonedGas(transaction), reason: alone.reason };
};

/** After those ahead of it: what passes by itself may be refused then, and the other way round. */
const tryTogether = async (
  { provider, addresses, from }: TryDeps,
  transaction: Transaction,
  alone: Alone,
  { earlier, hasOthers }: Ahead,
): Promise<Trial> => {
  const gas = "gas" in alone ? alone.gas : reckonedGas(transaction);
  const calls = [...earlier, ...callsOf(transaction)];
  if (calls.length > MOST_TOGETHER)
    return { transaction, verdict: "waits", gas, reason: "too many calls ahead of it to try as one" };
  const to = addressOf(addresses, transaction.target);
  try {
    await provider.call({ from, to, data: BATCHES.encodeFunctionData("multicall", [calls]) });
    return { transaction, verdict: "passes", gas };
  } catch (error) {
    // By itself it passes, so those ahead are what stands against it; else other contracts' calls may make way for it.
    const isTold = "gas" in alone || !hasOthers;
    return { transaction, verdict: isTold ? "refused" : "waits", gas, reason: refusalOf(error) };
  }
};

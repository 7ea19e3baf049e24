import type { Hex } from "../../standards/hex.ts";
import { BATCHES, type Step, type Target } from "./step.ts";

/** One transaction: a call, or several of one contract, all or none. */
export type Transaction = {
  readonly target: Target;
  readonly data: Hex;
  /** What each call does, for people. */
  readonly does: readonly string[];
};

/** Of the 16,777,216 that a transaction may take. */
export const GAS_BOUND = 8_000_000;
const BASE_GAS = 21_000;
/** What a call is reckoned to take at most, beside its calldata: cuts batches and promises nothing. */
const CALL_GAS = 120_000;
const CALLDATA_GAS = 16;
/** Each entry of contents, lots or children that a call reads or writes. */
const WORDS_GAS = 1_200;
const WORD = 32;

/** Gas that a call is reckoned to take, on the safe side. */
export const reckonedGas = ({ data }: Pick<Step, "data">): number => {
  const bytes = data.length / 2 - 1;
  return CALL_GAS + bytes * CALLDATA_GAS + Math.ceil(bytes / WORD) * WORDS_GAS;
};

const merge = (steps: readonly Step[]): Transaction => {
  const [first] = steps;
  if (first === undefined) throw new TypeError("A transaction has at least one call.");
  const { target } = first;
  const does = steps.map((step) => step.does);
  if (steps.length === 1) return { target, data: first.data, does };
  const calls = steps.map(({ data }) => data);
  return { target, data: BATCHES.encodeFunctionData("multicall", [calls]) as Hex, does };
};

/**
 * Puts consecutive calls of the ledger of lots into one transaction each, as many as stay below the bound. The order is
 * kept: what follows may need what came before.
 */
export const batchSteps = (steps: readonly Step[], bound = GAS_BOUND): readonly Transaction[] => {
  const transactions: Transaction[] = [];
  let open: Step[] = [];
  let gas = BASE_GAS;
  const close = (): void => {
    if (open.length > 0) transactions.push(merge(open));
    open = [];
    gas = BASE_GAS;
  };
  for (const step of steps) {
    const more = reckonedGas(step);
    const joins = step.target === "BatchLedger" && open[0]?.target === "BatchLedger" && gas + more <= bound;
    if (!joins) close();
    open.push(step);
    gas += more;
  }
  close();
  return transactions;
};

import { type JsonRpcProvider, parseUnits } from "ethers";
import type { Attempt } from "../domain/attempt.ts";

/** Wei for each unit of gas, as EIP-1559 transactions offer them. */
export type Fees = Pick<Attempt, "maxFee" | "priorityFee">;

export type FeeRules = {
  /** Most that the first attempt offers the block's builder; replacements may offer more, up to the ceiling. */
  readonly priorityFeeGwei: number;
  /** Which of the fees that recent blocks were paid is offered. */
  readonly priorityFeePercentile: number;
  readonly maxFeePerGasGwei: number;
};

/** What the market asks now. */
export type Market = Fees & {
  /** Of the next block. */
  readonly baseFee: bigint;
};

type Rpc = Pick<JsonRpcProvider, "send">;
type FeeHistory = {
  readonly baseFeePerGas?: readonly string[];
  readonly reward?: readonly (readonly string[])[] | null;
  readonly gasUsedRatio?: readonly number[];
};

/** Blocks that the percentile is taken of. */
const HISTORY_BLOCKS = 10;
/** Below a thousandth of a gwei many nodes drop a transaction. */
const LEAST_PRIORITY_FEE = 1_000_000n;
const PERCENT = 100n;
const REPLACEMENT_PERCENT = 125n;
/** Networks take a replacement only if both fees rise by a tenth. */
const LEAST_REPLACEMENT_PERCENT = 110n;

const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const percentOf = (fee: bigint, percent: bigint): bigint => (fee * percent) / PERCENT + 1n;
const ceilingOf = ({ maxFeePerGasGwei }: FeeRules): bigint => parseUnits(String(maxFeePerGasGwei), "gwei");

/** What the market asks, within the ceiling. Twice the base fee covers six full blocks in a row. */
export const currentFees = async (provider: Rpc, rules: FeeRules): Promise<Market> => {
  const { baseFee, priorityFee: asked } = await readMarket(provider, rules);
  const most = parseUnits(String(rules.priorityFeeGwei), "gwei");
  const wanted = asked === undefined ? most : lower(most, higher(asked, LEAST_PRIORITY_FEE));
  const maxFee = lower(baseFee * 2n + wanted, ceilingOf(rules));
  return { baseFee, maxFee, priorityFee: lower(wanted, maxFee) };
};

/** Nodes that have no fee history still have blocks. */
const readMarket = async (
  provider: Rpc,
  { priorityFeePercentile }: FeeRules,
): Promise<{ readonly baseFee: bigint; readonly priorityFee: bigint | undefined }> => {
  try {
    const parameters = [`0x${HISTORY_BLOCKS.toString(16)}`, "latest", [priorityFeePercentile]];
    const history: FeeHistory = await provider.send("eth_feeHistory", parameters);
    const baseFee = history.baseFeePerGas?.at(-1);
    if (baseFee !== undefined) return { baseFee: BigInt(baseFee), priorityFee: medianReward(history) };
  } catch (error) {
    if ((error as { retryable?: unknown }).retryable === true) throw error;
  }
  const header: { baseFeePerGas?: string } = await provider.send("eth_getBlockByNumber", ["latest", false]);
  return { baseFee: BigInt(header.baseFeePerGas ?? 0), priorityFee: undefined };
};

/** Of the blocks that paid anything: an empty block says nothing about the price of a place in the next. */
const medianReward = ({ reward, gasUsedRatio }: FeeHistory): bigint | undefined => {
  const paid = (reward ?? [])
    .filter((_, i) => gasUsedRatio?.[i] !== 0)
    .map(([fee]) => BigInt(fee ?? 0))
    .sort((a, b) => (a < b ? -1 : 1));
  return paid[Math.floor(paid.length / 2)];
};

/** Fees that replace a transaction, or undefined when the ceiling leaves no room for them. */
export const replacementFees = (market: Market, rules: FeeRules, before: Fees): Fees | undefined => {
  const ceiling = ceilingOf(rules);
  const maxFee = lower(ceiling, higher(market.maxFee, percentOf(before.maxFee, REPLACEMENT_PERCENT)));
  const priorityFee = lower(
    maxFee,
    higher(market.priorityFee, percentOf(before.priorityFee, REPLACEMENT_PERCENT)),
  );
  const least = {
    maxFee: percentOf(before.maxFee, LEAST_REPLACEMENT_PERCENT),
    priorityFee: percentOf(before.priorityFee, LEAST_REPLACEMENT_PERCENT),
  };
  return maxFee < least.maxFee || priorityFee < least.priorityFee ? undefined : { maxFee, priorityFee };
};

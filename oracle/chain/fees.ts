import { type JsonRpcProvider, parseUnits } from "ethers";

/** Wei for each unit of gas, as EIP-1559 transactions offer them. */
export type Fees = { readonly maxFee: bigint; readonly priorityFee: bigint };

export type FeeRules = { readonly priorityFeeGwei: number; readonly maxFeePerGasGwei: number };

const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const ceilingOf = ({ maxFeePerGasGwei }: FeeRules): bigint => parseUnits(String(maxFeePerGasGwei), "gwei");

/** Networks take a replacement only if both fees rise by a tenth: a quarter leaves no doubt. */
const bumped = ({ maxFee, priorityFee }: Fees): Fees => ({
  maxFee: (maxFee * 5n) / 4n + 1n,
  priorityFee: (priorityFee * 5n) / 4n + 1n,
});

/** What the market asks, within the ceiling. Twice the base fee covers six full blocks in a row. */
export const currentFees = async (provider: JsonRpcProvider, rules: FeeRules): Promise<Fees> => {
  const header: { baseFeePerGas?: string } = await provider.send("eth_getBlockByNumber", ["latest", false]);
  const priorityFee = parseUnits(String(rules.priorityFeeGwei), "gwei");
  const maxFee = lower(BigInt(header.baseFeePerGas ?? 0) * 2n + priorityFee, ceilingOf(rules));
  return { maxFee, priorityFee: lower(priorityFee, maxFee) };
};

/** Fees that replace a transaction, or undefined when the ceiling leaves no room for them. */
export const replacementFees = async (
  provider: JsonRpcProvider,
  rules: FeeRules,
  before: Fees,
): Promise<Fees | undefined> => {
  const least = bumped(before);
  if (least.maxFee > ceilingOf(rules)) return undefined;
  const market = await currentFees(provider, rules);
  return {
    maxFee: higher(market.maxFee, least.maxFee),
    priorityFee: higher(market.priorityFee, least.priorityFee),
  };
};

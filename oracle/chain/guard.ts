/** When an answer is worth its transaction. */
export type GuardRules = {
  readonly mode: "always" | "profit";
  /** Least that must be left of this operator's share of the fee; below zero it is the greatest loss. */
  readonly minProfitWei: bigint;
  /** So long before its deadline a request is answered whatever that costs: unserved requests cost reputation. */
  readonly overrideSeconds: number;
};

/** What one transaction brings and costs. */
export type Balance = {
  /** Fees of the requests that it answers. */
  readonly feesWei: bigint;
  /** A committee shares them equally. */
  readonly members: number;
  readonly gas: bigint;
  readonly gasPriceWei: bigint;
};

/** What is left of this operator's share once it paid for the transaction. */
export const profitOf = ({ feesWei, members, gas, gasPriceWei }: Balance): bigint =>
  feesWei / BigInt(members) - gas * gasPriceWei;

/** Whether to send, `secondsLeft` before the earliest deadline. */
export const isWorthIt = (rules: GuardRules, balance: Balance, secondsLeft: number): boolean =>
  rules.mode === "always" || secondsLeft <= rules.overrideSeconds || profitOf(balance) >= rules.minProfitWei;

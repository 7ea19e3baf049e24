import type { Make } from "./make.ts";

/** What this process sends and what it costs. */
export const transactionMetrics = ({ counter, gauge }: Make) => ({
  gasUsed: counter("gas_used_total", "Gas of transactions this node sent"),
  balance: gauge("signer_balance_ether", "Balance of the signing account"),
});

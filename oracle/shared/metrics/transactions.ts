import type { Make } from "./make.ts";

export type SendingMetrics = ReturnType<typeof sendingMetrics>;

/** Of any process that sends transactions. */
export const sendingMetrics = ({ counter, gauge }: Make) => ({
  gasUsed: counter("gas_used_total", "Gas of transactions this node sent"),
  gasPaid: counter("gas_paid_gwei_total", "What the gas of this node's transactions cost, in gwei"),
  transactionsOpen: gauge("transactions_open", "Transactions that are not mined yet"),
  oldestTransaction: gauge("oldest_transaction_seconds", "Age of the oldest transaction that is not mined"),
  replaced: counter("transactions_replaced_total", "Transactions sent again with higher fees"),
  resent: counter("transactions_resent_total", "Transactions that the network had forgotten, sent again"),
  cancelled: counter("transactions_cancelled_total", "Nonces used up by an empty transaction"),
  noncesTaken: counter("nonces_taken_total", "Nonces of the signing account that something else used"),
});

export const transactionMetrics = (make: Make) => ({
  ...sendingMetrics(make),
  guardRefusals: make.counter(
    "guard_refusals_total",
    "Answers left to others because they did not pay for gas",
  ),
  batches: make.counter("batches_total", "Transactions that brought several answers at once"),
  batchAnswers: make.counter("batch_answers_total", "Answers that were brought in batches"),
  balance: make.gauge("signer_balance_ether", "Balance of the signing account"),
});

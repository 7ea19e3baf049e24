import { type Account, createAccount } from "./chain/account.ts";
import { isIdleCall } from "./chain/submitter.ts";
import type { TransactionDeps } from "./chain/transactionDeps.ts";
import { createTransactions, type Transactions } from "./chain/transactions.ts";
import type { Config, WatchConfig } from "./config/loadConfig.ts";
import type { Vitals } from "./shared/vitals.ts";

export type AccountUse = Omit<TransactionDeps, "rules" | "isIdle"> & {
  readonly config: Pick<Config | WatchConfig, "chain"> & { readonly submit: WatchConfig["submit"] };
  readonly vitals: Pick<Vitals, "problem">;
  readonly balance: { readonly set: (ether: number) => void };
};

/** The account that pays: its transactions, and what can be wrong with it as health problems. */
export const openAccount = ({
  config,
  vitals,
  balance,
  ...deps
}: AccountUse): { readonly transactions: Transactions; readonly account: Account } => {
  const { chainId, confirmations, pollIntervalMs } = config.chain;
  const rules = { ...config.submit, chainId, confirmations, receiptPollMs: pollIntervalMs };
  const transactions = createTransactions({ ...deps, rules, isIdle: isIdleCall });
  const { provider, keys } = deps;
  const account = createAccount({ provider, signer: keys.signer, transactions, rules, balance });
  vitals.problem("LOW_BALANCE", account.isLow);
  vitals.problem("TRANSACTION_STUCK", account.isStuck);
  vitals.problem("NONCE_TAKEN", account.isShared);
  return { transactions, account };
};

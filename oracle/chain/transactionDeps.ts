import type { Hex } from "../../standards/hex.ts";
import type { Attempts, Call } from "../domain/attempt.ts";
import type { SendingMetrics } from "../shared/metrics/transactions.ts";
import type { Wake } from "../shared/wake.ts";
import type { FeeRules } from "./fees.ts";
import type { OutboxDeps } from "./outbox.ts";

/** How transactions are priced and replaced. */
export type TransactionRules = FeeRules & {
  readonly chainId: number;
  readonly resendAfterMs: number;
  readonly maxReplacements: number;
  /** How often the chain is asked when nobody tells of new blocks. */
  readonly receiptPollMs: number;
  /** How deep a block must be for its nonces to be forgotten. */
  readonly confirmations: number;
};

export type TransactionDeps = OutboxDeps & {
  readonly attempts: Attempts;
  readonly rules: TransactionRules;
  /** Woken at every new head. */
  readonly wake: Wake;
  /** Whether a call that does not revert would do nothing all the same, from what it returned. */
  readonly isIdle?: (call: Call, returned: Hex) => boolean;
  readonly metrics: SendingMetrics;
  readonly signal: AbortSignal;
};

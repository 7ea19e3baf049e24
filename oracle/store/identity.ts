import type { Hex } from "../../standards/hex.ts";
import type { Row, SqlErrors } from "../shared/sql/sql.ts";
import { ForeignStoreError, StoreFailedError, StoreUnavailableError } from "./errors.ts";

/** Whom a store belongs to. */
export type Identity = { readonly chainId: number; readonly oracle: Hex; readonly operator: Hex };

/** What a failure of the database becomes. */
export const storeErrors = (store: string): SqlErrors => ({
  failed: (step, reason, retryable) =>
    step === "open"
      ? new StoreUnavailableError(store, reason, retryable)
      : new StoreFailedError(reason, retryable),
  newer: (version, known) => new ForeignStoreError(store, "schema version", version, known),
});

/** Throws `FOREIGN_STORE` when the stored identity is another one. */
export const assertIdentity = (store: string, row: Row, { chainId, oracle, operator }: Identity): void => {
  const pairs = [
    ["chainId", Number(row.chain_id), chainId],
    ["oracle", String(row.oracle), oracle],
    ["operator", String(row.operator), operator],
  ] as const;
  for (const [field, stored, expected] of pairs) {
    if (stored !== expected) throw new ForeignStoreError(store, field, stored, expected);
  }
};

import type { SqlErrors } from "../../../oracle/shared/sql/sql.ts";
import { TheriacError } from "../../../standards/errors.ts";

// A database's own messages quote rows and parameters: they are never kept as a cause.

/** Thrown when the vault's database fails. */
export class VaultStoreError extends TheriacError {
  override readonly code = "VAULT_STORE_FAILED";
  override readonly retryable: boolean;
  constructor(step: "open" | "transaction", reason: string, retryable: boolean) {
    super("The vault's database failed.", {
      context: { step, reason },
      hint: "The reason is the database's own code. Is the server up, the disk full, another vault on the same file?",
    });
    this.retryable = retryable;
  }
}

/** Thrown when the database was made by a newer version. */
export class NewerVaultError extends TheriacError {
  override readonly code = "NEWER_VAULT";
  constructor(version: number, known: number) {
    super("The vault's database has a newer schema.", { context: { version, known } });
  }
}

/** What a failure of the vault's database becomes. */
export const VAULT_ERRORS: SqlErrors = {
  failed: (step, reason, retryable) => new VaultStoreError(step, reason, retryable),
  newer: (version, known) => new NewerVaultError(version, known),
};

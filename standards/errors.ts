/** Facts that an error carries. Never personal data, never keys. */
export type ErrorContext = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

/** What every error of this project is made of. */
export type ErrorOptions = {
  readonly context?: ErrorContext;
  readonly hint?: string;
  readonly cause?: unknown;
};

/**
 * Base of every error thrown on purpose. `code` names the kind, `retryable` is the verdict that retry loops read,
 * `context` the evidence and `hint` what to do about it.
 */
export abstract class TheriacError extends Error {
  abstract readonly code: string;
  readonly retryable: boolean = false;
  readonly context: ErrorContext;
  readonly hint: string | undefined;

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.context = options.context ?? {};
    this.hint = options.hint;
  }
}

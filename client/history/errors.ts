import { TheriacError } from "../../standards/errors.ts";

/** The index cannot be reached. */
export class IndexUnavailableError extends TheriacError {
  override readonly code = "INDEX_UNAVAILABLE";
  override readonly retryable = true;
  constructor(route: string, cause: unknown) {
    super("The index does not answer.", { context: { route }, hint: "Is its address right?", cause });
  }
}

/** The index says no. */
export class IndexRefusedError extends TheriacError {
  override readonly code = "INDEX_REFUSED";
  override readonly retryable: boolean;
  constructor(route: string, status: number, error: string, detail: string | undefined) {
    super("The index does not answer this question.", { context: { route, status, error, detail } });
    this.retryable = status >= 500;
  }
}

/** The index answers in another form than this client reads. */
export class IndexMalformedError extends TheriacError {
  override readonly code = "INDEX_MALFORMED";
  constructor(route: string, where: string) {
    super("The index's answer does not have the form expected.", { context: { route, where } });
  }
}

/** The index shows an event that the chain does not have, or not so. */
export class EventNotOnChainError extends TheriacError {
  override readonly code = "EVENT_NOT_ON_CHAIN";
  constructor(transactionHash: string, logIndex: number, why: EventFault) {
    super("An event of the history is not on the chain as it was shown.", {
      context: { transactionHash, logIndex, why },
      hint: "Do not trust this index; ask another.",
    });
  }
}
export type EventFault =
  | "NO_TRANSACTION"
  | "NO_LOG"
  | "OTHER_LOG"
  | "OTHER_TIME"
  | "OTHER_CONTRACT"
  | "NOT_OF_THIS"
  | "OUT_OF_ORDER";

/** The history adds up to something else than the chain says: something is missing. */
export class HistoryIncompleteError extends TheriacError {
  override readonly code = "HISTORY_INCOMPLETE";
  constructor(id: string, field: string, shown: string, onChain: string) {
    super("The history does not add up to what the chain says.", {
      context: { id, field, shown, onChain },
      hint: "Do not trust this index; ask another.",
    });
  }
}

/** The history is right up to a block that is too long ago to rely on. */
export class HistoryStaleError extends TheriacError {
  override readonly code = "HISTORY_STALE";
  override readonly retryable = true;
  constructor(id: string, asOf: number, head: number) {
    super("The index is behind the chain, and the consent has changed since.", {
      context: { id, asOf, head },
    });
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { TheriacError } from "../standards/errors.ts";
import type { RequestId } from "../standards/hex.ts";
import { RequestStatus } from "../standards/inference.ts";
import type { Contracts } from "./deployment.ts";

/** Nobody settled a request in the time given. */
export class NotSettledError extends TheriacError {
  readonly code = "NOT_SETTLED";
  override readonly retryable = true;
  constructor(id: RequestId, waitedMs: number) {
    super("The request is not settled yet.", {
      context: { id, waitedMs },
      hint: "After its deadline anyone may expire it, which refunds the fee; a proposed answer waits for its window.",
    });
  }
}

export type AwaitOptions = {
  readonly timeoutMs: number;
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
  /** Whether an OPTIMISTIC answer that can still be challenged is enough. */
  readonly proposed?: boolean;
};

const OPEN: readonly number[] = [
  RequestStatus.None,
  RequestStatus.Pending,
  RequestStatus.Proposed,
  RequestStatus.Disputed,
];

/** Waits until a request is settled for good, or proposed if that is enough, and returns its status. */
export const awaitSettlement = async (
  { oracle }: Pick<Contracts, "oracle">,
  id: RequestId,
  { timeoutMs, pollMs = 50, signal, proposed = false }: AwaitOptions,
): Promise<number> => {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    const status = Number(await oracle.statusOf(id));
    if (!OPEN.includes(status) || (proposed && status === RequestStatus.Proposed)) return status;
    await sleep(pollMs, undefined, signal === undefined ? {} : { signal });
  }
  throw new NotSettledError(id, timeoutMs);
};

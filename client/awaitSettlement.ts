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
    super("The request is still pending.", {
      context: { id, waitedMs },
      hint: "After its deadline anyone may expire it, which refunds the fee.",
    });
  }
}

export type AwaitOptions = {
  readonly timeoutMs: number;
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
};

/** Waits until a request is no longer pending and returns its status. */
export const awaitSettlement = async (
  { oracle }: Pick<Contracts, "oracle">,
  id: RequestId,
  { timeoutMs, pollMs = 50, signal }: AwaitOptions,
): Promise<number> => {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    const status = Number(await oracle.statusOf(id));
    if (status !== RequestStatus.Pending && status !== RequestStatus.None) return status;
    await sleep(pollMs, undefined, signal === undefined ? {} : { signal });
  }
  throw new NotSettledError(id, timeoutMs);
};

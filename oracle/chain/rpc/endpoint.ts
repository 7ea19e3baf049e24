import type { JsonRpcPayload } from "ethers";
import type { Clock } from "../../shared/clock.ts";
import type { Log } from "../../shared/log.ts";
import { EndpointFailedError } from "../errors.ts";
import type { RpcMetrics } from "./metrics.ts";
import { faultIn, type JsonRpcAnswer, type Transport } from "./transport.ts";

export type EndpointDeps = {
  /** Its place in the config's list: all that logs and metrics ever say of it. */
  readonly index: number;
  readonly transport: Transport;
  readonly chainId: number;
  readonly clock: Clock;
  readonly log: Log | undefined;
  readonly metrics: RpcMetrics | undefined;
};

export type Ask = { readonly timeoutMs: number; readonly signal: AbortSignal };

/** `new`: never seen to serve the right chain. `cooling`: failed lately. `wrong`: serves another chain. */
export type EndpointState = "new" | "serving" | "cooling" | "wrong";

/** One RPC node: how well it serves, and whether it may be asked now. */
export type Endpoint = {
  readonly index: number;
  readonly state: () => EndpointState;
  /** Asks it and notes how that went. Throws `RPC_ENDPOINT_FAILED` when it does not serve. */
  readonly ask: (payload: JsonRpcPayload, how: Ask) => Promise<JsonRpcAnswer>;
  /** Asks which chain it serves; true when it may be used from now on. */
  readonly verify: (how: Ask) => Promise<boolean>;
  /** Whether its pause is over; one that it asked for itself is always kept. */
  readonly isRested: () => boolean;
  readonly isToBeLeftAlone: () => boolean;
  /** Its head as last seen, and for how many looks in a row it has been behind the best. */
  readonly head: () => number | undefined;
  readonly noteHead: (head: number) => void;
  readonly compareHead: (best: number) => void;
  readonly isStale: () => boolean;
  /** Counts against it without closing it. */
  readonly distrust: (fault: "missing_logs" | "behind") => void;
  /** Lower is better: milliseconds of an ordinary answer, plus what its faults weigh. */
  readonly penalty: () => number;
};

const SMOOTHING = 0.2;
const ERROR_WEIGHT_MS = 2_000;
const BEHIND_WEIGHT_MS = 500;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const WRONG_CHAIN_PAUSE_MS = 10_000;
/** Looks that an endpoint may be behind: the third poll does without it. */
const STALE_AFTER_LOOKS = 2;

/** Ends an action by its signal after the time or with the outer signal; leaves no timer and no listener behind. */
const withLimit = async <T>(
  ms: number,
  outer: AbortSignal,
  action: (limit: AbortSignal) => Promise<T>,
): Promise<T> => {
  const limit = new AbortController();
  const end = () => limit.abort();
  if (outer.aborted) end();
  const timer = setTimeout(end, ms);
  outer.addEventListener("abort", end, { once: true });
  try {
    return await action(limit.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener("abort", end);
  }
};

const smooth = (before: number, now: number): number => before + SMOOTHING * (now - before);

export const createEndpoint = (deps: EndpointDeps): Endpoint => {
  const { index, transport, chainId, clock, log, metrics } = deps;
  const label = { endpoint: String(index) };
  let state: EndpointState = "new";
  let pauseUntil = 0;
  let isAskedToPause = false;
  let failures = 0;
  let latencyMs = 0;
  let errorRate = 0;
  let head: number | undefined;
  let looksBehind = 0;

  const enter = (next: EndpointState): void => {
    state = next;
    metrics?.endpointUp.set(label, next === "serving" ? 1 : 0);
  };
  const succeed = (ms: number): void => {
    failures = 0;
    latencyMs = latencyMs === 0 ? ms : smooth(latencyMs, ms);
    errorRate = smooth(errorRate, 0);
    metrics?.endpointLatency.set(label, latencyMs / 1_000);
  };
  const count = (fault: string): void => {
    errorRate = smooth(errorRate, 1);
    metrics?.endpointErrors.inc({ ...label, fault });
  };
  const fail = ({ fault, retryAfterMs }: EndpointFailedError): void => {
    failures += 1;
    count(fault);
    isAskedToPause = fault === "rate_limit";
    pauseUntil =
      clock.now() + (retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)));
    if (state === "serving") log?.warn({ msg: "RPC endpoint does not serve", endpoint: index, fault });
    // One that was never seen to serve the right chain stays to be checked.
    enter(state === "new" || state === "wrong" ? state : "cooling");
  };
  const ask = async (payload: JsonRpcPayload, { timeoutMs, signal }: Ask): Promise<JsonRpcAnswer> => {
    const startedAt = clock.now();
    try {
      const answer = await withLimit(timeoutMs, signal, (limit) => transport(payload, limit));
      const fault = faultIn(answer);
      // Being behind is no reason to leave it alone: it says so of one block, and may be right.
      if (fault === "behind") count(fault);
      else if (fault !== undefined) throw new EndpointFailedError(index, fault);
      succeed(clock.now() - startedAt);
      return answer;
    } catch (error) {
      if (!signal.aborted && error instanceof EndpointFailedError) fail(error);
      throw error;
    }
  };
  const verify = async (how: Ask): Promise<boolean> => {
    const answer = await ask({ id: 0, jsonrpc: "2.0", method: "eth_chainId", params: [] }, how);
    const actual = "result" in answer ? Number(answer.result) : Number.NaN;
    if (actual === chainId) {
      if (state !== "serving") log?.info({ msg: "RPC endpoint serves", endpoint: index });
      enter("serving");
      return true;
    }
    pauseUntil = clock.now() + WRONG_CHAIN_PAUSE_MS;
    isAskedToPause = false;
    metrics?.wrongChain.inc(label);
    if (state !== "wrong") {
      log?.error({ msg: "RPC endpoint serves another chain", endpoint: index, expected: chainId, actual });
    }
    enter("wrong");
    return false;
  };
  return {
    index,
    state: () => state,
    ask,
    verify,
    isRested: () => clock.now() >= pauseUntil,
    isToBeLeftAlone: () => isAskedToPause && clock.now() < pauseUntil,
    head: () => head,
    noteHead: (seen) => {
      head = seen;
    },
    compareHead: (best) => {
      const lag = Math.max(0, best - (head ?? 0));
      looksBehind = lag > 0 ? looksBehind + 1 : 0;
      metrics?.endpointLag.set(label, lag);
      if (looksBehind === STALE_AFTER_LOOKS) {
        log?.warn({ msg: "RPC endpoint is behind the others", endpoint: index, head, best });
      }
    },
    isStale: () => looksBehind >= STALE_AFTER_LOOKS,
    distrust: count,
    penalty: () => latencyMs + errorRate * ERROR_WEIGHT_MS + looksBehind * BEHIND_WEIGHT_MS,
  };
};

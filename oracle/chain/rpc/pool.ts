import type { JsonRpcPayload } from "ethers";
import type { Log } from "../../shared/log.ts";
import { EndpointFailedError, LogsMissingError, NodeBehindError, RpcUnavailableError } from "../errors.ts";
import type { Ask, Endpoint } from "./endpoint.ts";
import type { RpcMetrics } from "./metrics.ts";
import { faultIn, type JsonRpcAnswer } from "./transport.ts";

export type PoolDeps = {
  readonly endpoints: readonly Endpoint[];
  /** How long the last endpoint that is asked may take. */
  readonly timeoutMs: number;
  /** How long one may take while another is left to ask. */
  readonly hurryMs: number;
  readonly signal: AbortSignal;
  readonly log: Log | undefined;
  readonly metrics: RpcMetrics | undefined;
};

/** Several RPC endpoints as one: asks the healthiest, and another one when it fails. */
export type Pool = {
  readonly endpoints: readonly Endpoint[];
  readonly send: (payload: JsonRpcPayload) => Promise<JsonRpcAnswer>;
  /**
   * Runs reads that belong together on one endpoint, all anew on the next one when it fails, is behind or leaves logs
   * out.
   */
  readonly session: <T>(use: (endpoint: Endpoint, timeoutMs: number) => Promise<T>) => Promise<T>;
  /** An endpoint asks in this manner outside of calls. */
  readonly hurry: Ask;
};

/** Another endpoint must be that much better before calls leave the one in use. */
const LOYALTY = 0.5;
/** Millisecond differences between good endpoints are noise. */
const NOISE_MS = 20;

export const createPool = (deps: PoolDeps): Pool => {
  const { endpoints, timeoutMs, hurryMs, signal, log, metrics } = deps;
  const hurry: Ask = { timeoutMs: hurryMs, signal };
  let current: Endpoint | undefined;

  const rank = (endpoint: Endpoint): number =>
    (endpoint.penalty() + NOISE_MS) * (endpoint === current ? LOYALTY : 1);
  /** Whom to ask, in turn: those that serve, then those that may again, then, rather than nobody, those in a pause. */
  const candidates = (): readonly Endpoint[] => {
    const tier = (endpoint: Endpoint): number => {
      if (endpoint.state() === "serving") return endpoint.isStale() ? 1 : 0;
      return endpoint.isRested() ? 2 : 3;
    };
    return endpoints
      .filter(
        (endpoint) => !endpoint.isToBeLeftAlone() && (endpoint.state() !== "wrong" || endpoint.isRested()),
      )
      .sort((a, b) => tier(a) - tier(b) || rank(a) - rank(b));
  };
  /** One that is not known to serve the right chain is asked that first. */
  const mayUse = async (endpoint: Endpoint, timeout: number): Promise<boolean> =>
    endpoint.state() === "serving" || (await endpoint.verify({ timeoutMs: timeout, signal }));
  const settleOn = (endpoint: Endpoint): void => {
    if (current !== undefined && current !== endpoint) {
      metrics?.failovers.inc();
      log?.warn({ msg: "RPC endpoint changed", from: current.index, to: endpoint.index });
    }
    current = endpoint;
  };
  const tryEach = async <T>(
    use: (endpoint: Endpoint, timeout: number) => Promise<T>,
    isPassedOver: (error: unknown) => boolean,
  ): Promise<T> => {
    const chosen = candidates();
    let last: unknown;
    for (const [i, endpoint] of chosen.entries()) {
      if (signal.aborted) break;
      const timeout = i === chosen.length - 1 ? timeoutMs : hurryMs;
      try {
        if (!(await mayUse(endpoint, timeout))) continue;
        const result = await use(endpoint, timeout);
        settleOn(endpoint);
        return result;
      } catch (error) {
        if (!isPassedOver(error)) throw error;
        last = tellingOf(last, error);
      }
    }
    if (last !== undefined && !(last instanceof EndpointFailedError)) throw last;
    throw new RpcUnavailableError(chosen.length, last);
  };

  const send = async (payload: JsonRpcPayload): Promise<JsonRpcAnswer> => {
    // If each says that it does not know the block, then that is the answer.
    let behind: JsonRpcAnswer | undefined;
    try {
      return await tryEach(
        async (endpoint, timeout) => {
          const answer = await endpoint.ask(payload, { timeoutMs: timeout, signal });
          if (faultIn(answer) !== "behind") return answer;
          behind = answer;
          throw new EndpointFailedError(endpoint.index, "behind");
        },
        (error) => error instanceof EndpointFailedError,
      );
    } catch (error) {
      if (behind !== undefined && error instanceof RpcUnavailableError) return behind;
      throw error;
    }
  };
  const session = <T>(use: (endpoint: Endpoint, timeout: number) => Promise<T>): Promise<T> =>
    tryEach(async (endpoint, timeout) => {
      try {
        return await use(endpoint, timeout);
      } catch (error) {
        if (error instanceof LogsMissingError) endpoint.distrust("missing_logs");
        else if (error instanceof NodeBehindError) endpoint.distrust("behind");
        throw error;
      }
    }, isOfEndpoint);
  return { endpoints, send, session, hurry };
};

/** What another endpoint may do better. */
const isOfEndpoint = (error: unknown): boolean =>
  error instanceof EndpointFailedError ||
  error instanceof LogsMissingError ||
  error instanceof NodeBehindError;

/** Of two failures the one that says more: an endpoint that does not answer says nothing of the chain. */
const tellingOf = (before: unknown, now: unknown): unknown =>
  before !== undefined && now instanceof EndpointFailedError ? before : now;

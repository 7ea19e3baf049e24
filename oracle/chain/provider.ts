import type { JsonRpcPayload, JsonRpcProvider } from "ethers";
import { type Clock, systemClock } from "../shared/clock.ts";
import { describeError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import { delayOf, isRetryable } from "../shared/retry.ts";
import { EndpointFailedError, RpcUnavailableError, WrongChainError } from "./errors.ts";
import { DirectProvider } from "./rpc/directProvider.ts";
import { type Ask, createEndpoint, type Endpoint } from "./rpc/endpoint.ts";
import { createHeadSocket, type HeadSocket } from "./rpc/headSocket.ts";
import type { RpcMetrics } from "./rpc/metrics.ts";
import { monitorEndpoints } from "./rpc/monitor.ts";
import { createPool, type Pool } from "./rpc/pool.ts";
import { faultIn, httpTransport, type JsonRpcAnswer } from "./rpc/transport.ts";

/** Runs reads that belong together on one RPC node, all anew on another one when that fails. */
export type Session = <T>(use: (one: JsonRpcProvider) => Promise<T>) => Promise<T>;

/** The chain, through every endpoint that serves it. */
export type ChainProvider = JsonRpcProvider & {
  readonly session: Session;
  /** Told of a block that was seen by asking, so that silent WebSockets are noticed. */
  readonly noteHead: (number: number) => void;
  /** How many endpoints serve now, of how many. */
  readonly endpoints: () => { readonly serving: number; readonly all: number };
};

export type ProviderOptions = {
  /** Addresses of WebSockets that tell of new blocks, besides those among the endpoints. */
  readonly webSocketUrls?: readonly string[];
  readonly requestTimeoutMs?: number;
  readonly pollIntervalMs?: number;
  /** Told of new blocks by WebSockets. */
  readonly onHead?: (number: number) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Ends everything that waits, polls or reconnects. */
  readonly signal?: AbortSignal;
  readonly log?: Log;
  readonly metrics?: RpcMetrics;
  /** How long the chain is waited for at start. */
  readonly startTimeoutMs?: number;
};

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_POLL_MS = 4_000;
/** An endpoint that takes longer than these polls is passed over, while there is another one. */
const POLLS_IN_HURRY = 3;
const MIN_HURRY_MS = 1_000;
const CONNECT_RULE = { attempts: Number.POSITIVE_INFINITY, firstDelayMs: 250, maxDelayMs: 5_000 };

const isWebSocket = (url: string): boolean => /^wss?:/i.test(url);

/** Opens the endpoints; one that serves the right chain is there when it resolves, or it throws after its patience. */
export const connectProvider = async (
  urls: readonly string[],
  chainId: number,
  options: ProviderOptions = {},
): Promise<ChainProvider> => {
  const stopping = new AbortController();
  const signal = AbortSignal.any([
    stopping.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  const setUp = { clock: systemClock, random: Math.random, ...options, signal };
  const { sockets, pool } = openPool(urls, chainId, setUp);
  for (const socket of sockets) void socket.run();
  try {
    await firstEndpoint(pool, chainId, setUp);
  } catch (error) {
    stopping.abort();
    throw error;
  }
  const { clock, pollIntervalMs = DEFAULT_POLL_MS } = setUp;
  void monitorEndpoints({ ...pool, pollIntervalMs, clock, signal });
  return new PoolProvider(chainId, pool, sockets, stopping);
};

type SetUp = ProviderOptions & Required<Pick<ProviderOptions, "clock" | "random" | "signal">>;

const openPool = (urls: readonly string[], chainId: number, setUp: SetUp) => {
  const { webSocketUrls = [], requestTimeoutMs: timeoutMs = DEFAULT_TIMEOUT_MS } = setUp;
  const { clock, random, signal, log, metrics, onHead = () => undefined } = setUp;
  const sockets: HeadSocket[] = [];
  const openSocket = (url: string, index: number): HeadSocket => {
    const socket = createHeadSocket({ url, index, onHead, clock, random, signal, log, metrics });
    sockets.push(socket);
    return socket;
  };
  const endpoints = urls.map((url, index) => {
    const transport = isWebSocket(url) ? openSocket(url, index).transport : httpTransport(url, index);
    return createEndpoint({ index, transport, chainId, clock, log, metrics });
  });
  for (const [i, url] of webSocketUrls.entries()) openSocket(url, urls.length + i);
  const polls = POLLS_IN_HURRY * (setUp.pollIntervalMs ?? DEFAULT_POLL_MS);
  const hurryMs = Math.min(timeoutMs, Math.max(MIN_HURRY_MS, polls));
  const pool = createPool({ endpoints, timeoutMs, hurryMs, signal, log, metrics });
  return { sockets, pool };
};

/** Waits until one endpoint serves the right chain. All of them wrong, it need not wait. */
const firstEndpoint = async ({ endpoints, hurry }: Pool, chainId: number, setUp: SetUp): Promise<void> => {
  const { clock, random, signal, log, startTimeoutMs = 0 } = setUp;
  const until = clock.now() + startTimeoutMs;
  for (let n = 0; ; n++) {
    const causes: unknown[] = [];
    const looks = endpoints.map(async (endpoint) => {
      const serves = await endpoint.verify(hurry).catch((error: unknown) => {
        causes.push(error);
        return false;
      });
      if (!serves) throw new WrongChainError(chainId, "other");
    });
    // The first that serves is enough: the others may be slow.
    const found = await Promise.any(looks).then(
      () => true,
      () => false,
    );
    if (found) return;
    if (causes.length === 0) throw new WrongChainError(chainId, await actualOf(endpoints, hurry));
    if (clock.now() >= until || signal.aborted) throw new RpcUnavailableError(endpoints.length, causes[0]);
    log?.warn({ msg: "No RPC node answers yet; waiting", tries: n + 1, ...describeError(causes[0]) });
    await clock.wait(delayOf(n, CONNECT_RULE, random), signal);
  }
};

const actualOf = async ([first]: readonly Endpoint[], hurry: Pool["hurry"]): Promise<string> => {
  const payload = { id: 0, jsonrpc: "2.0" as const, method: "eth_chainId", params: [] };
  const answer = await first?.ask(payload, hurry).catch(() => undefined);
  return answer !== undefined && "result" in answer ? String(answer.result) : "unknown";
};

/** Within a session an endpoint that is behind ends the session there. */
const askOne = async (endpoint: Endpoint, payload: JsonRpcPayload, how: Ask): Promise<JsonRpcAnswer> => {
  const answer = await endpoint.ask(payload, how);
  if (faultIn(answer) === "behind") throw new EndpointFailedError(endpoint.index, "behind");
  return answer;
};

class PoolProvider extends DirectProvider implements ChainProvider {
  readonly session: Session;
  readonly noteHead: (number: number) => void;
  readonly endpoints: ChainProvider["endpoints"];
  readonly #stopping: AbortController;

  constructor(chainId: number, pool: Pool, sockets: readonly HeadSocket[], stopping: AbortController) {
    super(chainId, pool.send);
    this.#stopping = stopping;
    this.session = (use) =>
      pool.session((endpoint, timeoutMs) => {
        const how = { ...pool.hurry, timeoutMs };
        return use(new DirectProvider(chainId, (payload) => askOne(endpoint, payload, how)));
      });
    this.noteHead = (number) => {
      for (const socket of sockets) socket.noteHead(number);
    };
    this.endpoints = () => ({
      serving: pool.endpoints.filter((endpoint) => endpoint.state() === "serving" && !endpoint.isStale())
        .length,
      all: pool.endpoints.length,
    });
  }

  override destroy(): void {
    this.#stopping.abort();
    super.destroy();
  }
}

/** Tries again for as long as the rule's patience lasts what fails because the chain does not answer. */
export const patiently = async <T>(
  action: () => Promise<T>,
  {
    clock,
    random,
    signal,
    patienceMs,
  }: Pick<SetUp, "clock" | "random" | "signal"> & { readonly patienceMs: number },
): Promise<T> => {
  const until = clock.now() + patienceMs;
  for (let n = 0; ; n++) {
    try {
      return await action();
    } catch (error) {
      if (!isRetryable(error) || signal.aborted || clock.now() >= until) throw error;
      await clock.wait(delayOf(n, CONNECT_RULE, random), signal);
    }
  }
};

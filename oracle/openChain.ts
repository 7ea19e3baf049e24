import { type ChainProvider, connectProvider, patiently } from "./chain/provider.ts";
import type { RpcMetrics } from "./chain/rpc/metrics.ts";
import type { Config } from "./config/loadConfig.ts";
import type { Clock } from "./shared/clock.ts";
import type { Log } from "./shared/log.ts";
import type { Shutdown } from "./shared/shutdown.ts";
import type { Vitals } from "./shared/vitals.ts";
import type { Wake } from "./shared/wake.ts";

export type OpenChainDeps = {
  readonly config: Pick<Config, "chain">;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly shutdown: Pick<Shutdown, "signal" | "onStop">;
};

export type ChainUse = {
  readonly metrics: RpcMetrics;
  readonly vitals: Pick<Vitals, "problem">;
  /** Woken when a WebSocket tells of a new block. */
  readonly wakes: readonly Wake[];
};

/** Runs what a start needs of the chain, with the patience that a loaded chain needs. */
export const waitForChain = <T>(
  { config, clock, random, shutdown }: OpenChainDeps,
  action: () => Promise<T>,
): Promise<T> =>
  patiently(action, { clock, random, signal: shutdown.signal, patienceMs: config.chain.startTimeoutMs });

/** Opens the endpoints of a config; at least one of them was seen to serve the right chain. */
export const openChain = async (
  deps: OpenChainDeps,
  { metrics, vitals, wakes }: ChainUse,
): Promise<ChainProvider> => {
  const { config, clock, random, log, shutdown } = deps;
  const { rpcUrls, chainId, ...options } = config.chain;
  const onHead = (): void => {
    for (const { wake } of wakes) wake();
  };
  const { signal } = shutdown;
  const provider = await connectProvider(rpcUrls, chainId, {
    ...options,
    onHead,
    clock,
    random,
    signal,
    log,
    metrics,
  });
  shutdown.onStop("provider", () => provider.destroy());
  vitals.problem("RPC_DEGRADED", () => provider.endpoints().serving < provider.endpoints().all);
  return provider;
};

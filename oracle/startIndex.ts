import type { Registry } from "prom-client";
import { decodeConsentEvent } from "./chain/indexEvents.ts";
import { listen } from "./chain/listen.ts";
import { decodeProvenance } from "./chain/provenanceEvents.ts";
import type { ChainProvider } from "./chain/provider.ts";
import { decodeRequestEvent } from "./chain/requestEvents.ts";
import type { IndexConfig } from "./config/loadConfig.ts";
import type { IndexRange, IndexStore } from "./domain/indexed.ts";
import { indexScanner, openIndex, openIndexChain } from "./openIndex.ts";
import { dispatchIndex } from "./server/indexRoutes.ts";
import { serveReplies } from "./server/startServer.ts";
import type { Clock } from "./shared/clock.ts";
import { createIndexMetrics, type IndexMetrics } from "./shared/indexMetrics.ts";
import type { Log } from "./shared/log.ts";
import type { Shutdown } from "./shared/shutdown.ts";
import { createVitals, type Vitals } from "./shared/vitals.ts";
import { createWake, type Wake } from "./shared/wake.ts";

export type IndexDeps = {
  readonly config: IndexConfig;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly shutdown: Shutdown;
};

type Index = {
  readonly store: IndexStore;
  readonly metrics: IndexMetrics;
  readonly vitals: Vitals;
  readonly blocks: Wake;
};

const NO_BACKLOG = { active: 0, oldestSeenAt: undefined };

/**
 * Starts one index: the provider and the contracts, which must exist; the store, which must belong to them; the server,
 * unhealthy until the first pass is complete; the listener. It holds no keys and signs nothing. Stops in reverse order.
 */
export const startIndex = async (
  deps: IndexDeps,
): Promise<{ readonly port: number; readonly registry: Registry }> => {
  const { config, clock, log, shutdown } = deps;
  const rules = { pollIntervalMs: config.chain.pollIntervalMs, ...config.health, maxDutyAgeMs: Infinity };
  const [metrics, vitals, blocks] = [createIndexMetrics(), createVitals(rules, clock), createWake(clock)];
  const provider = await openIndexChain(deps, { metrics, vitals, wakes: [blocks] });
  const store = openIndex(config, config.store.path);
  shutdown.onStop("store", () => store.close());
  const index: Index = { store, metrics, vitals, blocks };
  const port = await serve(deps, index);
  const running = follow(deps, index, provider);
  shutdown.onStop("listener", () => running);
  log.info({ msg: "Index started", port, from: store.cursor()?.number });
  return { port, registry: index.metrics.registry };
};

const serve = async (
  { config, log, shutdown }: IndexDeps,
  { store, metrics, vitals }: Index,
): Promise<number> => {
  const routes = {
    store,
    decode: decodeConsentEvent,
    decodeProvenance,
    decodeRequest: config.contracts.court === undefined ? undefined : decodeRequestEvent,
    health: async () => ({ ...(await vitals.read(NO_BACKLOG)), indexed: store.cursor()?.number }),
    live: vitals.live,
    metrics: () => metrics.registry.metrics(),
    count: (route: string, status: number) => metrics.queries.inc({ route, status: String(status) }),
  };
  const server = await serveReplies((request) => dispatchIndex(routes, request), log, config.server);
  shutdown.onStop("server", server.stop);
  return server.port;
};

/** Runs until the signal aborts. */
const follow = (
  { config, clock, log, shutdown }: IndexDeps,
  { store, metrics, vitals, blocks }: Index,
  provider: ChainProvider,
): Promise<void> => {
  const { overlapBlocks: overlap, maxBlockRange: maxRange } = config.chain;
  return listen<IndexRange>({
    session: provider.session,
    wake: blocks,
    scan: indexScanner(config, provider),
    store,
    intake: (range) => metrics.events.inc(store.record(range)),
    onPass: (head) => {
      vitals.onPass(head);
      provider.noteHead(head.number);
      vitals.setReady();
    },
    rules: { ...config.chain, overlap, maxRange },
    clock,
    log,
    metrics,
    signal: shutdown.signal,
  });
};

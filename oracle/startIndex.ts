import { type JsonRpcProvider, ZeroAddress } from "ethers";
import type { Registry } from "prom-client";
import type { Hex } from "../standards/hex.ts";
import { decodeConsentEvent } from "./chain/indexEvents.ts";
import { listen } from "./chain/listen.ts";
import { decodeProvenance, PROVENANCE } from "./chain/provenanceEvents.ts";
import { connectProvider } from "./chain/provider.ts";
import { assertCode } from "./chain/reader.ts";
import { scanIndex } from "./chain/scanIndex.ts";
import { connectStates, createGrantReader } from "./chain/standings.ts";
import type { IndexConfig } from "./config/loadConfig.ts";
import type { IndexRange, IndexStore } from "./domain/indexed.ts";
import { dispatchIndex } from "./server/indexRoutes.ts";
import { serveReplies } from "./server/startServer.ts";
import type { Clock } from "./shared/clock.ts";
import { createIndexMetrics, type IndexMetrics } from "./shared/indexMetrics.ts";
import type { Log } from "./shared/log.ts";
import { retry } from "./shared/retry.ts";
import type { Shutdown } from "./shared/shutdown.ts";
import { createVitals, type Vitals } from "./shared/vitals.ts";
import { openIndexStore } from "./store/openIndexStore.ts";

export type IndexDeps = {
  readonly config: IndexConfig;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly shutdown: Shutdown;
};

type Index = { readonly store: IndexStore; readonly metrics: IndexMetrics; readonly vitals: Vitals };

const CONNECT_RULE = { attempts: 4, firstDelayMs: 500, maxDelayMs: 2_000 };
const NO_BACKLOG = { active: 0, oldestSeenAt: undefined };

/**
 * Starts one index: the provider and the contracts, which must exist; the store, which must belong to them; the server,
 * unhealthy until the first pass is complete; the listener. It holds no keys and signs nothing. Stops in reverse order.
 */
export const startIndex = async (
  deps: IndexDeps,
): Promise<{ readonly port: number; readonly registry: Registry }> => {
  const { config, clock, log, shutdown } = deps;
  const { chainId } = config.chain;
  const provider = await openChain(deps);
  // An index belongs to a deployment and to no operator.
  const identity = { chainId, oracle: config.contracts.oracle, operator: ZeroAddress as Hex };
  const { contracts } = config;
  const supply = present(contracts).filter(([name]) => name in PROVENANCE);
  const store = openIndexStore(config.store.path, identity, Object.fromEntries(supply));
  shutdown.onStop("store", () => store.close());
  const rules = { pollIntervalMs: config.chain.pollIntervalMs, ...config.health, maxDutyAgeMs: Infinity };
  const index = { store, metrics: createIndexMetrics(), vitals: createVitals(rules, clock) };
  const port = await serve(deps, index);
  const running = follow(deps, index, provider);
  shutdown.onStop("listener", () => running);
  log.info({ msg: "Index started", port, from: store.cursor()?.number });
  return { port, registry: index.metrics.registry };
};

const openChain = async ({ config, clock, random, shutdown }: IndexDeps): Promise<JsonRpcProvider> => {
  const { rpcUrls, chainId } = config.chain;
  const waiting = { clock, signal: shutdown.signal, random };
  const provider = await retry(() => connectProvider(rpcUrls, chainId), CONNECT_RULE, waiting);
  shutdown.onStop("provider", () => provider.destroy());
  await assertCode(provider, Object.fromEntries(present(config.contracts)));
  return provider;
};

const present = (contracts: Readonly<Record<string, Hex | undefined>>): [string, Hex][] =>
  Object.entries(contracts).flatMap(([name, address]) => (address === undefined ? [] : [[name, address]]));

const serve = async (
  { config, log, shutdown }: IndexDeps,
  { store, metrics, vitals }: Index,
): Promise<number> => {
  const routes = {
    store,
    decode: decodeConsentEvent,
    decodeProvenance,
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
  { store, metrics, vitals }: Index,
  provider: JsonRpcProvider,
): Promise<void> => {
  const { overlapBlocks: overlap, maxBlockRange: maxRange } = config.chain;
  const readGrant = createGrantReader(connectStates(config.contracts.consent, provider));
  const scanning = { provider, addresses: config.contracts, readGrant };
  return listen<IndexRange>({
    provider,
    scan: (from, to) => scanIndex(scanning, from, to),
    store,
    intake: (range) => metrics.events.inc(store.record(range)),
    onPass: (head) => {
      vitals.onPass(head);
      vitals.setReady();
    },
    rules: { ...config.chain, overlap, maxRange },
    clock,
    log,
    metrics,
    signal: shutdown.signal,
  });
};

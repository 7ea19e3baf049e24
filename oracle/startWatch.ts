import { randomBytes } from "node:crypto";
import { hexlify, type JsonRpcProvider } from "ethers";
import type { Registry } from "prom-client";
import type { Hex, ModelId } from "../standards/hex.ts";
import type { Account } from "./chain/account.ts";
import { type AnswerRange, createAnswerSource, scanAnswers } from "./chain/answers.ts";
import { connectContracts } from "./chain/contracts.ts";
import { createCourt } from "./chain/court.ts";
import { listen } from "./chain/listen.ts";
import { connectProvider } from "./chain/provider.ts";
import { assertContracts, assertCourt, createWatchReader } from "./chain/reader.ts";
import type { WatchConfig } from "./config/loadConfig.ts";
import type { Keys } from "./domain/ports.ts";
import type { WatchedModel } from "./domain/watch.ts";
import { setHealth } from "./observe.ts";
import { openAccount } from "./openAccount.ts";
import { serverOptionsOf } from "./openPeering.ts";
import { createPayloads } from "./pipeline/fetchPayload.ts";
import { createAdmission } from "./server/admission.ts";
import { startServer } from "./server/startServer.ts";
import type { Clock } from "./shared/clock.ts";
import { describeError } from "./shared/errors.ts";
import type { Log } from "./shared/log.ts";
import { retry } from "./shared/retry.ts";
import type { Shutdown } from "./shared/shutdown.ts";
import { createVitals, type Vitals } from "./shared/vitals.ts";
import { createWake, type Wake } from "./shared/wake.ts";
import { createWatchMetrics } from "./shared/watchMetrics.ts";
import { openWatchStore } from "./store/openWatchStore.ts";
import type { WatchDeps } from "./watch/deps.ts";
import { runWatch } from "./watch/runWatch.ts";

export type WatcherDeps = {
  readonly config: WatchConfig;
  readonly account: Pick<Keys, "signer" | "sign">;
  /** May report to health. */
  readonly loadModels: (told: { readonly vitals: Vitals }) => Promise<readonly WatchedModel[]>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly shutdown: Shutdown;
};

const CONNECT_RULE = { attempts: 4, firstDelayMs: 500, maxDelayMs: 2_000 };
const SECRET_BYTES = 32;
const GAUGE_INTERVAL_MS = 5_000;
/** For how long health tells of an answer that could not be checked. */
const UNCHECKED_MS = 3_600_000;

/**
 * Starts one watcher: provider and contracts, the store, transactions that a crash left unsent, the server, the models,
 * then the listener and the checks. Stops in reverse order.
 */
export const startWatch = async (
  deps: WatcherDeps,
): Promise<{ readonly port: number; readonly registry: Registry }> => {
  const { config, clock, log, shutdown, account } = deps;
  const models = new Map<ModelId, WatchedModel>();
  const vitals = createVitals({ pollIntervalMs: config.chain.pollIntervalMs, ...config.health }, clock);
  const provider = await openChain(deps);
  const wake = createWake(clock);
  const { watch, paying } = await openWatch(deps, provider, models, vitals, wake);
  const port = await serve(deps, watch, vitals);
  for (const model of await deps.loadModels({ vitals })) models.set(model.id, model);
  const running = run(deps, watch, provider, vitals, paying, wake);
  shutdown.onStop("listener and checks", () => running);
  vitals.setReady();
  log.info({ msg: "Watcher started", account: account.signer, port, models: models.size });
  return { port, registry: watch.metrics.registry };
};

/** An answer that nobody could check is a warning for a while. */
const noteUnchecked = (vitals: Vitals, clock: Clock): (() => void) => {
  let at: number | undefined;
  vitals.problem("ANSWERS_UNCHECKED", () => at !== undefined && clock.now() - at < UNCHECKED_MS);
  return () => {
    at = clock.now();
  };
};

const openChain = async ({ config, clock, random, shutdown }: WatcherDeps): Promise<JsonRpcProvider> => {
  const { rpcUrls, chainId } = config.chain;
  const waiting = { clock, signal: shutdown.signal, random };
  const provider = await retry(() => connectProvider(rpcUrls, chainId), CONNECT_RULE, waiting);
  shutdown.onStop("provider", () => provider.destroy());
  const { court, ...addresses } = config.contracts;
  const contracts = connectContracts(addresses, provider);
  await assertContracts(provider, addresses, contracts);
  await assertCourt(court, contracts);
  return provider;
};

const openWatch = async (
  { config, account, clock, random, log, shutdown }: WatcherDeps,
  provider: JsonRpcProvider,
  models: ReadonlyMap<ModelId, WatchedModel>,
  vitals: Vitals,
  wake: Wake,
): Promise<{ readonly watch: WatchDeps; readonly paying: Account }> => {
  const { signal } = shutdown;
  const { chainId, finality } = config.chain;
  const { oracle, court } = config.contracts;
  const contracts = connectContracts(config.contracts, provider);
  const store = await openWatchStore(config.store, { chainId, oracle, operator: account.signer });
  shutdown.onStop("store", () => store.close());
  const metrics = createWatchMetrics();
  const { attempts } = store;
  const { balance } = metrics;
  const sending = { provider, keys: account, clock, log, metrics, signal, config };
  const { transactions, account: paying } = openAccount({ ...sending, wake, attempts, vitals, balance });
  await transactions.resume();
  const modelOf = (id: ModelId) => models.get(id);
  const watch: WatchDeps = {
    rules: { chainId, oracle, retryMs: config.submit.retryMs, giveUpAfterMs: config.giveUpAfterMs },
    chain: createWatchReader({ provider, contracts, finality }),
    source: createAnswerSource({ provider, contracts, chainId, oracle }),
    court: createCourt({
      ...sending,
      court,
      watcher: account.signer,
      contracts,
      transactions,
      modelOf,
    }),
    store,
    payloads: createPayloads(config.payloads, log),
    modelOf,
    randomWord: () => hexlify(randomBytes(SECRET_BYTES)) as Hex,
    clock,
    random,
    log,
    metrics,
    onUnchecked: noteUnchecked(vitals, clock),
    signal,
  };
  return { watch, paying };
};

/** Health and metrics. A watcher is in no committee and holds no results. */
const serve = async (
  { config, account, shutdown, clock, log }: WatcherDeps,
  { store, metrics }: WatchDeps,
  vitals: Vitals,
): Promise<number> => {
  const server = await startServer(
    {
      operator: account.signer,
      maxBodyBytes: config.server.maxBodyBytes,
      resultOf: async () => undefined,
      decisionsOf: async () => [],
      health: () => vitals.read(store.backlog()),
      live: vitals.live,
      metrics: () => metrics.registry.metrics(),
      log,
    },
    serverOptionsOf(config, createAdmission(config.server.limits, clock)),
  );
  shutdown.onStop("server", server.stop);
  return server.port;
};

/** Runs until the signal aborts. */
const run = async (
  { config }: WatcherDeps,
  watch: WatchDeps,
  provider: JsonRpcProvider,
  vitals: Vitals,
  paying: Account,
  wake: Wake,
): Promise<void> => {
  const { overlapBlocks: overlap, maxBlockRange: maxRange } = config.chain;
  const listening = listen<AnswerRange>({
    ...watch,
    provider,
    scan: (from, to) => scanAnswers(provider, config.contracts.oracle, from, to),
    intake: async ({ to, answers }) => {
      watch.metrics.answers.inc(await watch.store.recordAnswers(to, answers, watch.clock.now()));
    },
    onPass: (head) => {
      if (head.hash !== vitals.seenHead()?.hash) wake.wake();
      vitals.onPass(head);
    },
    rules: { ...config.chain, overlap, maxRange },
  });
  await Promise.all([listening, runWatch(watch), watchGauges(watch, vitals, paying)]);
};

const watchGauges = async (
  { metrics, store, clock, log, signal }: WatchDeps,
  vitals: Vitals,
  paying: Account,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      setHealth(metrics, vitals, await vitals.read(store.backlog()));
      await paying.look();
    } catch (error) {
      log.debug({ msg: "Balance cannot be read", ...describeError(error) });
    }
    await clock.wait(GAUGE_INTERVAL_MS, signal);
  }
};

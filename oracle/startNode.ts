import type { ModelId, RequestId } from "../standards/hex.ts";
import { RequestStatus } from "../standards/inference.ts";
import { connectContracts, connectPolicies } from "./chain/contracts.ts";
import { listen } from "./chain/listen.ts";
import type { ChainProvider } from "./chain/provider.ts";
import { assertContracts, createReader } from "./chain/reader.ts";
import { createRecheck, type Recheck } from "./chain/recheck.ts";
import { scanRange } from "./chain/scan.ts";
import { createSequencer, type Sequencer } from "./chain/sequencer.ts";
import { createSubmitter } from "./chain/submitter.ts";
import { createTransactions } from "./chain/transactions.ts";
import type { Config } from "./config/loadConfig.ts";
import type { Model } from "./domain/model.ts";
import type { Keys } from "./domain/ports.ts";
import { type ChainUse, openChain, waitForChain } from "./openChain.ts";
import { openPeering, type Peering, serverOptionsOf } from "./openPeering.ts";
import { countersign } from "./pipeline/countersign.ts";
import type { PipelineDeps } from "./pipeline/deps.ts";
import { createPayloads } from "./pipeline/fetchPayload.ts";
import { intake } from "./pipeline/intake.ts";
import { runDuties } from "./pipeline/runDuties.ts";
import { type RunningServer, startServer } from "./server/startServer.ts";
import type { Clock } from "./shared/clock.ts";
import { describeError } from "./shared/errors.ts";
import type { Log } from "./shared/log.ts";
import { createMetrics, type Metrics } from "./shared/metrics.ts";
import type { Shutdown } from "./shared/shutdown.ts";
import { createSignerProbe } from "./shared/signerProbe.ts";
import { createVitals, type Vitals } from "./shared/vitals.ts";
import { createWake, type Wake } from "./shared/wake.ts";
import { openStore } from "./store/openStore.ts";

export type NodeDeps = {
  readonly config: Config;
  readonly keys: Keys;
  /** The models, awaited after the server is up and before the first duty. */
  readonly loadModels: () => Promise<readonly Model[]>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly shutdown: Shutdown;
};

/** What the start puts together before the node runs. */
type Parts = {
  readonly provider: ChainProvider;
  readonly metrics: Metrics;
  readonly vitals: Vitals;
  readonly models: Map<ModelId, Model>;
  readonly sequencer: Sequencer;
  /** Woken by a new block, before it was read and after. */
  readonly blocks: Wake;
  readonly news: Wake;
};

type Opened = { readonly pipeline: PipelineDeps; readonly peering: Peering; readonly recheck: Recheck };

export type RunningNode = { readonly port: number };

const RECEIPT_POLL_MS = 250;
const GAUGE_INTERVAL_MS = 5_000;
const WEI_PER_ETHER = 1e18;

/**
 * Starts one operator:
 *
 * 1. the provider, which must serve the configured chain, and the contracts, which must exist
 * 2. the store, which must belong to this chain, oracle and operator
 * 3. transactions that a crash left unsent
 * 4. the server, unhealthy until all is running
 * 5. the models, each checked against its hashes, certificate and vectors
 * 6. the listener, from the cursor on, and the duties
 *
 * Stops in reverse order.
 */
export const startNode = async (deps: NodeDeps): Promise<RunningNode> => {
  const { config, clock, log, shutdown, keys } = deps;
  const vitals = createVitals({ pollIntervalMs: config.chain.pollIntervalMs, ...config.health }, clock);
  const models = new Map<ModelId, Model>();
  const metrics = createMetrics();
  // A new block wakes the listener; what the listener found wakes the duties, and whoever waits for a receipt.
  const [blocks, news] = [createWake(clock), createWake(clock)];
  const provider = await openChecked(deps, { metrics, vitals, wakes: [blocks, news] });
  const sequencer = createSequencer(config.chain);
  const parts: Parts = { provider, metrics, vitals, models, sequencer, blocks, news };
  const { pipeline, peering, recheck } = await openPipeline(deps, parts);
  vitals.problem("SEQUENCER_DOWN", () => !sequencer.isOpen());
  vitals.problem("SIGNER_UNAVAILABLE", createSignerProbe(keys, clock));
  const server = await serve(deps, pipeline, peering, vitals);
  await addModels(deps, pipeline, parts);
  if (shutdown.signal.aborted) return { port: server.port };
  const running = run(deps, pipeline, recheck, parts);
  shutdown.onStop("listener and duties", () => running);
  vitals.setReady();
  log.info({ msg: "Node started", operator: keys.operator, port: server.port, models: models.size });
  return { port: server.port };
};

/** The chain, its contracts checked against the config. */
const openChecked = async (deps: NodeDeps, use: ChainUse): Promise<ChainProvider> => {
  const { contracts } = deps.config;
  const provider = await openChain(deps, use);
  await waitForChain(deps, () => assertContracts(provider, contracts, connectContracts(contracts, provider)));
  return provider;
};

const openPipeline = async (
  deps: NodeDeps,
  { provider, metrics, vitals, models, sequencer, blocks, news }: Parts,
): Promise<Opened> => {
  const { config, keys, clock, random, log, shutdown } = deps;
  const { signal } = shutdown;
  const { chainId, finality } = config.chain;
  const { oracle } = config.contracts;
  const store = await openStore(config.store, { chainId, oracle, operator: keys.operator });
  shutdown.onStop("store", () => store.close());
  const chain = createReader({
    provider,
    contracts: connectContracts(config.contracts, provider),
    policies: connectPolicies(config.contracts.policies, provider),
    finality,
  });
  const rules = { ...config.submit, chainId, receiptPollMs: RECEIPT_POLL_MS };
  const { attempts } = store;
  const transactions = createTransactions({ provider, keys, attempts, rules, clock, signal });
  await waitForChain(deps, () => transactions.resume());
  const peering = openPeering({ config, keys, chain, clock, random, log, metrics });
  shutdown.onStop("peers", peering.close);
  const recheck: Recheck = createRecheck({
    oracle,
    store,
    intake: (range) => intake(pipeline, range),
    rules: config.chain,
    log,
    metrics,
  });
  const pipeline: PipelineDeps = {
    rules: {
      ...config.submit,
      chainId,
      oracle,
      consents: config.contracts.consent,
      jurisdiction: config.jurisdiction,
    },
    chain,
    submitter: createSubmitter({ provider, oracle, signer: keys.signer, chain, transactions, metrics }),
    store,
    keys,
    peers: peering.peers,
    payloads: createPayloads(config.payloads, log),
    modelOf: (id) => models.get(id),
    seenHead: vitals.seenHead,
    isChainOpen: sequencer.isOpen,
    lookUp: (id) => {
      if (recheck.lookUp(id)) blocks.wake();
    },
    news,
    clock,
    random,
    log,
    metrics,
    signal,
  };
  return { pipeline, peering, recheck };
};

const serve = async (
  { config, shutdown }: NodeDeps,
  pipeline: PipelineDeps,
  peering: Peering,
  vitals: Vitals,
): Promise<RunningServer> => {
  const { store, keys, metrics, log } = pipeline;
  const server = await startServer(
    {
      operator: keys.operator,
      maxBodyBytes: config.server.maxBodyBytes,
      peerDoor: peering.doorFor((proposal) => countersign(pipeline, proposal)),
      asksForCertificates: config.server.tls?.clientCa !== undefined,
      resultOf: (id) => resultOf(pipeline, id),
      decisionsOf: store.decisions,
      health: () => vitals.read(store.backlog()),
      metrics: () => metrics.registry.metrics(),
      log,
    },
    serverOptionsOf(config, peering.admission),
  );
  shutdown.onStop("server", server.stop);
  return server;
};

const addModels = async (deps: NodeDeps, { chain, log }: PipelineDeps, { models }: Parts): Promise<void> => {
  for (const model of await deps.loadModels()) {
    models.set(model.id, model);
    const active = await waitForChain(deps, () => chain.isModelActive(model.id));
    log[active ? "info" : "warn"]({ msg: "Model loaded", model: model.name, modelId: model.id, active });
  }
};

/** Runs until the signal aborts. */
const run = async (
  { config }: NodeDeps,
  pipeline: PipelineDeps,
  recheck: Recheck,
  { provider, vitals, sequencer, blocks, news }: Parts,
): Promise<void> => {
  const { overlapBlocks: overlap, maxBlockRange: maxRange } = config.chain;
  const { oracle } = config.contracts;
  const listening = listen({
    ...pipeline,
    session: provider.session,
    scan: (look) => scanRange(look, { oracle }),
    intake: (range) => intake(pipeline, range),
    onPass: (head) => {
      vitals.onPass(head);
      provider.noteHead(head.number);
      news.wake();
    },
    afterPass: async (one, head) => {
      await sequencer.look(one, head);
      await recheck.run(one);
    },
    wake: blocks,
    rules: { ...config.chain, overlap, maxRange },
  });
  const gauges = watchGauges(pipeline, () => provider.getBalance(pipeline.keys.signer));
  await Promise.all([listening, runDuties(pipeline), gauges]);
};

/** A result is served only while the answer it belongs to stands on chain. */
const resultOf = async ({ store }: PipelineDeps, id: RequestId) => {
  const outcome = (await store.duty(id))?.outcome;
  const stands = outcome === RequestStatus.Fulfilled || outcome === RequestStatus.CallbackFailed;
  return stands ? store.result(id) : undefined;
};

const watchGauges = async (
  { metrics, store, clock, log, signal }: PipelineDeps,
  balance: () => Promise<bigint>,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      metrics.pending.set((await store.backlog()).active);
      metrics.balance.set(Number(await balance()) / WEI_PER_ETHER);
    } catch (error) {
      log.debug({ msg: "Balance cannot be read", ...describeError(error) });
    }
    await clock.wait(GAUGE_INTERVAL_MS, signal);
  }
};

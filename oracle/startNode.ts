import type { JsonRpcProvider } from "ethers";
import type { Registry } from "prom-client";
import type { ModelId, RequestId } from "../standards/hex.ts";
import { RequestStatus } from "../standards/inference.ts";
import type { Account } from "./chain/account.ts";
import { connectContracts, connectPolicies } from "./chain/contracts.ts";
import { listen } from "./chain/listen.ts";
import { readMembership } from "./chain/membership.ts";
import { connectProvider } from "./chain/provider.ts";
import { assertContracts, createReader } from "./chain/reader.ts";
import { scanRange } from "./chain/scan.ts";
import { createSubmitter } from "./chain/submitter.ts";
import type { Config } from "./config/loadConfig.ts";
import type { Model } from "./domain/model.ts";
import type { Keys } from "./domain/ports.ts";
import { createStanding, measured } from "./observe.ts";
import { openAccount } from "./openAccount.ts";
import { openPeering, type Peering, serverOptionsOf } from "./openPeering.ts";
import { openProving } from "./openProving.ts";
import { createBatcher } from "./pipeline/batch/batcher.ts";
import { countersign } from "./pipeline/countersign.ts";
import type { PipelineDeps } from "./pipeline/deps.ts";
import { createPayloads } from "./pipeline/fetchPayload.ts";
import { intake } from "./pipeline/intake.ts";
import { runDuties } from "./pipeline/runDuties.ts";
import { type RunningServer, startServer } from "./server/startServer.ts";
import type { Clock } from "./shared/clock.ts";
import type { Log } from "./shared/log.ts";
import { createMetrics, type Metrics } from "./shared/metrics.ts";
import { retry } from "./shared/retry.ts";
import type { Shutdown } from "./shared/shutdown.ts";
import { createSignerProbe } from "./shared/signerProbe.ts";
import { createVitals, type Vitals } from "./shared/vitals.ts";
import { createWake, type Wake } from "./shared/wake.ts";
import { openStore } from "./store/openStore.ts";

export type NodeDeps = {
  readonly config: Config;
  readonly keys: Keys;
  /** The models, awaited after the server is up and before the first duty. They may report to health and metrics. */
  readonly loadModels: (told: ModelHost) => Promise<readonly Model[]>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly shutdown: Shutdown;
};

/** Where models may tell how they do. */
export type ModelHost = { readonly vitals: Pick<Vitals, "problem">; readonly metrics?: Metrics };

export type RunningNode = { readonly port: number; readonly registry: Registry };

/** The chain may start a little later than the node. */
const CONNECT_RULE = { attempts: 4, firstDelayMs: 500, maxDelayMs: 2_000 };
/** A loop over duties that takes longer for one turn hangs. */
const MAX_TURN_MS = 60_000;

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
  const provider = await openChain(deps);
  const wake = createWake(clock);
  const standing = createStanding(vitals);
  const opened = await openPipeline(deps, provider, vitals, models, wake);
  const { peering, account } = opened;
  const pipeline = {
    ...opened.pipeline,
    whyIdle: standing.refusal,
    onTurn: vitals.heartbeat(MAX_TURN_MS),
  };
  vitals.problem("SIGNER_UNAVAILABLE", createSignerProbe(keys, clock));
  vitals.problem("PEERS_UNREACHABLE", peering.isAlone);
  const server = await serve(deps, pipeline, peering, vitals);
  await addModels(deps, pipeline, vitals, models);
  const { registry } = pipeline.metrics;
  if (shutdown.signal.aborted) return { port: server.port, registry };
  const observing = standing.watch({
    ...pipeline,
    vitals,
    models: () => models.values(),
    membership: () => readMembership(connectContracts(config.contracts, provider), keys.operator),
    lookAtAccount: account.look,
  });
  const running = run(deps, pipeline, provider, vitals, wake);
  shutdown.onStop("gauges", () => observing);
  shutdown.onStop("listener and duties", () => running);
  vitals.setReady();
  log.info({ msg: "Node started", operator: keys.operator, port: server.port, models: models.size });
  return { port: server.port, registry };
};

const openChain = async ({ config, clock, random, shutdown }: NodeDeps): Promise<JsonRpcProvider> => {
  const { rpcUrls, chainId } = config.chain;
  const { signal } = shutdown;
  const provider = await retry(() => connectProvider(rpcUrls, chainId), CONNECT_RULE, {
    clock,
    signal,
    random,
  });
  shutdown.onStop("provider", () => provider.destroy());
  await assertContracts(provider, config.contracts, connectContracts(config.contracts, provider));
  return provider;
};

const openPipeline = async (
  { config, keys, clock, random, log, shutdown }: NodeDeps,
  provider: JsonRpcProvider,
  vitals: Vitals,
  models: ReadonlyMap<ModelId, Model>,
  wake: Wake,
): Promise<{ readonly pipeline: PipelineDeps; readonly peering: Peering; readonly account: Account }> => {
  const { signal } = shutdown;
  const { chainId, finality } = config.chain;
  const { oracle } = config.contracts;
  const metrics = createMetrics();
  const identity = { chainId, oracle, operator: keys.operator };
  const store = measured(await openStore(config.store, identity), metrics);
  shutdown.onStop("store", () => store.close());
  const chain = createReader({
    provider,
    contracts: connectContracts(config.contracts, provider),
    policies: connectPolicies(config.contracts.policies, provider),
    finality,
  });
  const { attempts } = store;
  const { balance } = metrics;
  const sending = { provider, keys, clock, log, metrics, signal, config };
  const { transactions, account } = openAccount({ ...sending, wake, attempts, vitals, balance });
  await transactions.resume();
  const peering = openPeering({ config, keys, chain, clock, random, log, metrics });
  shutdown.onStop("peers", peering.close);
  const pipeline: PipelineDeps = {
    rules: {
      ...config.submit,
      chainId,
      oracle,
      consents: config.contracts.consent,
      jurisdiction: config.jurisdiction,
    },
    chain,
    submitter: createSubmitter({
      ...sending,
      oracle,
      signer: keys.signer,
      chain,
      transactions,
      guard: config.submit.guard,
    }),
    store,
    keys,
    peers: peering.peers,
    batcher: config.submit.batch.max < 2 ? undefined : createBatcher(config.submit.batch),
    payloads: createPayloads(config.payloads, log),
    ...(await openProving(config, { provider, signer: keys.signer, transactions, clock, signal })),
    modelOf: (id) => models.get(id),
    seenHead: vitals.seenHead,
    clock,
    random,
    log,
    metrics,
    signal,
  };
  return { pipeline, peering, account };
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
      live: vitals.live,
      metrics: () => metrics.registry.metrics(),
      log,
    },
    serverOptionsOf(config, peering.admission),
  );
  shutdown.onStop("server", server.stop);
  return server;
};

const addModels = async (
  { loadModels }: NodeDeps,
  { chain, log, metrics }: PipelineDeps,
  vitals: Vitals,
  models: Map<ModelId, Model>,
): Promise<void> => {
  for (const model of await loadModels({ vitals, metrics })) {
    models.set(model.id, model);
    const active = await chain.isModelActive(model.id);
    log[active ? "info" : "warn"]({ msg: "Model loaded", model: model.name, modelId: model.id, active });
  }
};

/** Runs until the signal aborts. */
const run = async (
  { config }: NodeDeps,
  pipeline: PipelineDeps,
  provider: JsonRpcProvider,
  vitals: Vitals,
  wake: Wake,
): Promise<void> => {
  const { overlapBlocks: overlap, maxBlockRange: maxRange } = config.chain;
  const listening = listen({
    ...pipeline,
    provider,
    scan: (from, to) => scanRange(provider, config.contracts.oracle, from, to),
    intake: (range) => intake(pipeline, range),
    onPass: (head) => {
      if (head.hash !== vitals.seenHead()?.hash) wake.wake();
      vitals.onPass(head);
    },
    rules: { ...config.chain, overlap, maxRange },
  });
  await Promise.all([listening, runDuties(pipeline)]);
};

/** A result is served only while the answer it belongs to stands on chain. */
const resultOf = async ({ store }: PipelineDeps, id: RequestId) => {
  const outcome = (await store.duty(id))?.outcome;
  const stands = outcome === RequestStatus.Fulfilled || outcome === RequestStatus.CallbackFailed;
  return stands ? store.result(id) : undefined;
};

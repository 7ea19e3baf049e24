import type { Registry } from "prom-client";
import type { ModelId, RequestId } from "../standards/hex.ts";
import { RequestStatus } from "../standards/inference.ts";
import { connectContracts } from "./chain/contracts.ts";
import { listen } from "./chain/listen.ts";
import { readMembership } from "./chain/membership.ts";
import type { ChainProvider } from "./chain/provider.ts";
import { assertContracts } from "./chain/reader.ts";
import { scanRange } from "./chain/scan.ts";
import { createSequencer } from "./chain/sequencer.ts";
import type { Config } from "./config/loadConfig.ts";
import type { Model } from "./domain/model.ts";
import type { Keys } from "./domain/ports.ts";
import { createStanding } from "./observe.ts";
import { type ChainUse, openChain, waitForChain } from "./openChain.ts";
import { type Peering, serverOptionsOf } from "./openPeering.ts";
import { type Opened, openPipeline, type Parts } from "./openPipeline.ts";
import { countersign } from "./pipeline/countersign.ts";
import type { PipelineDeps } from "./pipeline/deps.ts";
import { intake } from "./pipeline/intake.ts";
import { runDuties } from "./pipeline/runDuties.ts";
import { type RunningServer, startServer } from "./server/startServer.ts";
import type { Clock } from "./shared/clock.ts";
import type { Log } from "./shared/log.ts";
import { createMetrics, type Metrics } from "./shared/metrics.ts";
import type { Shutdown } from "./shared/shutdown.ts";
import { createSignerProbe } from "./shared/signerProbe.ts";
import { createVitals, type Vitals } from "./shared/vitals.ts";
import { createWake } from "./shared/wake.ts";

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
  const metrics = createMetrics();
  // A new block wakes the listener; what the listener found wakes the duties, and whoever waits for a receipt.
  const [blocks, news] = [createWake(clock), createWake(clock)];
  const provider = await openChecked(deps, { metrics, vitals, wakes: [blocks, news] });
  const sequencer = createSequencer(config.chain);
  vitals.problem("SEQUENCER_DOWN", () => !sequencer.isOpen());
  const parts: Parts = { provider, metrics, vitals, models, sequencer, blocks, news };
  const standing = createStanding(vitals);
  const opened = await openPipeline(deps, parts);
  const { peering, account } = opened;
  const onTurn = vitals.heartbeat(MAX_TURN_MS);
  const pipeline = { ...opened.pipeline, whyIdle: standing.refusal, onTurn };
  vitals.problem("SIGNER_UNAVAILABLE", createSignerProbe(keys, clock));
  vitals.problem("PEERS_UNREACHABLE", peering.isAlone);
  const server = await serve(deps, pipeline, peering, vitals);
  await addModels(deps, pipeline, parts);
  const { registry } = metrics;
  if (shutdown.signal.aborted) return { port: server.port, registry };
  const observing = standing.watch({
    ...pipeline,
    vitals,
    models: () => models.values(),
    membership: () => readMembership(connectContracts(config.contracts, provider), keys.operator),
    lookAtAccount: account.look,
  });
  const running = run(deps, { ...opened, pipeline }, parts);
  shutdown.onStop("gauges", () => observing);
  shutdown.onStop("listener and duties", () => running);
  vitals.setReady();
  log.info({ msg: "Node started", operator: keys.operator, port: server.port, models: models.size });
  return { port: server.port, registry };
};

/** The chain, its contracts checked against the config. */
const openChecked = async (deps: NodeDeps, use: ChainUse): Promise<ChainProvider> => {
  const { contracts } = deps.config;
  const provider = await openChain(deps, use);
  await waitForChain(deps, () => assertContracts(provider, contracts, connectContracts(contracts, provider)));
  return provider;
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
  deps: NodeDeps,
  { chain, log, metrics }: PipelineDeps,
  { vitals, models }: Parts,
): Promise<void> => {
  for (const model of await deps.loadModels({ vitals, metrics })) {
    models.set(model.id, model);
    const active = await waitForChain(deps, () => chain.isModelActive(model.id));
    log[active ? "info" : "warn"]({ msg: "Model loaded", model: model.name, modelId: model.id, active });
  }
};

/** Runs until the signal aborts. */
const run = async (
  { config }: NodeDeps,
  { pipeline, recheck }: Opened,
  { provider, vitals, sequencer, blocks, news }: Parts,
): Promise<void> => {
  const { overlapBlocks: overlap, maxBlockRange: maxRange } = config.chain;
  const listening = listen({
    ...pipeline,
    session: provider.session,
    scan: (look) => scanRange(look, { oracle: config.contracts.oracle }),
    intake: (range) => intake(pipeline, range),
    onPass: (head) => {
      if (head.hash !== vitals.seenHead()?.hash) news.wake();
      vitals.onPass(head);
      provider.noteHead(head.number);
    },
    afterPass: async (one, head) => {
      await sequencer.look(one, head);
      await recheck.run(one);
    },
    wake: blocks,
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

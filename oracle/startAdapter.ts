import type { AdapterConfig } from "./config/loadAdapterConfig.ts";
import type { PublicModel } from "./domain/publicModel.ts";
import { serverOptionsOf } from "./openPeering.ts";
import { createPayloads } from "./pipeline/fetchPayload.ts";
import { dispatchAdapter } from "./server/adapter/adapterRoutes.ts";
import { createGate } from "./server/adapter/gate.ts";
import { createAdmission } from "./server/admission.ts";
import { serveReplies } from "./server/startServer.ts";
import { createAdapterMetrics } from "./shared/adapterMetrics.ts";
import type { Clock } from "./shared/clock.ts";
import type { Log } from "./shared/log.ts";
import type { Shutdown } from "./shared/shutdown.ts";

export type AdapterDeps = {
  readonly config: AdapterConfig;
  readonly loadModels: () => Promise<readonly PublicModel[]>;
  readonly clock: Clock;
  readonly log: Log;
  readonly shutdown: Shutdown;
};

const MS_PER_SECOND = 1_000;

/** Starts an external adapter for Chainlink jobs: the models, each checked whole, then the server. It signs nothing. */
export const startAdapter = async ({
  config,
  loadModels,
  clock,
  log,
  shutdown,
}: AdapterDeps): Promise<{ readonly port: number }> => {
  const models = await loadModels();
  const metrics = createAdapterMetrics();
  const routes = {
    models,
    payloads: config.payloads === undefined ? undefined : createPayloads(config.payloads, log),
    gate: createGate(config.access, clock),
    maxBodyBytes: config.server.maxBodyBytes,
    timeoutMs: config.timeoutMs,
    metrics: () => metrics.registry.metrics(),
    count: (code: string, startedAt: number) => {
      metrics.jobs.inc({ code });
      metrics.seconds.observe((clock.now() - startedAt) / MS_PER_SECOND);
    },
    now: clock.now,
    log,
    signal: shutdown.signal,
  };
  const server = await serveReplies(
    (request) => dispatchAdapter(routes, request),
    log,
    serverOptionsOf(config, createAdmission(config.server.limits, clock)),
  );
  shutdown.onStop("server", server.stop);
  log.info({ msg: "Adapter started", port: server.port, models: models.map(({ name }) => name) });
  return { port: server.port };
};

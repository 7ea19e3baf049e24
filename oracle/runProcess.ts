import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { loadAdapterConfig } from "./config/loadAdapterConfig.ts";
import { loadConfig, loadIndexConfig, loadWatchConfig, type WatchConfig } from "./config/loadConfig.ts";
import { openAccount, openKeys } from "./config/openKeys.ts";
import type { Model } from "./domain/model.ts";
import type { WatchedModel } from "./domain/watch.ts";
import type { Inference } from "./inference/service/openInference.ts";
import { reportInference } from "./inference/service/report.ts";
import { openModels } from "./openModels.ts";
import { systemClock } from "./shared/clock.ts";
import { describeError, ExitCode } from "./shared/errors.ts";
import { hardenProcess } from "./shared/hardenProcess.ts";
import { createLog, type Log } from "./shared/log.ts";
import { addProcessMetrics } from "./shared/metrics/process.ts";
import { createShutdown, type Shutdown } from "./shared/shutdown.ts";
import { startAdapter } from "./startAdapter.ts";
import { startIndex } from "./startIndex.ts";
import { type ModelHost, startNode } from "./startNode.ts";
import { startWatch } from "./startWatch.ts";

const RANDOM_STEPS = 2 ** 32;
const random = () => randomInt(RANDOM_STEPS) / RANDOM_STEPS;

/** Of this release, as its package says. */
const version = (): string =>
  String(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version);

/** Runs one operator in this process until SIGINT or SIGTERM. */
export const runOperator = async (file: string, open: typeof openModels = openModels): Promise<void> => {
  hardenProcess(process.env, process.execArgv);
  const config = loadConfig(file, process.env);
  const log = createLog(config.log.level, { operator: config.operator.address });
  await untilStopped(log, async (shutdown) => {
    const inference = begin(open(config, log), shutdown);
    const keys = await openKeys(config.operator, process.env, config.chain.chainId);
    const loadModels = async ({ vitals, metrics }: ModelHost): Promise<readonly Model[]> => {
      const opened = await inference;
      reportInference(opened, vitals, metrics);
      return opened.models;
    };
    const node = { config, keys, loadModels, clock: systemClock, random, log, shutdown };
    addProcessMetrics((await startNode(node)).registry, version());
  });
};

/** Runs one watcher in this process until SIGINT or SIGTERM. */
export const runWatcher = async (file: string): Promise<void> => {
  hardenProcess(process.env, process.execArgv);
  const config: WatchConfig = loadWatchConfig(file, process.env);
  const log = createLog(config.log.level, { role: "watcher" });
  await untilStopped(log, async (shutdown) => {
    const inference = begin(openModels(config, log), shutdown);
    const loadModels = async ({ vitals }: ModelHost): Promise<readonly WatchedModel[]> => {
      const opened = await inference;
      reportInference(opened, vitals, undefined);
      return opened.networks;
    };
    const account = await openAccount(config.watcher, process.env, config.chain.chainId);
    const watcher = { config, account, loadModels, clock: systemClock, random, log, shutdown };
    addProcessMetrics((await startWatch(watcher)).registry, version());
  });
};

/** Runs one index in this process until SIGINT or SIGTERM. */
export const runIndex = async (file: string): Promise<void> => {
  const config = loadIndexConfig(file, process.env);
  const log = createLog(config.log.level, { role: "index" });
  await untilStopped(log, async (shutdown) => {
    const { registry } = await startIndex({ config, clock: systemClock, random, log, shutdown });
    addProcessMetrics(registry, version());
  });
};

/** Runs one external adapter in this process until SIGINT or SIGTERM. */
export const runAdapter = async (file: string): Promise<void> => {
  const config = loadAdapterConfig(file, process.env);
  const log = createLog(config.log.level, { role: "adapter" });
  await untilStopped(log, async (shutdown) => {
    const { toPublicModel } = await import("./inference/publicModel.ts");
    const inference = begin(openModels(config, log), shutdown);
    const loadModels = async () => (await inference).networks.map(toPublicModel);
    await startAdapter({ config, loadModels, clock: systemClock, log, shutdown });
  });
};

/** TensorFlow.js loads while the keys are decrypted in another thread; who needs the models awaits them. */
const begin = (opening: Promise<Inference>, shutdown: Shutdown): Promise<Inference> => {
  let opened: Inference | undefined;
  opening.then(
    (inference) => {
      opened = inference;
    },
    () => undefined,
  );
  shutdown.onStop("models", () => opened?.stop());
  return opening;
};

const untilStopped = async (log: Log, start: (shutdown: Shutdown) => Promise<void>): Promise<void> => {
  const shutdown = createShutdown(log);
  const end = (reason: string, code: number) => {
    void shutdown.stop(reason).then(() => process.exit(code));
  };
  process.once("SIGINT", () => end("SIGINT", ExitCode.OK));
  process.once("SIGTERM", () => end("SIGTERM", ExitCode.OK));
  process.on("uncaughtException", (error) => {
    log.error({ msg: "Uncaught error", ...describeError(error) });
    end("uncaught error", ExitCode.FAILED);
  });
  try {
    await start(shutdown);
  } catch (error) {
    await shutdown.stop("start failed");
    throw error;
  }
};

import { availableParallelism } from "node:os";
import type { Model } from "../../domain/model.ts";
import type { Clock } from "../../shared/clock.ts";
import type { Log } from "../../shared/log.ts";
import { checkInput } from "../checkInput.ts";
import { BackendUnavailableError } from "../errors.ts";
import { type NetworkModel, readModel } from "../loadModel.ts";
import { readVocabulary } from "../relevance/embedder.ts";
import { loadServedRelevance, type ServedRelevanceOptions } from "../relevance/loadServed.ts";
import { createTextRelevance, readRelevance } from "../relevance/textRelevance.ts";
import type { BackendChoice } from "../tfjsBackend.ts";
import type { Engine, StartEngine } from "./engine.ts";
import { InferenceAbortedError, InferenceUnavailableError } from "./errors.ts";
import { createQueue, type Queue } from "./queue.ts";
import type { ModelSource } from "./runners.ts";
import { type Board, runSlot, type SlotEvents } from "./slot.ts";
import { startThreadEngine } from "./threadEngine.ts";
import { startWorkerEngine } from "./workerEngine.ts";

export type InferenceRules = {
  readonly backend: BackendChoice;
  /** Worker threads; 0 runs everything in the thread that asks. */
  readonly workers?: number | undefined;
  /** Most inputs in one batch. */
  readonly maxBatch?: number | undefined;
  /** How long an input may wait for company while another batch is under way. */
  readonly maxWaitMs?: number | undefined;
  /** Most inputs that wait. */
  readonly maxQueued?: number | undefined;
  /** Longest time for one batch; a worker that takes longer is replaced. */
  readonly timeoutMs?: number | undefined;
};

export type InferenceDeps = {
  readonly sources: readonly ModelSource[];
  /** Models of float arithmetic that another server runs. */
  readonly served?: readonly Omit<ServedRelevanceOptions, "backend">[];
  readonly rules: InferenceRules;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** In place of worker threads, in tests. */
  readonly start?: StartEngine;
};

export type InferenceStatus = {
  readonly backend: string;
  /** Worker threads, or 0. */
  readonly workers: number;
  /** Engines that answer now, and how many should. */
  readonly ready: number;
  readonly wanted: number;
  /** None answers, and the last one did not start. */
  readonly down: boolean;
  readonly queued: number;
  readonly losses: number;
  readonly mismatches: number;
};

/** Models behind one queue and a few engines. */
export type Inference = {
  readonly models: readonly Model[];
  /** Those of them that are integer networks. */
  readonly networks: readonly NetworkModel[];
  readonly status: () => InferenceStatus;
  /** Tells one listener from now on. */
  readonly listen: (events: SlotEvents) => void;
  /** Refuses what waits and ends the workers. */
  readonly stop: () => Promise<void>;
};

const MOST_DEFAULT_WORKERS = 2;
/** Loading takes seconds, on a machine that is busy or has just woken up a minute. */
const START_TIMEOUT_MS = 120_000;
const NO_EVENTS: SlotEvents = {
  onBatch: () => {},
  onMismatch: () => {},
  onLoss: () => {},
  onReady: () => {},
};

/** One core is left to the chain and the peers. */
export const defaultWorkers = (): number => Math.min(MOST_DEFAULT_WORKERS, availableParallelism() - 1);

/** Reads the models here, loads and checks them in every engine, and answers from then on. */
export const openInference = async (deps: InferenceDeps): Promise<Inference> => {
  const { sources, served = [], rules, clock } = deps;
  const workers = rules.workers ?? defaultWorkers();
  const models = await Promise.all(sources.map(readSource));
  const others = await Promise.all(
    served.map((one) => loadServedRelevance({ ...one, backend: rules.backend })),
  );
  const start = deps.start ?? engineStart(deps, workers, models);
  const engines = await startAll(start, Math.max(1, workers));
  const { maxBatch = 1_024, maxWaitMs = 2, maxQueued = 4_096, timeoutMs = 10_000 } = rules;
  const maxRows = (model: number): number => (models[model]?.near === undefined ? maxBatch : 1);
  const queue = createQueue({ maxWaitMs, maxQueued, maxRows }, clock);
  const board: Board = { ready: 0, down: false, mismatches: 0, losses: 0, backend: "" };
  const stopped = new AbortController();
  const { events, listen } = createEvents();
  const outputs = (model: number): number => (models[model] as Model).outputs;
  const shared = { ...deps, queue, start, outputs, board, events, timeoutMs, signal: stopped.signal };
  const slots = engines.map((engine) => runSlot(engine, shared));
  const answering = models.map((model, i) => ({
    ...model,
    infer: createInfer(model, i, queue, board, stopped.signal),
  }));
  return {
    models: [...answering, ...others],
    networks: answering.filter(isNetwork),
    status: () => ({ ...board, workers, wanted: engines.length, queued: queue.size() }),
    listen,
    stop: async () => {
      stopped.abort();
      queue.rejectAll(new InferenceAbortedError());
      await Promise.all(slots);
    },
  };
};

const createEvents = (): { events: SlotEvents; listen: Inference["listen"] } => {
  let listener = NO_EVENTS;
  return {
    events: {
      onBatch: (rows, seconds) => listener.onBatch(rows, seconds),
      onMismatch: (rows) => listener.onMismatch(rows),
      onLoss: (reason) => listener.onLoss(reason),
      onReady: () => listener.onReady(),
    },
    listen: (given) => {
      listener = given;
    },
  };
};

/** All that a model is but its answers, which come from an engine. */
const readSource = async (source: ModelSource): Promise<Model | NetworkModel> => {
  const infer: Model["infer"] = () => Promise.reject(new InferenceUnavailableError("none was started"));
  if (source.kind === "network") return { ...(await readModel(source.folder)), infer };
  const manifest = await readRelevance(source.folder);
  const vocabulary = await readVocabulary(source.encoder, manifest.embedder);
  return { ...createTextRelevance(manifest, { vocabulary, embed: async () => [] }), infer };
};

const isNetwork = (model: Model): model is NetworkModel => "networkFile" in model;

const engineStart = (
  { sources, rules: { backend } }: InferenceDeps,
  workers: number,
  models: readonly Model[],
): StartEngine => {
  if (workers === 0) return () => startThreadEngine(sources, backend);
  const ids = models.map(({ id }) => id);
  return () => startWorkerEngine({ sources, backend, ids, startTimeoutMs: START_TIMEOUT_MS });
};

/** All or none. */
const startAll = async (start: StartEngine, count: number): Promise<readonly Engine[]> => {
  const starts = await Promise.allSettled(Array.from({ length: count }, () => start()));
  const engines = starts.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = starts.find((one) => one.status === "rejected");
  if (failed === undefined && new Set(engines.map(({ backend }) => backend)).size <= 1) return engines;
  await Promise.all(engines.map((engine) => engine.stop()));
  if (failed !== undefined) throw failed.reason;
  throw new BackendUnavailableError("the same in every worker", engines.map(({ backend }) => backend).join());
};

/** What cannot be an input is refused here, before it could spoil a batch. */
const createInfer =
  (model: Model, index: number, queue: Queue, board: Board, stopped: AbortSignal): Model["infer"] =>
  async (x, signal) => {
    if (model.near === undefined) checkInput(x, model.inputs);
    if (stopped.aborted) throw new InferenceAbortedError();
    if (board.down) throw new InferenceUnavailableError("none starts");
    return queue.push(index, x, signal);
  };

import { randomInt } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { TheriacError } from "../standards/errors.ts";
import { createPasses } from "./chain/listen.ts";
import { loadIndexConfig } from "./config/loadConfig.ts";
import type { IndexRange, IndexStore } from "./domain/indexed.ts";
import { indexIdentity, indexScanner, openIndex, openIndexChain } from "./openIndex.ts";
import { systemClock } from "./shared/clock.ts";
import { createIndexMetrics } from "./shared/indexMetrics.ts";
import { createLog } from "./shared/log.ts";
import { retry } from "./shared/retry.ts";
import { createShutdown } from "./shared/shutdown.ts";
import { createVitals } from "./shared/vitals.ts";
import type { IndexDeps } from "./startIndex.ts";
import { openIndexDatabase } from "./store/indexDatabase.ts";

/** Thrown when a rebuild ends before it is whole. */
export class RebuildStoppedError extends TheriacError {
  override readonly code = "REBUILD_STOPPED";
  constructor(file: string) {
    super("The rebuild was stopped; the index is as it was.", {
      context: { file },
      hint: "Run it again: it begins anew.",
    });
  }
}

export type Rebuilt = {
  readonly file: string;
  readonly events: number;
  readonly indexed: number | undefined;
};

const PASS_RULE = { attempts: 8, firstDelayMs: 500, maxDelayMs: 5_000 };

/**
 * Reads the chain from its start block to the confirmed head into a new file, and puts that in the old one's place in one
 * step. The old file is held meanwhile, so that no index runs on it, and is not kept: it holds whose consents they were
 * that have been erased since. Throws `STORE_UNAVAILABLE` when an index runs on it.
 */
export const rebuildIndex = async (deps: IndexDeps): Promise<Rebuilt> => {
  const { config, shutdown } = deps;
  const file = config.store.path;
  const fresh = `${file}.rebuilding`;
  const held = openIndexDatabase(file, indexIdentity(config));
  let isHeld = true;
  try {
    remove(fresh);
    const store = openIndex(config, fresh);
    const rebuilt = await fill(deps, store)
      .then((events) => ({ file, events, indexed: store.cursor()?.number }))
      .catch((error) => {
        // What a stop cuts off fails in its own way.
        throw shutdown.signal.aborted ? new RebuildStoppedError(file) : error;
      })
      .finally(() => store.close());
    if (shutdown.signal.aborted) throw new RebuildStoppedError(file);
    held.close();
    isHeld = false;
    // A log of the old file must never be applied to the new one.
    for (const suffix of LOGS) rmSync(file + suffix, { force: true });
    renameSync(fresh, file);
    return rebuilt;
  } finally {
    remove(fresh);
    if (isHeld) held.close();
  }
};

const LOGS = ["-wal", "-shm"] as const;
const remove = (file: string): void => {
  for (const suffix of ["", ...LOGS]) rmSync(file + suffix, { force: true });
};

/** Reads up to the confirmed head, or until the signal aborts; returns how many events were stored. */
const fill = async (deps: IndexDeps, store: IndexStore): Promise<number> => {
  const { config, clock, log, random, shutdown } = deps;
  const { overlapBlocks: overlap, maxBlockRange: maxRange } = config.chain;
  const rules = { pollIntervalMs: config.chain.pollIntervalMs, ...config.health, maxDutyAgeMs: Infinity };
  const metrics = createIndexMetrics();
  const provider = await openIndexChain(deps, { metrics, vitals: createVitals(rules, clock), wakes: [] });
  let events = 0;
  const pass = createPasses<IndexRange>({
    session: provider.session,
    scan: indexScanner(config, provider),
    store,
    intake: (range) => {
      events += store.record(range);
    },
    onPass: (head) => provider.noteHead(head.number),
    rules: { ...config.chain, overlap, maxRange },
    clock,
    log,
    metrics,
    signal: shutdown.signal,
  });
  const reading = retry(pass, PASS_RULE, { clock, random, signal: shutdown.signal });
  // A stop waits for the range that is being read; only then are its connections cut.
  shutdown.onStop("reading", () =>
    reading.then(
      () => undefined,
      () => undefined,
    ),
  );
  await reading;
  return events;
};

/** Rebuilds the index of a config file; SIGINT and SIGTERM stop it. */
export const runRebuild = async (configFile: string): Promise<Rebuilt> => {
  const config = loadIndexConfig(configFile, process.env);
  const log = createLog(config.log.level, { role: "index" });
  const shutdown = createShutdown(log);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void shutdown.stop(signal));
  const random = () => randomInt(2 ** 32) / 2 ** 32;
  try {
    return await rebuildIndex({ config, clock: systemClock, random, log, shutdown });
  } finally {
    await shutdown.stop("rebuild ended");
  }
};

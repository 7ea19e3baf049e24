import type { JsonRpcProvider } from "ethers";
import type { BlockRef, Head, ScannedRange } from "../domain/ports.ts";
import type { Clock } from "../shared/clock.ts";
import { describeError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import { isRetryable } from "../shared/retry.ts";
import { readBlock } from "./blocks.ts";
import { RpcUnavailableError } from "./errors.ts";

/** How the listener follows the chain. */
export type ListenRules = {
  readonly startBlock: number;
  readonly confirmations: number;
  readonly pollIntervalMs: number;
  /** Blocks that each pass reads again, for RPC nodes that serve logs late. */
  readonly overlap: number;
  readonly maxRange: number;
};

type Awaitable<T> = T | Promise<T>;

/** Where the cursor is kept. */
export type CursorStore = {
  readonly cursor: () => Awaitable<BlockRef | undefined>;
  readonly journal: () => Awaitable<readonly BlockRef[]>;
  readonly rewindTo: (block: BlockRef | undefined) => Awaitable<void>;
};

export type ListenDeps<R = ScannedRange> = {
  readonly provider: JsonRpcProvider;
  /** Reads one range of blocks. */
  readonly scan: (from: number, to: number) => Promise<R>;
  readonly store: CursorStore;
  /** Takes in one range and stores it together with the cursor. */
  readonly intake: (range: R) => Awaitable<void>;
  /** Told of every completed pass. */
  readonly onPass: (head: Head) => void;
  readonly rules: ListenRules;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, "head" | "cursor" | "rewinds">;
  readonly signal: AbortSignal;
};

/** Follows the chain until the signal aborts. Errors of one pass are logged; the next pass starts from the cursor. */
export const listen = async <R>(deps: ListenDeps<R>): Promise<void> => {
  const { clock, log, signal, rules } = deps;
  while (!signal.aborted) {
    try {
      await pass(deps);
    } catch (error) {
      const level = isRetryable(error) ? "warn" : "error";
      log[level]({ msg: "Listener pass failed", ...describeError(error) });
    }
    await clock.wait(rules.pollIntervalMs, signal);
  }
};

/** One pass: back to where the chain still agrees with the journal, then up to the newest confirmed block. */
export const pass = async <R>(deps: ListenDeps<R>): Promise<void> => {
  const { provider, store, rules, metrics, signal } = deps;
  const head = await readBlock(provider, "latest");
  if (head === undefined) throw new RpcUnavailableError(1, "no latest block");
  await rewindIfMoved(deps);
  const target = head.number - rules.confirmations;
  while (!signal.aborted) {
    const cursor = await store.cursor();
    const next = cursor === undefined ? rules.startBlock : cursor.number + 1;
    if (next > target) break;
    const from = Math.max(rules.startBlock, next - rules.overlap);
    await deps.intake(await deps.scan(from, Math.min(target, next + rules.maxRange - 1)));
  }
  metrics.head.set(head.number);
  metrics.cursor.set((await store.cursor())?.number ?? 0);
  deps.onPass(head);
};

/** Compares the journal with the chain, newest block first, and forgets what the chain no longer has. */
const rewindIfMoved = async ({
  provider,
  store,
  log,
  metrics,
}: Pick<ListenDeps, "provider" | "store" | "log" | "metrics">): Promise<void> => {
  const journal = await store.journal();
  if (journal[0] === undefined || (await stands(provider, journal[0]))) return;
  let ancestor: BlockRef | undefined;
  for (const block of journal.slice(1)) {
    if (await stands(provider, block)) {
      ancestor = block;
      break;
    }
  }
  log.warn({
    msg: "Chain reorganised; cursor moved back",
    from: journal[0].number,
    to: ancestor?.number ?? "start",
  });
  metrics.rewinds.inc();
  await store.rewindTo(ancestor);
};

const stands = async (provider: JsonRpcProvider, block: BlockRef): Promise<boolean> =>
  (await readBlock(provider, block.number))?.hash === block.hash;

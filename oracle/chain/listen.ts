import { type JsonRpcProvider, ZeroHash } from "ethers";
import type { BlockRef, Head, ScannedRange } from "../domain/ports.ts";
import type { Clock } from "../shared/clock.ts";
import { describeError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import { isRetryable } from "../shared/retry.ts";
import type { Wake } from "../shared/wake.ts";
import { type Header, readBlock } from "./blocks.ts";
import { LogsMissingError, NodeBehindError, RangeTooLargeError, RpcUnavailableError } from "./errors.ts";
import type { Look } from "./logs.ts";
import type { Session } from "./provider.ts";
import { createRange, type Range } from "./range.ts";
import { rewind } from "./rewind.ts";

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
  /** Keeps the reads of one pass on one RPC node. */
  readonly session: Session;
  /** Reads one range of blocks. */
  readonly scan: (look: Look) => Promise<R>;
  readonly store: CursorStore;
  /** Takes in one range and stores it together with the cursor. */
  readonly intake: (range: R) => Awaitable<void>;
  /** Told of every completed pass. */
  readonly onPass: (head: Head) => void;
  /** Runs at the end of each pass, with the node that it read from. */
  readonly afterPass?: (one: JsonRpcProvider, head: Head) => Promise<void>;
  /** Wakes the listener: a WebSocket told of a block, or a request is to be looked up. */
  readonly wake?: Wake;
  readonly rules: ListenRules;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, "head" | "cursor" | "rewinds" | "reorgDepth" | "missingLogs">;
  readonly signal: AbortSignal;
};

/** What passes learn for those after them. Nothing of it needs to outlive the process. */
type Memory = {
  readonly range: Range;
  /** How often in a row the chain seemed shorter than what was read. */
  shorter: number;
  /** Passes in which no node had the logs that a block's filter tells of. */
  readonly doubts: Map<number, number>;
  readonly believed: Set<number>;
  /** Of the newest blocks, as long as no reorganisation was seen. */
  readonly headers: Map<number, Header>;
};

/** All nodes may be behind for a while; a chain that stays shorter for so many passes is. */
const SHORTER_PASSES = 3;
/** Bloom filters mislead now and then. */
const DOUBTFUL_PASSES = 5;

/** Passes over the chain, one after the other. */
export const createPasses = <R>(deps: ListenDeps<R>): (() => Promise<void>) => {
  const memory: Memory = {
    range: createRange(deps.rules.maxRange),
    shorter: 0,
    doubts: new Map(),
    believed: new Set(),
    headers: new Map(),
  };
  return async () => {
    try {
      await deps.session((one) => passOn(deps, memory, one));
      memory.shorter = 0;
    } catch (error) {
      if (error instanceof NodeBehindError) memory.shorter += 1;
      if (error instanceof LogsMissingError) doubt(deps, memory, error.block);
      throw error;
    }
  };
};

/** One pass: back to where the chain still agrees with the journal, then up to the newest confirmed block. */
export const pass = <R>(deps: ListenDeps<R>): Promise<void> => createPasses(deps)();

/** Follows the chain until the signal aborts. Errors of one pass are logged; the next pass starts from the cursor. */
export const listen = async <R>(deps: ListenDeps<R>): Promise<void> => {
  const { clock, log, signal, rules, wake } = deps;
  const next = createPasses(deps);
  while (!signal.aborted) {
    // Begun before the pass: what wakes the listener meanwhile is not lost.
    const paused = wake?.next(rules.pollIntervalMs, signal) ?? clock.wait(rules.pollIntervalMs, signal);
    try {
      await next();
    } catch (error) {
      const level = isRetryable(error) ? "warn" : "error";
      if (!signal.aborted) log[level]({ msg: "Listener pass failed", ...describeError(error) });
    }
    await paused;
  }
};

const passOn = async <R>(deps: ListenDeps<R>, memory: Memory, one: JsonRpcProvider): Promise<void> => {
  const { store, rules, metrics, signal } = deps;
  const head = await readBlock(one, "latest");
  if (head === undefined) throw new RpcUnavailableError(1, "no latest block");
  const before = await store.cursor();
  if (before !== undefined) await settle(deps, memory, one, head, before);
  // What was read above the cursor, another node may have on another branch.
  for (const block of memory.headers.keys()) if (block > (before?.number ?? -1)) memory.headers.delete(block);
  const target = head.number - rules.confirmations;
  while (!signal.aborted) {
    const cursor = await store.cursor();
    const next = cursor === undefined ? rules.startBlock : cursor.number + 1;
    if (next > target) break;
    if (cursor !== undefined && !(await follows(one, cursor, next === head.number ? head : next))) {
      await goBack(deps, memory, one);
      continue;
    }
    await readOn(deps, memory, one, { next, target, head });
  }
  metrics.head.set(head.number);
  metrics.cursor.set((await store.cursor())?.number ?? 0);
  deps.onPass(head);
  await deps.afterPass?.(one, head);
};

const goBack = async <R>(deps: ListenDeps<R>, { headers }: Memory, one: JsonRpcProvider): Promise<void> => {
  headers.clear();
  await rewind(deps, one);
};

/** Holds the cursor against the chain: another branch rewinds it, a chain that only seems shorter does not. */
const settle = async <R>(
  deps: ListenDeps<R>,
  memory: Memory,
  one: JsonRpcProvider,
  head: Header,
  cursor: BlockRef,
): Promise<void> => {
  // The block after the cursor names its parent, which is then held against the cursor.
  if (head.number - deps.rules.confirmations > cursor.number) return;
  const block = cursor.number === head.number ? head : await readBlock(one, cursor.number);
  if (block?.hash === cursor.hash) return;
  if (block === undefined && memory.shorter < SHORTER_PASSES && (await isOnBranch(deps.store, one, head))) {
    throw new NodeBehindError(head.number, cursor.number);
  }
  await goBack(deps, memory, one);
};

/** Whether the newest block of the journal that the node can know of is on the node's branch. */
const isOnBranch = async (store: CursorStore, one: JsonRpcProvider, head: Header): Promise<boolean> => {
  const known = (await store.journal()).find(({ number }) => number <= head.number);
  if (known === undefined) return true;
  const block = known.number === head.number ? head : await readBlock(one, known.number);
  return block?.hash === known.hash;
};

/** Whether the next block's parent is the last one that was read. */
const follows = async (one: JsonRpcProvider, cursor: BlockRef, next: Header | number): Promise<boolean> => {
  const block = typeof next === "number" ? await readBlock(one, next) : next;
  if (block === undefined) throw new NodeBehindError(cursor.number, cursor.number + 1);
  if (block.parentHash !== ZeroHash) return block.parentHash === cursor.hash;
  // Development chains name no parent for blocks that were mined many at a time.
  return (await readBlock(one, cursor.number))?.hash === cursor.hash;
};

type Stretch = { readonly next: number; readonly target: number; readonly head: Header };

/** Reads one range; one that is refused as too large is tried again as a smaller one. */
const readOn = async <R>(
  { rules, scan, intake }: ListenDeps<R>,
  { range, believed, doubts, headers }: Memory,
  provider: JsonRpcProvider,
  { next, target, head }: Stretch,
): Promise<void> => {
  const from = Math.max(rules.startBlock, next - rules.overlap);
  const to = Math.min(target, next + range.blocks() - 1);
  // Nodes leave logs out near the head, while they still index it; far below it would only cost.
  const checkedFrom = head.number - rules.confirmations - rules.overlap;
  if (to === head.number) headers.set(to, head);
  const look = { provider, from, to, checkedFrom, believed, headers };
  try {
    await intake(await scan(look));
  } catch (error) {
    if (!(error instanceof RangeTooLargeError)) throw error;
    if (to > next) return range.shrink(to - next + 1);
    // The next block alone: then it is the overlap that is too much.
    await intake(await scan({ ...look, from: next }));
  }
  range.grow();
  for (const block of doubts.keys()) if (block < from) doubts.delete(block);
  for (const block of believed) if (block < from) believed.delete(block);
  for (const block of headers.keys()) if (block < from) headers.delete(block);
};

/** Counts passes in which no node gave what a filter tells of; in the end the filter is taken to mislead. */
const doubt = (
  { log, metrics }: Pick<ListenDeps, "log" | "metrics">,
  { doubts, believed }: Memory,
  block: number,
): void => {
  const passes = (doubts.get(block) ?? 0) + 1;
  doubts.set(block, passes);
  metrics.missingLogs.inc({ outcome: "doubted" });
  if (passes < DOUBTFUL_PASSES) return;
  log.error({ msg: "No RPC node gives the events that a block's header tells of; going on without", block });
  metrics.missingLogs.inc({ outcome: "given_up" });
  believed.add(block);
};

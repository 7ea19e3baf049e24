import type { JsonRpcProvider } from "ethers";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { Duty } from "../domain/duty.ts";
import type { ScannedRange, Store } from "../domain/ports.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import { quantity } from "./blocks.ts";
import { oracleInterface } from "./contracts.ts";
import { RangeTooLargeError } from "./errors.ts";
import { lookAt } from "./logs.ts";
import { scanRange } from "./scan.ts";

export type RecheckDeps = {
  readonly oracle: Hex;
  readonly store: Pick<Store, "cursor" | "duty" | "owedDuties">;
  readonly intake: (range: ScannedRange) => Promise<void>;
  readonly rules: {
    readonly startBlock: number;
    readonly maxBlockRange: number;
    /** After so many blocks the oracle is asked about every open duty; zero: never. */
    readonly recheckBlocks: number;
  };
  readonly log: Log;
  readonly metrics: Pick<Metrics, "rescans">;
};

/** Finds what events that never came did not tell. */
export type Recheck = {
  /** Runs after a pass of the listener, so that nothing else moves the cursor. */
  readonly run: (provider: JsonRpcProvider) => Promise<void>;
  /** Has the event of a request looked up that a peer named and this node has never seen; true when that is news. */
  readonly lookUp: (id: RequestId, by: Hex) => boolean;
};

type OpenDuty = Pick<Duty, "id" | "blockNumber" | "proposal">;

const BATCH = 64;
/** Requests that peers, and one of them, may have waiting to be looked up: new blocks are read between a few. */
const MAX_WANTED = 64;
const MAX_WANTED_BY_ONE = 8;
const LOOK_UPS_A_PASS = 2;
/** Ranges that one look-up goes back over. */
const RANGES_BACK = 8;
/** What was looked up in vain is not looked up again for so many blocks. */
const FORGET_BLOCKS = 50;

export const createRecheck = (deps: RecheckDeps): Recheck => {
  const { store, rules } = deps;
  const wanted = new Map<RequestId, Hex>();
  const inVain = new Map<RequestId, number>();
  let checkedAt: number | undefined;
  let last: RequestId | undefined;

  /** The oldest of each of a few peers, so that one that names many holds up nobody else. */
  const nextWanted = (): readonly RequestId[] => {
    const chosen = new Map<Hex, RequestId>();
    for (const [id, by] of wanted) {
      if (chosen.size < LOOK_UPS_A_PASS && !chosen.has(by)) chosen.set(by, id);
    }
    return [...chosen.values()];
  };
  const lookUpSome = async (provider: JsonRpcProvider, cursor: number): Promise<void> => {
    for (const [id, block] of inVain) if (block + FORGET_BLOCKS < cursor) inVain.delete(id);
    for (const id of nextWanted()) {
      try {
        if (!(await lookUpOne(deps, provider, id, cursor))) inVain.set(id, cursor);
      } finally {
        wanted.delete(id);
      }
    }
  };
  /** A batch a time: the next one after the next pass, until all were asked about. */
  const checkStatuses = async (provider: JsonRpcProvider, cursor: number): Promise<void> => {
    const isDue = checkedAt === undefined || cursor >= checkedAt + rules.recheckBlocks;
    if (rules.recheckBlocks === 0 || (!isDue && last === undefined)) return;
    if (last === undefined) checkedAt = cursor;
    const duties = await store.owedDuties(last, BATCH);
    last = duties.length < BATCH ? undefined : duties.at(-1)?.id;
    const statuses = await Promise.all(duties.map((duty) => statusOf(deps, provider, duty.id, cursor)));
    for (const [i, duty] of duties.entries()) {
      if (statuses[i] === expectedOf(duty)) continue;
      await rescan(deps, provider, { id: duty.id, from: duty.blockNumber, reason: "status" });
    }
  };
  return {
    run: async (provider) => {
      const cursor = await store.cursor();
      if (cursor === undefined) return;
      try {
        await lookUpSome(provider, cursor.number);
      } finally {
        await checkStatuses(provider, cursor.number);
      }
    },
    lookUp: (id, by) => {
      if (wanted.size >= MAX_WANTED || wanted.has(id) || inVain.has(id)) return false;
      const named = [...wanted.values()].filter((each) => each === by).length;
      if (named >= MAX_WANTED_BY_ONE) return false;
      wanted.set(id, by);
      return true;
    },
  };
};

/** What nobody has to answer or to make final any more is not worth reading blocks for. */
const WORTHWHILE: readonly number[] = [RequestStatus.Pending, RequestStatus.Proposed];

/** The oracle is asked first: that costs one call, and blocks are read only for what it has. False when in vain. */
const lookUpOne = async (
  deps: RecheckDeps,
  provider: JsonRpcProvider,
  id: RequestId,
  cursor: number,
): Promise<boolean> => {
  const { store, rules } = deps;
  if ((await store.duty(id)) !== undefined) return true;
  if (!WORTHWHILE.includes(await statusOf(deps, provider, id, cursor))) return false;
  const from = Math.max(rules.startBlock, cursor - rules.maxBlockRange * RANGES_BACK);
  await rescan(deps, provider, { id, from, reason: "peer" });
  return (await store.duty(id)) !== undefined;
};

const expectedOf = ({ proposal }: OpenDuty): number =>
  proposal === undefined ? RequestStatus.Pending : RequestStatus.Proposed;

const statusOf = async (
  { oracle }: RecheckDeps,
  provider: JsonRpcProvider,
  id: RequestId,
  block: number,
): Promise<number> => {
  const call = { to: oracle, data: oracleInterface.encodeFunctionData("statusOf", [id]) };
  const answer = (await provider.send("eth_call", [call, quantity(block)])) as string;
  return Number(oracleInterface.decodeFunctionResult("statusOf", answer)[0]);
};

type Rescan = { readonly id: RequestId; readonly from: number; readonly reason: "peer" | "status" };

/** Reads every event about one request that is confirmed, newest blocks first, and takes them in. */
const rescan = async (deps: RecheckDeps, provider: JsonRpcProvider, { id, from, reason }: Rescan) => {
  const { oracle, store, log, metrics, rules } = deps;
  metrics.rescans.inc({ reason });
  log.warn({ msg: "Events of a request are read once more", requestId: id, reason });
  const cursor = await store.cursor();
  if (cursor === undefined) return;
  let blocks = rules.maxBlockRange;
  for (let to = cursor.number; to >= from; ) {
    const first = Math.max(from, to - blocks + 1);
    try {
      const found = await scanRange(lookAt(provider, first, to), { oracle, about: id });
      // The cursor stays where it is: nothing else of these blocks was read.
      await deps.intake({ ...found, to: cursor });
      to = first - 1;
    } catch (error) {
      if (!(error instanceof RangeTooLargeError) || blocks === 1) throw error;
      blocks = Math.floor(blocks / 2);
    }
  }
};

import { toBeHex } from "ethers";
import type { EpcisEvent } from "../../../standards/epcis/events.ts";
import type { Gln, Sscc } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { ChainView } from "../chainView.ts";
import type { RecallClass } from "../recallLot.ts";
import { collectLogs } from "../scanLogs.ts";
import { BATCHES, type Step } from "../step.ts";
import { EventTimeError } from "./errors.ts";
import { createGoods, type KnownLot } from "./goods.ts";
import { mapEvent } from "./mapEvent.ts";
import type { MapDeps } from "./mapped.ts";

/** An event of a document, and what names it. */
export type HashedEvent = {
  readonly event: EpcisEvent;
  /** By the event hash of the core business vocabulary, and of its declaration of an error if it has one. */
  readonly hash: Hex;
};

export type CaptureRules = {
  readonly gln: Gln;
  /** Chain time: the anchor takes no event of the future. */
  readonly now: number;
  /** Last second at which what the document ships may be accepted. */
  readonly acceptBy: number;
  readonly recallClass?: RecallClass;
};

/** What a document becomes. */
export type DocumentPlan = {
  readonly steps: readonly Step[];
  readonly events: number;
  /** Events with calls of their own. */
  readonly mapped: number;
  /** Why the others are anchored only, and how often. */
  readonly anchoredOnly: ReadonlyMap<string, number>;
  /** What of mapped events became no call, and how often. */
  readonly inPart: ReadonlyMap<string, number>;
  readonly hashes: readonly Hex[];
  /** Earliest and latest event time, unix seconds. */
  readonly from: number;
  readonly to: number;
};

const WORD = 32;
const MILLISECONDS = 1000;

/** Logistic units that were ever put into one, from events. */
const insideOf =
  ({ provider, addresses }: ChainView) =>
  async (sscc: Sscc): Promise<readonly Sscc[]> => {
    const found = await collectLogs({
      provider,
      address: addresses.BatchLedger,
      contract: BATCHES,
      events: ["LogisticUnitAggregated"],
      indexed: [null, toBeHex(sscc, WORD)],
    });
    return [...new Set(found.map(({ event }) => event.args.sscc as Sscc))];
  };

/** Event time in unix seconds, which the anchor has to take. */
const timeOf = ({ eventTime }: EpcisEvent, n: number, now: number): number => {
  const time = Math.floor(Date.parse(eventTime) / MILLISECONDS);
  if (!(time >= 0 && time <= now)) throw new EventTimeError(n, eventTime, now);
  return time;
};

/** Reads a document event by event and makes the calls that it stands for, in its order. */
export const planDocument = async (
  view: ChainView,
  lots: readonly KnownLot[],
  { gln, now, acceptBy, recallClass }: CaptureRules,
  document: AsyncIterable<HashedEvent>,
): Promise<DocumentPlan> => {
  const shared: Omit<MapDeps, "event"> = {
    view,
    goods: createGoods(view, lots),
    gln,
    acceptBy,
    inside: insideOf(view),
    ...(recallClass === undefined ? {} : { recallClass }),
  };
  const steps: Step[] = [];
  const hashes: Hex[] = [];
  const anchoredOnly = new Map<string, number>();
  const inPart = new Map<string, number>();
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for await (const { event, hash } of document) {
    hashes.push(hash);
    const time = timeOf(event, hashes.length, now);
    from = Math.min(from, time);
    to = Math.max(to, time);
    const { steps: made, only, isMapped } = await mapEvent({ ...shared, event: hashes.length }, event);
    for (const step of made) steps.push(step);
    if (only === undefined) continue;
    const reasons = isMapped === true || made.length > 0 ? inPart : anchoredOnly;
    reasons.set(only, (reasons.get(only) ?? 0) + 1);
  }
  const only = [...anchoredOnly.values()].reduce((sum, count) => sum + count, 0);
  const mapped = hashes.length - only;
  return { steps, events: hashes.length, mapped, anchoredOnly, inPart, hashes, from, to };
};

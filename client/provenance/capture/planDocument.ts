import { toBeHex } from "ethers";
import type { EpcisEvent } from "../../../standards/epcis/events.ts";
import type { Gln, Sscc } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { ChainView } from "../chainView.ts";
import type { RecallClass } from "../recallLot.ts";
import { collectLogs } from "../scanLogs.ts";
import { BATCHES, type Step } from "../step.ts";
import { createGoods, type KnownLot } from "./goods.ts";
import { mapEvent } from "./mapEvent.ts";
import type { MapDeps } from "./mapped.ts";

/** An event of a document, and what names it. */
export type HashedEvent = {
  readonly event: EpcisEvent;
  /** By the event hash of the core business vocabulary. */
  readonly hash: Hex;
};

export type CaptureRules = {
  readonly gln: Gln;
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

/** Reads a document event by event and makes the calls that it stands for, in its order. */
export const planDocument = async (
  view: ChainView,
  lots: readonly KnownLot[],
  { gln, acceptBy, recallClass }: CaptureRules,
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
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for await (const { event, hash } of document) {
    hashes.push(hash);
    const time = Math.floor(Date.parse(event.eventTime) / MILLISECONDS);
    from = Math.min(from, time);
    to = Math.max(to, time);
    const { steps: made, only } = await mapEvent({ ...shared, event: hashes.length }, event);
    for (const step of made) steps.push(step);
    if (only !== undefined) anchoredOnly.set(only, (anchoredOnly.get(only) ?? 0) + 1);
  }
  const only = [...anchoredOnly.values()].reduce((sum, count) => sum + count, 0);
  return { steps, events: hashes.length, mapped: hashes.length - only, anchoredOnly, hashes, from, to };
};

import type { Hex } from "../../standards/hex.ts";
import { addToLogisticUnits, pathFrom } from "../../standards/provenance/custodyChain.ts";
import { logisticUnitToJson, statusName } from "../../standards/provenance/custodyJson.ts";
import {
  type LogisticUnitStanding,
  NO_LOGISTIC_UNIT,
  statusOfLogisticUnit,
} from "../../standards/provenance/logisticUnitStanding.ts";
import { addToLot, type LotStanding, statusOfLot } from "../../standards/provenance/lotStanding.ts";
import { EffectiveStatus } from "../../standards/provenance.ts";
import {
  type CustodyDeps,
  inOrder,
  logisticUnitEvents,
  lotEvents,
  type Told,
  tell,
} from "./custodyEvents.ts";

/** The levels of logistic units; what lies deeper is a mistake. */
const LEVELS = 3;

/** What a lot's events add up to; undefined if nobody commissioned it. */
export const lotStanding = (deps: CustodyDeps, id: Hex): LotStanding | undefined =>
  inOrder(lotEvents(deps, id)).reduce(
    (lot: LotStanding | undefined, { event }) => addToLot(id, lot, event),
    undefined,
  );

/** What a logistic unit holds, what is around it, and the greatest severity over all of that, at a moment. */
export const logisticUnitAnswer = (deps: CustodyDeps, key: Hex, now: number) => {
  const units = inOrder([...logisticUnitEvents(deps, [key]), ...foundersOf(deps, key, LEVELS)]).reduce(
    (all: ReadonlyMap<bigint, LogisticUnitStanding>, { event }) => addToLogisticUnits(all, event),
    new Map(),
  );
  const path = pathFrom(units, BigInt(key)).map((sscc) => ({
    sscc,
    ...(units.get(sscc) ?? NO_LOGISTIC_UNIT),
  }));
  const { contents, unitCount } = path[0] ?? NO_LOGISTIC_UNIT;
  const lots = [...new Set(contents.map(({ lot }) => lot))].flatMap((id) => lotStanding(deps, id) ?? []);
  const severities = [
    ...path.map((each) => statusOfLogisticUnit(each, now)),
    ...lots.map((lot) => statusOfLot(lot, now)),
  ];
  return {
    status: statusName(Math.max(EffectiveStatus.Active, ...severities)),
    unitCount,
    contents,
    children: childrenOf(deps, key).map((child) => `${child}`.padStart(18, "0")),
    around: path.map((each) => logisticUnitToJson(each.sscc, each, now)),
  };
};

const AGGREGATED = "LogisticUnitAggregated";
const LEFT: readonly string[] = ["LogisticUnitDisaggregated", "LogisticUnitMissing"];

const childrenOf = (deps: CustodyDeps, key: Hex): readonly bigint[] => {
  const children = new Set<bigint>();
  const events = deps.store.eventsNamed({ kind: "parent", key }, [AGGREGATED, ...LEFT]);
  for (const { event } of tell(deps, events)) {
    const child = event.args.sscc as bigint;
    if (event.name === AGGREGATED) children.add(child);
    else children.delete(child);
  }
  return [...children];
};

/** No event names the custodian of a new outer logistic unit: it was that of the first one put into it. */
const foundersOf = (deps: CustodyDeps, key: Hex, levels: number): readonly Told[] => {
  if (levels === 0) return [];
  const [first] = tell(deps, deps.store.eventsNamed({ kind: "parent", key }, [AGGREGATED]));
  if (first === undefined) return [];
  const child: Hex = `0x${(first.event.args.sscc as bigint).toString(16).padStart(64, "0")}`;
  return [...logisticUnitEvents(deps, [child]), ...foundersOf(deps, child, levels - 1)];
};

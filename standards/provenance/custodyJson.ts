// How an index writes down what events add up to. GS1 keys are text of their full length; none is null.
import type { Hex } from "../hex.ts";
import { EFFECTIVE_STATUSES, LOT_STATES, SHIPMENT_STATES, UNIT_STATES } from "../provenance.ts";
import { type Around, type CustodyChain, type CustodyStep, statusOfPack } from "./custodyChain.ts";
import { type LogisticUnitStanding, statusOfLogisticUnit } from "./logisticUnitStanding.ts";
import { type LotStanding, statusOfLot } from "./lotStanding.ts";

const padded = (length: number) => (value: bigint) =>
  value === 0n ? null : `${value}`.padStart(length, "0");
const gln = padded(13);
const sscc = padded(18);

export const statusName = (status: number): string => EFFECTIVE_STATUSES[status] ?? "Unknown";

/** What an index says of a lot. */
export const lotToJson = (lot: LotStanding, now: number) => ({
  gtin: `${lot.gtin}`.padStart(14, "0"),
  lotHash: lot.lotHash,
  unitsRoot: lot.unitsRoot,
  expiry: `${lot.expiry}`.padStart(6, "0"),
  expiresAt: lot.expiresAt,
  unitCount: lot.unitCount,
  state: LOT_STATES[lot.state] ?? "Unknown",
  recallClass: lot.recall,
  marks: lot.marks,
  heldUntil: lot.heldUntil,
  sources: lot.sources,
  recalledSources: lot.recalledSources,
  quarantinedSources: lot.quarantinedSources.filter((source) => lot.sources.includes(source)),
  status: statusName(statusOfLot(lot, now)),
});

/** What an index says of a logistic unit, without those around it. */
export const logisticUnitToJson = (key: bigint, unit: LogisticUnitStanding, now: number) => ({
  sscc: sscc(key),
  custodian: gln(unit.custodian),
  receiver: gln(unit.receiver),
  carrier: gln(unit.carrier),
  acceptBy: unit.acceptBy,
  parent: sscc(unit.parent),
  state: SHIPMENT_STATES[unit.state] ?? "Unknown",
  code: unit.code,
  marks: unit.marks,
  heldUntil: unit.heldUntil,
  status: statusName(statusOfLogisticUnit(unit, now)),
});

/** What an index says of a pack's life. */
export const custodyToJson = (chain: CustodyChain, now: number) => {
  const { lot, unit, around } = chain;
  const status = statusOfPack(chain, now);
  return {
    status: status === undefined ? null : statusName(status),
    custodian: gln(chain.custodian),
    wasPacked: chain.wasPacked,
    unit: {
      state: UNIT_STATES[unit.state] ?? "Unknown",
      before: UNIT_STATES[unit.before] ?? "Unknown",
      flags: unit.flags,
      since: unit.since,
      custodian: gln(unit.custodian),
      container: sscc(unit.container),
      returnTo: gln(unit.returnTo),
    },
    lot: lot === undefined ? null : lotToJson(lot, now),
    around: around.map((each: Around) => logisticUnitToJson(each.sscc, each, now)),
    steps: chain.steps.map(stepToJson),
  };
};
export type CustodyJson = ReturnType<typeof custodyToJson>;
export type StepJson = ReturnType<typeof stepToJson>;

/** Arguments of events that name a partner. */
const PARTIES = [
  "holder",
  "orderedBy",
  "from",
  "to",
  "carrier",
  "by",
  "dispenser",
  "responder",
  "answerable",
];

const stepToJson = ({ event, sscc: at, custodian }: CustodyStep) => {
  const { name, args, blockNumber, logIndex, timestamp, transactionHash } = event;
  // A lot's id is no partner, though `UnitsTransformed` calls one `from`.
  const parties = PARTIES.filter((party) => typeof args[party] === "bigint").map(
    (party): [string, string | null] => [party, gln(args[party] as bigint)],
  );
  return {
    name,
    blockNumber,
    logIndex,
    timestamp,
    transactionHash: transactionHash as Hex,
    sscc: sscc(at),
    parent: typeof args.parent === "bigint" ? sscc(args.parent) : null,
    custodian: gln(custodian),
    parties: Object.fromEntries(parties),
  };
};

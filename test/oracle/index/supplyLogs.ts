import { recognise } from "../../../oracle/chain/indexEvents.ts";
import { PROVENANCE, type ProvenanceContract } from "../../../oracle/chain/provenanceEvents.ts";
import type { IndexedEvent, IndexRange } from "../../../oracle/domain/indexed.ts";
import { lotHash } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { lotIdOfDetails } from "../../../standards/provenance/subjects.ts";
import { SCATTERED } from "../../../standards/provenance.ts";

const addressOf = (n: number): Hex => `0x${n.toString(16).padStart(40, "0")}`;
const wordOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;

export const ADDRESSES = {
  oracle: addressOf(1),
  consent: addressOf(2),
  emergencies: addressOf(3),
  policies: addressOf(4),
  records: addressOf(5),
  batches: addressOf(6),
  units: addressOf(7),
  coldChain: addressOf(8),
  anchors: addressOf(9),
};

export const MAKER = 9_521_234_000_013n;
export const WHOLESALER = 9_525_678_000_011n;
export const PHARMACY = 9_527_002_000_018n;
export const GTIN = 9_521_234_543_213n;
export const CASE = 395_212_340_000_000_014n;
export const PALLET = 395_212_340_000_007_778n;
export const EXPIRES_AT = 1_838_159_999;

export const DETAILS = {
  gtin: GTIN,
  lotHash: lotHash("LOT26C01"),
  expiry: 280_331,
  expiresAt: EXPIRES_AT,
  unitsRoot: wordOf(77),
  unitCount: 120,
};
export const LOT = lotIdOfDetails(DETAILS);
export const FACTS = (GTIN << 64n) | (280_331n << 32n) | 120n;
export const REASON = wordOf(5);
export const runOf = (firstUnit: number, unitCount: number) => [
  { lot: LOT, expiresAt: EXPIRES_AT, firstUnit, unitCount },
];
export const scattered = (unitCount: number) => runOf(SCATTERED, unitCount);

export type Saying = readonly [ProvenanceContract, string, ...unknown[]];

/** One event a block, a minute apart, as the contracts would have logged it. */
export const toRange = (sayings: readonly Saying[], from = 1): IndexRange => {
  const events = sayings.flatMap(([contract, name, ...values], i): IndexedEvent[] => {
    const { topics, data } = PROVENANCE[contract].abi.encodeEventLog(name, values);
    const log = { address: ADDRESSES[contract], topics: topics as Hex[], data: data as Hex };
    const recognised = recognise(ADDRESSES, log);
    if (recognised === undefined) return [];
    const blockNumber = from + i;
    return [
      {
        ...log,
        ...recognised,
        blockNumber,
        logIndex: 0,
        blockHash: wordOf(1_000 + blockNumber),
        timestamp: timeOf(blockNumber),
        transactionHash: wordOf(2_000 + blockNumber),
      },
    ];
  });
  const last = from + sayings.length - 1;
  return { to: { number: last, hash: wordOf(1_000 + last), timestamp: timeOf(last) }, events, grants: [] };
};

export const timeOf = (block: number): number => 1_780_000_000 + block * 60;

/** P-1's lot in one case on a pallet that the wholesaler has. */
export const TO_WHOLESALER: readonly Saying[] = [
  ["batches", "LotCommissioned", LOT, DETAILS.lotHash, DETAILS.unitsRoot, FACTS],
  ["batches", "LotReleased", LOT, MAKER, addressOf(99), REASON],
  ["batches", "UnitsPacked", CASE, MAKER, runOf(0, 10)],
  ["batches", "LogisticUnitAggregated", CASE, PALLET],
  ["batches", "ContentsChanged", PALLET, scattered(10), 10],
  ["batches", "ShipmentOffered", PALLET, MAKER, WHOLESALER, 0n, timeOf(1_000)],
  ["batches", "ShipmentPickedUp", PALLET, WHOLESALER],
  ["batches", "ShipmentReceived", PALLET, MAKER, WHOLESALER, 10, 0, 0],
];
/** And on to the pharmacy, which has one pack dispensed. */
export const TO_PATIENT: readonly Saying[] = [
  ["batches", "LogisticUnitDisaggregated", CASE, PALLET, WHOLESALER],
  ["batches", "ContentsChanged", PALLET, [], 0],
  ["batches", "ShipmentOffered", CASE, WHOLESALER, PHARMACY, 0n, timeOf(1_000)],
  ["batches", "ShipmentReceived", CASE, WHOLESALER, PHARMACY, 10, 0, 0],
  ["units", "UnitDispensed", LOT, 3, PHARMACY, CASE, true],
];

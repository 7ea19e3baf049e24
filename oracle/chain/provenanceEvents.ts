import { type Interface, type LogDescription, toBeHex } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { contentsArg, type ProvenanceEvent } from "../../standards/provenance/event.ts";
import { unitSubject } from "../../standards/provenance/subjects.ts";
import { SCATTERED } from "../../standards/provenance.ts";
import { IBatchLedger__factory } from "../../types/factories/contracts/interfaces/IBatchLedger__factory.ts";
import { IColdChain__factory } from "../../types/factories/contracts/interfaces/IColdChain__factory.ts";
import { IEventAnchors__factory } from "../../types/factories/contracts/interfaces/IEventAnchors__factory.ts";
import { IUnitLedger__factory } from "../../types/factories/contracts/interfaces/IUnitLedger__factory.ts";
import type { IndexKey, IndexKeyKind, StoredEvent, UnitRun } from "../domain/indexed.ts";

/** Contracts of the supply chain whose events are indexed. */
export type ProvenanceContract = "batches" | "units" | "coldChain" | "anchors";

/** Arguments of each event that it is found by. No partner and no logistic unit, zero, are nothing to find. */
type KeyArguments = Partial<Record<IndexKeyKind, readonly string[]>>;

const LOT: KeyArguments = { lot: ["id"] };
const SSCC: KeyArguments = { sscc: ["sscc"] };
const GLN: KeyArguments = { gln: ["gln"] };
const LOT_AND_SSCC: KeyArguments = { lot: ["lot"], sscc: ["sscc"] };
const JUDGED: KeyArguments = { series: ["series"], subject: ["subject"] };
const by = (keys: KeyArguments, ...gln: readonly string[]): KeyArguments => ({ ...keys, gln });

const BATCHES: Readonly<Record<string, KeyArguments>> = {
  PartnerSet: GLN,
  QualityPersonSet: GLN,
  PartnerAccountHandedOver: GLN,
  ProductRegistered: by({ gtin: ["gtin"] }, "holder"),
  ProductDescribed: { gtin: ["gtin"] },
  LotCommissioned: LOT,
  LotReleased: by(LOT, "holder"),
  LotQuarantined: LOT,
  QuarantineLifted: LOT,
  LotRecalled: by(LOT, "orderedBy"),
  LotHeld: LOT,
  LotHoldConfirmed: by(LOT, "by"),
  RecallClosingProposed: by(LOT, "by"),
  RecallClosed: LOT,
  LotDerived: { lot: ["id", "source"] },
  UnitsPacked: by(SSCC, "custodian"),
  LogisticUnitAggregated: { ...SSCC, parent: ["parent"] },
  LogisticUnitDisaggregated: by({ ...SSCC, parent: ["parent"] }, "custodian"),
  ContentsChanged: SSCC,
  UnitsRemoved: SSCC,
  MissingLocated: { ...SSCC, parent: ["parent"] },
  LogisticUnitMissing: by({ ...SSCC, parent: ["parent"] }, "answerable"),
  LogisticUnitMarked: by(SSCC, "by"),
  LogisticUnitHeld: SSCC,
  MarkCleared: by(SSCC, "by"),
  SuspicionCleared: by(SSCC, "by"),
  ShipmentOffered: by(SSCC, "from", "to", "carrier"),
  ShipmentPickedUp: by(SSCC, "by"),
  ShipmentReceived: by(SSCC, "from", "to"),
  ShipmentRejected: by(SSCC, "by"),
  ShipmentCancelled: SSCC,
  ShipmentTimedOut: SSCC,
  ResolutionProposed: by(SSCC, "by"),
  DiscrepancyResolved: SSCC,
};

/** Each is found by its packs too. */
const UNITS: Readonly<Record<string, KeyArguments>> = {
  UnitDispensed: by(SSCC, "dispenser"),
  DispenseReverted: by({}, "dispenser"),
  UnitsUnpacked: by(SSCC, "custodian"),
  UnitsRepacked: by(SSCC, "custodian"),
  UnitsMissing: by(SSCC, "answerable"),
  UnitMarked: by({}, "by"),
  UnitCleared: by({}, "by"),
  ReturnRequested: by({}, "from", "to"),
  VerificationAnswered: by({}, "responder"),
  ReturnAccepted: by({}, "by"),
  ReturnEnded: by({}, "by"),
  SuspicionProposed: by({}, "by"),
  IllegitimateFound: by({}, "by"),
  IllegitimateNotified: by({}, "by"),
  RecallNoticePassedOn: by({}, "dispenser"),
  UnitsTransformed: by({}, "by"),
};

const COLD_CHAIN: Readonly<Record<string, KeyArguments>> = {
  ProfileDefined: { profile: ["id"] },
  SeriesJudged: { ...JUDGED, ...LOT_AND_SSCC },
  ExcursionDisposed: JUDGED,
  SeriesDismissed: by(JUDGED, "by"),
  SeriesFlagged: { series: ["series"] },
  SeriesFlagOverturned: { series: ["series"] },
};

const ANCHORS: Readonly<Record<string, KeyArguments>> = { EventsAnchored: { anchoring: ["gln"] } };

type Table = { readonly abi: Interface; readonly foundBy: Readonly<Record<string, KeyArguments>> };

export const PROVENANCE: Readonly<Record<ProvenanceContract, Table>> = {
  batches: { abi: IBatchLedger__factory.createInterface(), foundBy: BATCHES },
  units: { abi: IUnitLedger__factory.createInterface(), foundBy: UNITS },
  coldChain: { abi: IColdChain__factory.createInterface(), foundBy: COLD_CHAIN },
  anchors: { abi: IEventAnchors__factory.createInterface(), foundBy: ANCHORS },
};

/** A GS1 key as an index keeps it. */
export const wordOf = (value: unknown): Hex =>
  (typeof value === "bigint" ? toBeHex(value, 32) : String(value).toLowerCase()) as Hex;

/** What an event of the supply chain is found by, and the runs of units that it placed. */
export const findersOf = (
  contract: ProvenanceContract,
  event: LogDescription,
): { readonly keys: readonly IndexKey[]; readonly runs: readonly UnitRun[] } => {
  const { args, name } = event;
  const named = Object.entries(PROVENANCE[contract].foundBy[name] ?? {}).flatMap(([kind, names]) =>
    names.map((argument): IndexKey => ({ kind: kind as IndexKeyKind, key: wordOf(args[argument]) })),
  );
  const product =
    name === "LotCommissioned" ? [{ kind: "gtin" as const, key: wordOf(args.facts >> 64n) }] : [];
  const packs = contract === "units" ? packsOf(event) : [];
  const keys = [...named, ...product, ...packs].filter(({ key }) => BigInt(key) !== 0n);
  return { keys, runs: name === "UnitsPacked" ? runsOf(event) : [] };
};

const packsOf = ({ args, name }: LogDescription): readonly IndexKey[] => {
  const lot = wordOf(name === "UnitsTransformed" ? args.from : args.lot);
  const indices: Iterable<bigint> = args.indices ?? [args.index];
  return [...indices].map((index) => ({ kind: "unit", key: unitSubject(lot, Number(index)) }));
};

const runsOf = ({ args }: LogDescription): readonly UnitRun[] =>
  contentsArg({ args })
    .filter(({ firstUnit }) => firstUnit !== SCATTERED)
    .map(({ lot, firstUnit, unitCount }) => ({ lot, firstUnit, unitCount, sscc: wordOf(args.sscc) }));

const TABLES = Object.values(PROVENANCE);

/** Reads an event of the supply chain's contracts; undefined for another. Whose it is, its address says. */
export const decodeProvenance = (
  event: Pick<StoredEvent, "topics" | "data" | "blockNumber" | "logIndex" | "timestamp" | "transactionHash">,
): ProvenanceEvent | undefined => {
  const { topics, data, blockNumber, logIndex, timestamp, transactionHash } = event;
  for (const { abi } of TABLES) {
    const parsed = abi.parseLog({ topics: [...topics], data });
    if (parsed === null) continue;
    const args = Object.fromEntries(parsed.fragment.inputs.map(({ name }, i) => [name, parsed.args[i]]));
    return { name: parsed.name, args, blockNumber, logIndex, timestamp, transactionHash };
  }
  return undefined;
};

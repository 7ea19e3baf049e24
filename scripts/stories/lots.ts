// Lots of the stories, how their people act on them, and how they are refused.
import type { Signer } from "ethers";
import { commissionLot } from "../../client/provenance/commissionLot.ts";
import { dispensePack } from "../../client/provenance/dispensePack.ts";
import { releaseLot } from "../../client/provenance/releaseLot.ts";
import { addressOf, BATCHES, type Step } from "../../client/provenance/step.ts";
import type { Contents, LotDetails, Place } from "../../client/provenance/supplyTypes.ts";
import { checkDigitOf, type Gtin, lotHash, parseExpiry, type Sscc } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import {
  buildUnitTree,
  type Lot,
  type LotId,
  lotIdOf,
  type Unit,
  type UnitTree,
} from "../../standards/units.ts";
import type { LocalNetwork } from "../local/network.ts";
import { CERTIFICATE_HASH } from "../local/supply.ts";
import { revertName } from "./shared.ts";

export const UNITS = 120;
/** 2028-03-31, as AI 17 has it. */
const EXPIRY = "280331";

/** A lot as its maker knows it: the ledger holds a root of its packs, the maker their serials and salts. */
export type StoryLot = {
  readonly id: LotId;
  readonly lot: Lot;
  readonly units: readonly Unit[];
  readonly tree: UnitTree;
  readonly details: LotDetails;
};

/** Serials are random, so that nobody guesses a neighbour's. */
const randomSerial = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(6)))
    .toString("hex")
    .toUpperCase();

/** A lot of 120; `firstSerial` names its first pack. */
export const makeLot = (gtin: bigint, lotNumber: string, firstSerial = randomSerial()): StoryLot => {
  const { yymmdd, expiresAt } = parseExpiry(EXPIRY);
  const lot = { gtin: gtin as Gtin, lot: lotNumber, expiry: yymmdd };
  const units = Array.from({ length: UNITS }, (_, i) => ({
    serial: i === 0 ? firstSerial : randomSerial(),
    salt: randomWord(),
  }));
  const tree = buildUnitTree(lot, units);
  const details = {
    gtin: lot.gtin,
    lotHash: lotHash(lotNumber),
    expiry: yymmdd,
    expiresAt,
    unitsRoot: tree.root,
    unitCount: UNITS,
  };
  return { id: lotIdOf(lot.gtin, lotNumber), lot, units, tree, details };
};

/** The manufacturer's n-th container code. */
export const containerCode = (n: number): Sscc => {
  const data = `09521234${String(n).padStart(9, "0")}`;
  return BigInt(`${data}${checkDigitOf(data)}`) as Sscc;
};

/** What a logistic unit holds of a lot. */
export const contentsOf = ({ id, details }: StoryLot, firstUnit: number, unitCount: number): Contents => [
  { lot: id, expiresAt: details.expiresAt, firstUnit, unitCount },
];

export const indicesFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

/** Dispenses one pack and hands it over. */
export const dispenseOf = (place: Place, { details, tree }: StoryLot, index: number): Step =>
  dispensePack(
    place,
    details,
    { index, unitHash: tree.hashOf(index), proof: tree.proofOf(index) as Hex[] },
    true,
  );

/** One call, or several of one contract in one transaction. */
const callOf = ({ addresses }: LocalNetwork, steps: readonly Step[]) => {
  const [first] = steps;
  if (first === undefined) throw new TypeError("There is nothing to do.");
  const calls = steps.map(({ data }) => data);
  const data = calls.length === 1 ? first.data : BATCHES.encodeFunctionData("multicall", [calls]);
  return { to: addressOf(addresses, first.target), data };
};

export type Done = { readonly hash: string; readonly block: number; readonly gas: bigint };

/** Does steps of one contract in one transaction. */
export const act = async (
  network: LocalNetwork,
  signer: Signer,
  ...steps: readonly Step[]
): Promise<Done> => {
  const sent = await signer.sendTransaction(callOf(network, steps));
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return { hash: receipt.hash, block: receipt.blockNumber, gas: receipt.gasUsed };
};

/** The name of the error by which a step is refused, or "no error". */
export const refusal = (network: LocalNetwork, signer: Signer, step: Step): Promise<string> =>
  revertName(
    step.target === "UnitLedger" ? network.contracts.units.interface : BATCHES,
    signer.call(callOf(network, [step])),
  );

/** Brings lots to life and to trade: the maker's key in one transaction, its quality person's in another. */
export const bringToTrade = async (
  network: LocalNetwork,
  lots: readonly StoryLot[],
  alsoByMaker: readonly Step[] = [],
): Promise<bigint> => {
  const { manufacturer, qualityPerson } = network.actors;
  const made = lots.map(({ details }) => commissionLot(details));
  const released = lots.map(({ details }) => releaseLot(details, CERTIFICATE_HASH as Hex));
  const first = await act(network, manufacturer, ...made, ...alsoByMaker);
  return first.gas + (await act(network, qualityPerson, ...released)).gas;
};

import { id as hashOf } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import { viewOf } from "../../client/provenance/chainView.ts";
import { listDispensed } from "../../client/provenance/listDispensed.ts";
import { packRuns } from "../../client/provenance/packRuns.ts";
import { passOnRecall } from "../../client/provenance/passOnRecall.ts";
import { pickUpUnit } from "../../client/provenance/pickUpUnit.ts";
import { recallLot } from "../../client/provenance/recallLot.ts";
import { receiveUnit } from "../../client/provenance/receiveUnit.ts";
import { shipUnit } from "../../client/provenance/shipUnit.ts";
import { UNITS as UNIT_LEDGER } from "../../client/provenance/step.ts";
import { LOOSE, type Place } from "../../client/provenance/supplyTypes.ts";
import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { EFFECTIVE_STATUSES } from "../../standards/provenance.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { GLN, GTIN } from "../local/supply.ts";
import {
  act,
  bringToTrade,
  containerCode,
  contentsOf,
  dispenseOf,
  indicesFrom,
  makeLot,
  refusal,
  type StoryLot,
  UNITS,
} from "./lots.ts";
import { nameOf } from "./shared.ts";

const DISPENSED = 40;
const ON_SHELF = 50;
const IN_TRANSIT = 30;
const OF_OTHER = 10;
const AT_PHARMACY = DISPENSED + ON_SHELF;
const DAY = 86_400;
const REASON = hashOf("Particles in the vial") as Hex;
const PHARMACY = GLN.pharmacy as Gln;

type Stage = {
  readonly network: LocalNetwork;
  readonly report: Report;
  readonly lot: StoryLot;
  /** Shares a case with the recalled lot. */
  readonly other: StoryLot;
  readonly mixed: Place;
  readonly moving: Place;
};

/** A case of two lots for the pharmacy and one for the wholesaler, both on their way. */
const sendOut = async ({ network, lot, other, mixed, moving }: Stage): Promise<bigint> => {
  const { actors, chain } = network;
  const ofLot = { lot: lot.details, firstUnit: 0, unitCount: AT_PHARMACY };
  const ofOther = { lot: other.details, firstUnit: 0, unitCount: OF_OTHER };
  const rest = { lot: lot.details, firstUnit: AT_PHARMACY, unitCount: IN_TRANSIT };
  const packed = [packRuns(mixed.sscc, [ofLot, ofOther]), packRuns(moving.sscc, [rest])];
  const made = await bringToTrade(network, [lot, other], packed);
  const acceptBy = (await chain.now()) + DAY;
  const carrier = GLN.carrier as Gln;
  const offers = [
    shipUnit(mixed, { to: PHARMACY, acceptBy }),
    shipUnit(moving, { to: GLN.wholesaler as Gln, carrier, acceptBy }),
  ];
  const sent = await act(network, actors.manufacturer, ...offers);
  const received = await act(network, actors.pharmacy, receiveUnit(mixed, AT_PHARMACY + OF_OTHER, "None"));
  const pickedUp = await act(network, actors.carrier, pickUpUnit(moving.sscc, carrier));
  return made + sent.gas + received.gas + pickedUp.gas;
};

/** How many packs of the lot read what at a block, asked where each of them lies. */
const statusesAt = async ({ network, lot, mixed, moving }: Stage, blockTag: number): Promise<string> => {
  const placeOf = (index: number): Place => {
    if (index < DISPENSED) return LOOSE;
    return index < AT_PHARMACY ? mixed : moving;
  };
  const asked = indicesFrom(0, UNITS).map((index) =>
    UNIT_LEDGER.encodeFunctionData("statusOfUnit", [contractArgument(placeOf(index)), lot.details, index]),
  );
  const answers = await network.contracts.units.multicall.staticCall(asked, { blockTag });
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const status = nameOf(EFFECTIVE_STATUSES, BigInt(answer));
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => `${count} ${status}`).join(", ");
};

/** Scatters the packs of a lot: handed over, on a shelf, on the road. */
const scatter = async (stage: Stage): Promise<void> => {
  const { network, report, lot, mixed } = stage;
  await report.step(
    "Two lots were made and released; 100 packs of both reached the pharmacy in one case, 30 are on the road",
    () => sendOut(stage),
    (gas) => ({ lot: lot.id, gas }),
  );
  const dispensed = indicesFrom(0, DISPENSED).map((index) => dispenseOf(mixed, lot, index));
  await report.step(
    "The pharmacy dispensed 40 packs of the one lot",
    () => act(network, network.actors.pharmacy, ...dispensed),
    ({ gas }) => ({ gas }),
  );
};

/** Recalls the lot; what is left of it can neither travel nor be handed out. */
const recall = async (stage: Stage): Promise<void> => {
  const { network, report, lot, mixed } = stage;
  const { chain, actors } = network;
  const { block } = await report.step(
    "The regulator recalled that lot, class I, in one transaction",
    () => act(network, actors.regulator, recallLot(lot.details, "I", GLN.regulator as Gln, REASON)),
    ({ gas }) => ({ gas }),
  );
  report.claim(
    "its 120 packs in the block before",
    await statusesAt(stage, block - 1),
    "40 Dispensed, 50 Active, 30 InTransit",
  );
  report.claim("its 120 packs in the block of the recall", await statusesAt(stage, block), "120 Recalled");
  const acceptBy = (await chain.now()) + DAY;
  const shipped = refusal(network, actors.pharmacy, shipUnit(mixed, { to: GLN.hospital as Gln, acceptBy }));
  report.claim("shipping the case", await shipped, "BatchLedger_NotActive");
  const dispensed = refusal(network, actors.pharmacy, dispenseOf(mixed, lot, DISPENSED));
  report.claim("dispensing one of the 50 on the shelf", await dispensed, "UnitLedger_NotActive");
};

/** Whoever dispensed passes the notice on. Patients are nowhere on the chain. */
const passOn = async ({ network, report, lot }: Stage): Promise<void> => {
  const { actors, addresses, chain, contracts } = network;
  const view = viewOf({ provider: chain.provider, addresses });
  const [owed] = await listDispensed(view, lot.id);
  report.claim("packs whose patients the pharmacy has to tell", owed?.dispensed.length, DISPENSED);
  const { block } = await report.step(
    "The pharmacy passed the notice on",
    () =>
      act(
        network,
        actors.pharmacy,
        passOnRecall({ lot: lot.details, indices: owed?.dispensed ?? [] }, PHARMACY),
      ),
    ({ gas }) => ({ gas }),
  );
  const { units } = contracts;
  const notices = await units.queryFilter(units.filters.RecallNoticePassedOn(lot.id), block, block);
  report.claim("notices on the chain", notices.length, DISPENSED);
  const isBare = ({ topics, data }: (typeof notices)[number], index: number): boolean =>
    data === "0x" && topics.slice(1).map(BigInt).join() === [BigInt(lot.id), index, PHARMACY].join();
  report.claim(
    "notices that name lot, pack and pharmacy, and nothing else",
    notices.filter(isBare).length,
    DISPENSED,
  );
};

/** The other lot in that case is dispensed as if nothing had been. */
const spareOther = async ({ network, report, other, mixed }: Stage): Promise<void> => {
  const { batches, units } = network.contracts;
  const status = nameOf(EFFECTIVE_STATUSES, await batches.statusOfLot(other.details));
  report.claim("the other lot in the same case", status, "Active");
  await report.step(
    "The pharmacy dispensed a pack of the other lot out of that case",
    () => act(network, network.actors.pharmacy, dispenseOf(mixed, other, 0)),
    ({ gas }) => ({ gas }),
  );
  report.claim("the other lot's pack is dispensed", await units.isDispensed(other.id, 0), true);
};

/** A recall of class I reaches every pack of a lot in one block, and no other. */
export const playRecall = async (network: LocalNetwork, report: Report): Promise<void> => {
  report.story("Recall: class I, wherever the 120 packs are");
  const lot = makeLot(GTIN, "LOT26C02");
  const other = makeLot(GTIN, "LOT26C03");
  const stage = {
    network,
    report,
    lot,
    other,
    mixed: {
      sscc: containerCode(101),
      contents: [...contentsOf(lot, 0, AT_PHARMACY), ...contentsOf(other, 0, OF_OTHER)],
    },
    moving: { sscc: containerCode(102), contents: contentsOf(lot, AT_PHARMACY, IN_TRANSIT) },
  };
  await scatter(stage);
  await recall(stage);
  await passOn(stage);
  await spareOther(stage);
};

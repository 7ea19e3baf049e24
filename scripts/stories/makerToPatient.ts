import { aggregateUnits } from "../../client/provenance/aggregateUnits.ts";
import { commissionLot } from "../../client/provenance/commissionLot.ts";
import { packRuns } from "../../client/provenance/packRuns.ts";
import { pickUpUnit } from "../../client/provenance/pickUpUnit.ts";
import { receiveUnit } from "../../client/provenance/receiveUnit.ts";
import { releaseLot } from "../../client/provenance/releaseLot.ts";
import { shipUnit } from "../../client/provenance/shipUnit.ts";
import type { Child, Place } from "../../client/provenance/supplyTypes.ts";
import { takeOut } from "../../client/provenance/takeOut.ts";
import { parseDataMatrix } from "../../standards/gs1/dataMatrix.ts";
import { formatGtin, type Gln, lotHash, type Sscc } from "../../standards/gs1/keys.ts";
import { packOf } from "../../standards/gs1/pack.ts";
import type { Hex } from "../../standards/hex.ts";
import {
  EFFECTIVE_STATUSES,
  SCATTERED,
  SHIPMENT_STATES,
  VERIFICATION_RESULTS,
} from "../../standards/provenance.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { unitHash } from "../../standards/units.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { CERTIFICATE_HASH, GLN, GTIN, SSCC } from "../local/supply.ts";
import {
  act,
  containerCode,
  contentsOf,
  type Done,
  dispenseOf,
  makeLot,
  refusal,
  type StoryLot,
  UNITS,
} from "./lots.ts";
import { nameOf } from "./shared.ts";

const KNOWN_SERIAL = "K7Q2M9X4T1AB";
/** What a scanner sends of that pack: GTIN, expiry, lot, a separator, serial. */
const SCANNED = `]d201095212345432131728033110LOT26C01\u001d21${KNOWN_SERIAL}`;
const CASES = 12;
const PER_CASE = UNITS / CASES;
const HOUR = 3_600;

type Stage = { readonly network: LocalNetwork; readonly report: Report; readonly lot: StoryLot };

const gasOf = ({ gas }: Done) => ({ gas });

/** Storage words that a transaction wrote. */
const writesOf = async ({ chain }: LocalNetwork, hash: string): Promise<number> => {
  const options = { disableMemory: true, disableStack: true, disableStorage: true };
  const { structLogs } = (await chain.provider.send("debug_traceTransaction", [hash, options])) as {
    structLogs: { op: string }[];
  };
  return structLogs.filter(({ op }) => op === "SSTORE").length;
};

/** Commissions and releases the lot, and stacks it: twelve cases of ten on a pallet. */
const makeAndStack = async ({ network, report, lot }: Stage): Promise<{ pallet: Place; cases: Child[] }> => {
  const { batches } = network.contracts;
  const { manufacturer, qualityPerson } = network.actors;
  const commissioned = await report.step(
    `The manufacturer commissioned lot ${lot.lot.lot} of ${formatGtin(GTIN)}: 120 packs under one root`,
    () => act(network, manufacturer, commissionLot(lot.details)),
    ({ gas }) => ({ lot: lot.id, gas }),
  );
  report.claim("storage words that 120 packs took", await writesOf(network, commissioned.hash), 1);
  const release = releaseLot(lot.details, CERTIFICATE_HASH as Hex);
  report.claim(
    "release by the key that made it",
    await refusal(network, manufacturer, release),
    "TradingPartners_NotQualityPerson",
  );
  await report.step(
    "The manufacturer's quality person released it, by another key",
    () => act(network, qualityPerson, release),
    gasOf,
  );
  const cases = Array.from({ length: CASES }, (_, i) => ({
    sscc: containerCode(i),
    contents: contentsOf(lot, i * PER_CASE, PER_CASE),
  }));
  const pallet = { sscc: SSCC as Sscc, contents: contentsOf(lot, SCATTERED, UNITS) };
  const packed = cases.map(({ sscc }, i) =>
    packRuns(sscc, [{ lot: lot.details, firstUnit: i * PER_CASE, unitCount: PER_CASE }]),
  );
  const stacked = aggregateUnits({ ...pallet, contents: [] }, cases);
  await report.step(
    `It packed 12 cases of 10 and stacked them on pallet ${SSCC}, in one transaction`,
    () => act(network, manufacturer, ...packed, stacked),
    gasOf,
  );
  report.claim("packs on the pallet", (await batches.logisticUnitOf(SSCC)).unitCount, UNITS);
  return { pallet, cases };
};

/** The pallet goes to the wholesaler by a carrier that never has custody. */
const deliverPallet = async ({ network, report }: Stage, pallet: Place): Promise<void> => {
  const { chain, actors } = network;
  const { batches } = network.contracts;
  const offer = { to: GLN.wholesaler as Gln, carrier: GLN.carrier as Gln, acceptBy: 0 };
  const acceptBy = (await chain.now()) + 48 * HOUR;
  await report.step(
    "It offered the pallet to the wholesaler; the carrier picked it up",
    async () => {
      const offered = await act(network, actors.manufacturer, shipUnit(pallet, { ...offer, acceptBy }));
      const pickedUp = await act(network, actors.carrier, pickUpUnit(pallet.sscc, GLN.carrier as Gln));
      return offered.gas + pickedUp.gas;
    },
    (gas) => ({ gas }),
  );
  const moving = await batches.logisticUnitOf(SSCC);
  report.claim("state of the pallet", nameOf(SHIPMENT_STATES, moving.state), "PickedUp");
  report.claim("custodian while the carrier drives", moving.custodian, GLN.manufacturer);
  const receipt = receiveUnit(pallet, UNITS, "None");
  report.claim(
    "somebody else's receipt is refused",
    await refusal(network, actors.funder, receipt),
    "TradingPartners_NotAccount",
  );
  await report.step(
    "The wholesaler received 120 of 120",
    () => act(network, actors.wholesaler, receipt),
    gasOf,
  );
  const received = await batches.logisticUnitOf(SSCC);
  report.claim("custodian after the receipt", received.custodian, GLN.wholesaler);
  report.claim(
    "packs received, and missing",
    `${received.unitCount}, ${received.suspectCount}`,
    `${UNITS}, 0`,
  );
};

/** One case goes on to the pharmacy. */
const deliverCase = async ({ network, report }: Stage, pallet: Place, first: Child): Promise<void> => {
  const { chain, actors, contracts } = network;
  const offer = { to: GLN.pharmacy as Gln, acceptBy: (await chain.now()) + 48 * HOUR };
  await report.step(
    "It took a case off the pallet and offered it to the pharmacy, which received 10 of 10",
    async () => {
      const sent = await act(network, actors.wholesaler, takeOut(pallet, first), shipUnit(first, offer));
      return sent.gas + (await act(network, actors.pharmacy, receiveUnit(first, PER_CASE, "None"))).gas;
    },
    (gas) => ({ gas }),
  );
  report.claim(
    "custodian of the case",
    (await contracts.batches.logisticUnitOf(first.sscc)).custodian,
    GLN.pharmacy,
  );
  report.claim(
    "packs left on the pallet",
    (await contracts.batches.logisticUnitOf(SSCC)).unitCount,
    UNITS - PER_CASE,
  );
};

/** What the chain says of a scan, with the salt and the proof that the maker keeps of its serial. */
const verifyScan = async ({ network, lot }: Stage, scanned: string) => {
  const pack = packOf(parseDataMatrix(scanned));
  const shown = { gtin: pack.gtin, lot: pack.lot, expiry: pack.expiry.yymmdd };
  // An invented serial has neither: whoever forges it shows those of a real one, at best.
  const index = Math.max(
    lot.units.findIndex(({ serial }) => serial === pack.serial),
    0,
  );
  const salt = lot.units[index]?.salt ?? randomWord();
  const details = {
    ...lot.details,
    gtin: pack.gtin,
    lotHash: lotHash(pack.lot),
    expiry: pack.expiry.yymmdd,
    expiresAt: pack.expiry.expiresAt,
  };
  const hash = unitHash(shown, { serial: pack.serial, salt });
  const found = await network.contracts.units.verify(details, index, hash, lot.tree.proofOf(index));
  return {
    serial: pack.serial,
    result: nameOf(VERIFICATION_RESULTS, found.result),
    status: nameOf(EFFECTIVE_STATUSES, found.status),
  };
};

/** A real pack proves itself once, and is dispensed once; an invented serial does not. */
const dispenseScanned = async (stage: Stage, place: Place): Promise<void> => {
  const { network, report, lot } = stage;
  const { pharmacy } = network.actors;
  const real = await report.step(
    "The pharmacy scanned a pack",
    () => verifyScan(stage, SCANNED),
    () => ({ payload: SCANNED.replace("\u001d", "<GS>") }),
  );
  report.claim(`pack ${real.serial}`, real.result, "Verified");
  report.claim("its status", real.status, "Active");
  const invented = await verifyScan(stage, SCANNED.replace(KNOWN_SERIAL, "FAKE00000001"));
  report.claim("pack with an invented serial", invented.result, "NoMatch");
  await report.step(
    "It dispensed the pack to a patient, of whom the chain hears nothing",
    () => act(network, pharmacy, dispenseOf(place, lot, 0)),
    gasOf,
  );
  report.claim(`pack ${KNOWN_SERIAL} now`, (await verifyScan(stage, SCANNED)).status, "Dispensed");
  report.claim("dispensed by", (await network.contracts.units.unitOf(lot.id, 0)).custodian, GLN.pharmacy);
  report.claim(
    "a second pack of that serial",
    await refusal(network, pharmacy, dispenseOf(place, lot, 0)),
    "UnitLedger_AlreadyDispensed",
  );
};

/** A lot of 120 goes from its maker by carrier and wholesaler to a pharmacy, and one pack to a patient. */
export const playMakerToPatient = async (network: LocalNetwork, report: Report): Promise<void> => {
  report.story("Provenance: a lot of 120 packs from maker to patient");
  const stage = { network, report, lot: makeLot(GTIN, "LOT26C01", KNOWN_SERIAL) };
  const { pallet, cases } = await makeAndStack(stage);
  const [first] = cases;
  if (first === undefined) throw new TypeError("There are twelve cases.");
  await deliverPallet(stage, pallet);
  await deliverCase(stage, pallet, first);
  await dispenseScanned(stage, first);
};

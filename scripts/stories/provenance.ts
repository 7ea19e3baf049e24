import { readFile } from "node:fs/promises";
import { keccak256, toUtf8Bytes } from "ethers";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { publishPayload } from "../../client/publishPayload.ts";
import { requestInference } from "../../client/requestInference.ts";
import { type SignedReadings, signReadings } from "../../client/signReadings.ts";
import { type Gtin, lotHash } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { Mode, Provenance, RequestStatus } from "../../standards/inference.ts";
import {
  DiscrepancyCode,
  EFFECTIVE_STATUSES,
  FLAGS,
  NO_LOGISTIC_UNIT,
  NO_PARTNER,
  RecallClass,
  VERDICTS,
  VERIFICATION_RESULTS,
} from "../../standards/provenance.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { evenSeries } from "../../standards/readings.ts";
import { buildUnitTree, lotIdOf, type Unit, type UnitTree, unitHash } from "../../standards/units.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { CERTIFICATE_HASH, GLN, GTIN, PRODUCT, SSCC } from "../local/supply.ts";
import { ANSWER_TIMEOUT_MS, gasOf, nameOf, revertName } from "./shared.ts";

const LOT = { gtin: GTIN as Gtin, lot: "LOT26C01", expiry: 280331 } as const;
const UNIT_COUNT = 120;
const KNOWN_SERIAL = "K7Q2M9X4T1AB";
const HOUR = 3_600;
const CALLBACK_GAS = 300_000;

/** Serials are random, so that nobody guesses a neighbour's. */
const randomSerial = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(6)))
    .toString("hex")
    .toUpperCase();

const makeUnits = (): Unit[] =>
  Array.from({ length: UNIT_COUNT }, (_, i) => ({
    serial: i === 0 ? KNOWN_SERIAL : randomSerial(),
    salt: randomWord(),
  }));

const detailsOf = (tree: UnitTree) => ({
  gtin: LOT.gtin,
  lotHash: lotHash(LOT.lot),
  expiry: LOT.expiry,
  expiresAt: Date.UTC(2028, 2, 31, 23, 59, 59) / 1000,
  unitsRoot: tree.root,
  unitCount: UNIT_COUNT,
});
type Details = ReturnType<typeof detailsOf>;

/** Commissions, packs, ships and receives the lot of 120. */
const moveLot = async ({ contracts, actors, chain }: LocalNetwork, report: Report, details: Details) => {
  const { batches } = contracts;
  const maker = batches.connect(actors.manufacturer);
  const wholesaler = batches.connect(actors.wholesaler);
  await (await maker.registerProduct(GTIN, PRODUCT)).wait();
  await report.step(
    `The manufacturer commissioned lot ${LOT.lot}: 120 packs under one root, one write`,
    () => gasOf(maker.commission(details)),
    (gas) => ({ lot: lotIdOf(LOT.gtin, LOT.lot), gas }),
  );
  const early = revertName(batches.interface, maker.release.staticCall(details, CERTIFICATE_HASH));
  report.claim("release by the key that made it is refused", await early, "TradingPartners_NotQualityPerson");
  await report.step(
    "The manufacturer's quality person released it, by another key",
    () => gasOf(batches.connect(actors.qualityPerson).release(details, CERTIFICATE_HASH)),
    (gas) => ({ gas }),
  );
  await report.step(
    `The manufacturer packed all 120 onto pallet ${SSCC}`,
    () => gasOf(maker.pack(SSCC, [{ lot: details, firstUnit: 0, unitCount: UNIT_COUNT }])),
    (gas) => ({ gas }),
  );
  const lot = lotIdOf(LOT.gtin, LOT.lot);
  const contents = [{ lot, expiresAt: details.expiresAt, firstUnit: 0, unitCount: UNIT_COUNT }];
  const acceptBy = (await chain.now()) + 48 * HOUR;
  await report.step(
    "It offered the pallet to the wholesaler",
    () => gasOf(maker.ship(SSCC, contents, GLN.wholesaler, NO_PARTNER, acceptBy)),
    (gas) => ({ gas }),
  );
  report.claim(
    "custodian before the receipt",
    (await batches.logisticUnitOf(SSCC)).custodian,
    GLN.manufacturer,
  );
  const hijack = revertName(
    batches.interface,
    batches
      .connect(actors.funder)
      .receiveShipment.staticCall(SSCC, contents, UNIT_COUNT, DiscrepancyCode.None),
  );
  report.claim("somebody else's receipt is refused", await hijack, "TradingPartners_NotAccount");
  await report.step(
    "The wholesaler received 120 of 120",
    () => gasOf(wholesaler.receiveShipment(SSCC, contents, UNIT_COUNT, DiscrepancyCode.None)),
    (gas) => ({ gas }),
  );
  report.claim("custodian after the receipt", (await batches.logisticUnitOf(SSCC)).custodian, GLN.wholesaler);
};

/** A real pack proves itself; an invented serial does not. */
const checkPacks = async ({ contracts }: LocalNetwork, report: Report, details: Details, tree: UnitTree) => {
  const real = await contracts.units.verify(details, 0, tree.hashOf(0), tree.proofOf(0));
  report.claim(`pack ${KNOWN_SERIAL}`, nameOf(VERIFICATION_RESULTS, real.result), "Verified");
  report.claim("its status", nameOf(EFFECTIVE_STATUSES, real.status), "Active");
  const invented = unitHash(LOT, { serial: "FAKE00000001", salt: randomWord() });
  const fake = await contracts.units.verify(details, 0, invented, tree.proofOf(0));
  report.claim("pack with an invented serial", nameOf(VERIFICATION_RESULTS, fake.result), "NoMatch");
};

const signed = (
  { actors, chain, addresses }: LocalNetwork,
  startedAt: number,
  every: number,
  deciC: readonly number[],
) =>
  signReadings(actors.logger, evenSeries(startedAt, every, deciC), chain.chainId, addresses.AttesterRegistry);

/** Brings a series to the chain, which judges it in the same transaction. */
const evaluate = async ({ contracts, actors }: LocalNetwork, details: Details, series: SignedReadings) =>
  gasOf(
    contracts.coldChain
      .connect(actors.manufacturer)
      .evaluate(
        details,
        { gln: GLN.manufacturer, sscc: NO_LOGISTIC_UNIT, contents: [] },
        series.readings,
        series.device,
        series.signature,
      ),
  );

/** Asks the committee whether the log looks tampered with; the cold chain contract is told. */
const askForFlag = async (network: LocalNetwork, series: SignedReadings) => {
  const { contracts, actors, chain, models, payloads, addresses } = network;
  const payloadHash = await publishPayload(payloads, series.readings);
  const x = models.coldChain.extract(series.readings);
  const opened = await requestInference(contracts, actors.manufacturer, chain.chainId, {
    modelId: models.coldChain.id,
    payloadHash,
    inputCommitment: models.coldChain.commit(x, payloadHash),
    provenance: Provenance.DEVICE_SIGNED,
    provenanceProof: series.provenanceProof,
    deadline: (await chain.now()) + 600,
    callback: { to: addresses.ColdChain, gasLimit: CALLBACK_GAS },
    // The cold chain takes no answer that nobody could have had recomputed.
    mode: Mode.OPTIMISTIC,
  });
  await awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS, proposed: true });
  await chain.advance(Number(await contracts.oracle.CHALLENGE_WINDOW()) + 1);
  const status = await awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS });
  return { opened, status };
};

/** Logs of the SIMULATED test set: physics first, then what the network says of it. */
const judgeSample = async (
  network: LocalNetwork,
  report: Report,
  details: Details,
  sample: { file: string; what: string; flag: string },
) => {
  const { contracts, chain } = network;
  const { deciCelsius } = JSON.parse(
    await readFile(`models/coldchain-integrity-SIMULATED/data/samples/${sample.file}`, "utf8"),
  ) as { deciCelsius: number[] };
  const startedAt = (await chain.now()) - 49 * HOUR;
  const series = await signed(network, startedAt, 10, deciCelsius);
  await report.step(
    `A logger's signed trace, ${sample.what} (SIMULATED), was judged on chain`,
    () => evaluate(network, details, series),
    (gas) => ({ series: series.payloadHash, gas }),
  );
  const judged = await contracts.coldChain.judgementOf(series.payloadHash, lotIdOf(LOT.gtin, LOT.lot));
  report.claim("verdict of physics", nameOf(VERDICTS, judged.verdict), "Conformant");
  const { opened } = await report.step(
    "Operators extracted its features and ran the integrity network",
    () => askForFlag(network, series),
    ({ opened: { id, receipt } }) => ({ request: id, gas: receipt.gasUsed }),
  );
  report.claim("request is fulfilled", await contracts.oracle.statusOf(opened.id), RequestStatus.Fulfilled);
  const { flag, score } = await contracts.coldChain.seriesOf(series.payloadHash);
  report.claim(`flag of the network, raw score ${score}`, nameOf(FLAGS, flag), sample.flag);
  report.claim(
    "lot, which a raised flag holds for 72 hours",
    nameOf(EFFECTIVE_STATUSES, await contracts.batches.statusOfLot(details)),
    sample.flag === "Raised" ? "Quarantined" : "Active",
  );
};

/** Sixteen hours at 5 °C and eight at 14 °C: the mean is 8.00, the mean kinetic temperature is not. */
const judgeExcursion = async (network: LocalNetwork, report: Report, details: Details) => {
  const { contracts, chain } = network;
  const deciC = [...Array<number>(16).fill(50), ...Array<number>(8).fill(140)];
  const mean = deciC.reduce((sum, value) => sum + value, 0) / deciC.length / 10;
  const series = await signed(network, (await chain.now()) - 25 * HOUR, 60, deciC);
  await report.step(
    `A trace of 16 h at 5 °C and 8 h at 14 °C, mean ${mean.toFixed(2)}, was judged on chain`,
    () => evaluate(network, details, series),
    (gas) => ({ gas }),
  );
  const judged = await contracts.coldChain.judgementOf(series.payloadHash, lotIdOf(LOT.gtin, LOT.lot));
  report.claim("mean kinetic temperature in °C", (Number(judged.mktMilliC) / 1000).toFixed(2), "9.14");
  report.claim("verdict of physics", nameOf(VERDICTS, judged.verdict), "Excursion");
  report.claim(
    "lot, in the same transaction",
    nameOf(EFFECTIVE_STATUSES, await contracts.batches.statusOfLot(details)),
    "Quarantined",
  );
};

/** A lot travels, is watched, checked and recalled. */
export const playProvenance = async (network: LocalNetwork, report: Report): Promise<void> => {
  const { contracts, actors } = network;
  report.story("Provenance: a lot of 120 packs from maker to wholesaler");
  const tree = buildUnitTree(LOT, makeUnits());
  const details = detailsOf(tree);
  await moveLot(network, report, details);
  await checkPacks(network, report, details, tree);
  await judgeSample(network, report, details, {
    file: "good.SIMULATED.json",
    what: "a good one",
    flag: "Clear",
  });
  await judgeSample(network, report, details, {
    file: "replay.SIMULATED.json",
    what: "one with hours replayed",
    flag: "Raised",
  });
  await judgeExcursion(network, report, details);
  const reason = keccak256(toUtf8Bytes("Cold chain excursion confirmed")) as Hex;
  await report.step(
    "The manufacturer recalled the lot, class I, in one write",
    () =>
      gasOf(
        contracts.batches
          .connect(actors.manufacturer)
          .recall(details, RecallClass.I, GLN.manufacturer, reason),
      ),
    (gas) => ({ gas }),
  );
  const after = await contracts.units.verify(details, 0, tree.hashOf(0), tree.proofOf(0));
  report.claim(`pack ${KNOWN_SERIAL} now`, nameOf(EFFECTIVE_STATUSES, after.status), "Recalled");
};

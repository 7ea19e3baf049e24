import { id as hashOf } from "ethers";
import { liftQuarantine } from "../../client/provenance/liftQuarantine.ts";
import { signReadings } from "../../client/signReadings.ts";
import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { Disposition, EFFECTIVE_STATUSES, NO_LOGISTIC_UNIT, VERDICTS } from "../../standards/provenance.ts";
import { evenSeries, type ReadingSeries } from "../../standards/readings.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { GLN, TABLET_GTIN, VACCINE_GTIN } from "../local/supply.ts";
import { bringToTrade, makeLot, refusal, type StoryLot } from "./lots.ts";
import { gasOf, nameOf, revertName } from "./shared.ts";

type Stay = { readonly hours: number; readonly celsius: number };
type Case = {
  readonly lot: string;
  readonly gtin: bigint;
  readonly stays: readonly Stay[];
  /** The reading that comes three hours after the one before. */
  readonly gapAt?: number;
  readonly milliC: number;
  readonly verdict: (typeof VERDICTS)[number];
};

const stay = (hours: number, celsius: number): Stay => ({ hours, celsius });

const MILD: Case = {
  lot: "VAX26A01",
  gtin: VACCINE_GTIN,
  stays: [stay(20, 5), stay(4, 14)],
  milliC: 7_328,
  verdict: "Conformant",
};
const WARM: Case = {
  lot: "VAX26A02",
  gtin: VACCINE_GTIN,
  stays: [stay(16, 5), stay(8, 14)],
  milliC: 9_145,
  verdict: "Excursion",
};
const FROZEN: Case = {
  lot: "VAX26A03",
  gtin: VACCINE_GTIN,
  stays: [stay(22, 5), stay(2, -1)],
  milliC: 4_639,
  verdict: "Reject",
};
const GAPPED: Case = {
  lot: "VAX26A04",
  gtin: VACCINE_GTIN,
  stays: [stay(24, 5)],
  gapAt: 12,
  milliC: 5_000,
  verdict: "Indeterminate",
};
const HOT_DAY: Case = {
  lot: "TAB26A01",
  gtin: TABLET_GTIN,
  stays: [stay(696, 24), stay(24, 39)],
  milliC: 25_119,
  verdict: "Excursion",
};
const HOT_HOURS: Case = {
  lot: "TAB26A02",
  gtin: TABLET_GTIN,
  stays: [stay(716, 24), stay(4, 39)],
  milliC: 24_196,
  verdict: "Conformant",
};

const HOUR = 3_600;
const GAP_MINUTES = 180;
/** Of USP <1079.2>: activation energy over gas constant; and 0 °C. */
const KELVIN_OF_ACTIVATION = 10_000;
const KELVIN = 273.15;
const RATIONALE = hashOf("Stability data of the dossier") as Hex;

const describe = ({ stays, gapAt }: Case): string =>
  stays.map(({ hours, celsius }) => `${hours} h at ${celsius} °C`).join(" and ") +
  (gapAt === undefined ? "" : " with a gap of 3 h");

/** The mean over time of what `f` makes of a temperature. */
const meanOf = (stays: readonly Stay[], f: (celsius: number) => number): number =>
  stays.reduce((sum, { hours, celsius }) => sum + hours * f(celsius), 0) /
  stays.reduce((sum, { hours }) => sum + hours, 0);

/** In floating point: the figure that the chain's integers are compared with. */
const kineticMean = (stays: readonly Stay[]): number => {
  const rate = meanOf(stays, (celsius) => Math.exp(-KELVIN_OF_ACTIVATION / (celsius + KELVIN)));
  return -KELVIN_OF_ACTIVATION / Math.log(rate) - KELVIN;
};

/** Hourly readings that ended an hour ago. */
const seriesOf = ({ stays, gapAt }: Case, now: number): ReadingSeries => {
  const deciC = stays.flatMap(({ hours, celsius }) => Array<number>(hours).fill(celsius * 10));
  const minutes = deciC.length * 60 + (gapAt === undefined ? 0 : GAP_MINUTES - 60);
  const { startedAt, readings } = evenSeries(now - minutes * 60, HOUR / 60, deciC);
  const gapped = readings.map((reading, i) =>
    i === gapAt ? { ...reading, minutesSincePrevious: GAP_MINUTES } : reading,
  );
  return { startedAt, readings: gapped };
};

type Judged = { readonly lot: StoryLot; readonly series: Hex };

/** Brings a series to the chain, which judges it and stops the lot in the same transaction. */
const judge = async (network: LocalNetwork, report: Report, which: Case, lot: StoryLot): Promise<Judged> => {
  const { actors, addresses, chain, contracts } = network;
  const series = await signReadings(
    actors.logger,
    seriesOf(which, await chain.now()),
    chain.chainId,
    addresses.AttesterRegistry,
  );
  const { readings, device, signature, payloadHash } = series;
  const reporter = { gln: GLN.manufacturer, sscc: NO_LOGISTIC_UNIT, contents: [] };
  const maker = contracts.coldChain.connect(actors.manufacturer);
  const receipt = await report.step(
    `A logger signed ${describe(which)}; the chain judged it`,
    async () => (await maker.evaluate(lot.details, reporter, readings, device, signature)).wait(),
    (mined) => ({ gas: mined?.gasUsed ?? 0n }),
  );
  const at = { blockTag: receipt?.blockNumber ?? "latest" };
  const judged = await contracts.coldChain.judgementOf(payloadHash, lot.id, at);
  const mean = meanOf(which.stays, (celsius) => celsius).toFixed(2);
  const kinetic = kineticMean(which.stays).toFixed(2);
  report.claim(
    `arithmetic mean ${mean}, mean kinetic temperature ${kinetic} °C, on chain in thousandths`,
    judged.mktMilliC,
    which.milliC,
  );
  const status = nameOf(EFFECTIVE_STATUSES, await contracts.batches.statusOfLot(lot.details, at));
  const stopped = which.verdict === "Conformant" ? "Active" : "Quarantined";
  report.claim(
    "verdict, and the lot in the same block",
    `${nameOf(VERDICTS, judged.verdict)}, ${status}`,
    `${which.verdict}, ${stopped}`,
  );
  return { lot, series: payloadHash };
};

/** What the quality person may decide, and what nobody may. */
const decide = async (
  network: LocalNetwork,
  report: Report,
  { warm, frozen }: { readonly warm: Judged; readonly frozen: Judged },
): Promise<void> => {
  const { actors, contracts } = network;
  const { coldChain } = contracts;
  const quality = coldChain.connect(actors.qualityPerson);
  const useAsIs = ({ lot, series }: Judged) =>
    [series, lot.details, NO_LOGISTIC_UNIT, Disposition.UseAsIs, RATIONALE] as const;
  const byMaker = coldChain.connect(actors.manufacturer).dispose.staticCall(...useAsIs(warm));
  report.claim(
    "use of the warm lot, by its maker's own key",
    await revertName(coldChain.interface, byMaker),
    "ColdChain_NotQualityPerson",
  );
  await report.step(
    "The quality person decided from stability data that the warm lot may be used as it is",
    () => gasOf(quality.dispose(...useAsIs(warm))),
    (gas) => ({ gas }),
  );
  const status = async ({ lot }: Judged) =>
    nameOf(EFFECTIVE_STATUSES, await contracts.batches.statusOfLot(lot.details));
  report.claim("the warm lot", await status(warm), "Active");
  report.claim(
    "use of the frozen lot, by the quality person",
    await revertName(coldChain.interface, quality.dispose.staticCall(...useAsIs(frozen))),
    "ColdChain_NotDisposable",
  );
  const lift = liftQuarantine(frozen.lot.details, "MonitorReject", GLN.manufacturer as Gln, RATIONALE);
  report.claim(
    "its maker lifts the quarantine",
    await refusal(network, actors.manufacturer, lift),
    "BatchLedger_NotLiftable",
  );
  report.claim("the frozen lot", await status(frozen), "Quarantined");
};

/** Six series are judged by the rules of USP <1079.2>, in integers, on chain. */
export const playColdChain = async (network: LocalNetwork, report: Report): Promise<void> => {
  report.story("Cold chain: hourly series judged on chain, vaccine at 2-8 °C and tablets at 20-25 °C");
  const cases = [MILD, WARM, FROZEN, GAPPED, HOT_DAY, HOT_HOURS];
  const lots = cases.map(({ gtin, lot }) => makeLot(gtin, lot));
  await report.step(
    "Six lots were made and released",
    () => bringToTrade(network, lots),
    (gas) => ({ gas }),
  );
  const judged = new Map<Case, Judged>();
  for (const [i, which] of cases.entries())
    judged.set(which, await judge(network, report, which, lots[i] as StoryLot));
  await decide(network, report, {
    warm: judged.get(WARM) as Judged,
    frozen: judged.get(FROZEN) as Judged,
  });
};

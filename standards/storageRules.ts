// What ColdChain finds of a series of readings, off chain and integer for integer: a dry run before anything is signed
// away. The rules are stated in IColdChain.
import { reactionRate, temperatureOfRate } from "./meanKineticTemperature.ts";
import { Verdict } from "./provenance.ts";
import { assertSeries, type Reading, type ReadingSeries } from "./readings.ts";

/** Temperatures in tenths of a degree, the limit in thousandths; see IColdChain. */
export type StorageProfile = {
  readonly minDeciC: number;
  readonly maxDeciC: number;
  readonly excursionMinDeciC: number;
  readonly excursionMaxDeciC: number;
  readonly spikeMaxDeciC: number;
  readonly excursionMinutes: number;
  readonly spikeMinutes: number;
  readonly windowMinutes: number;
  readonly mktLimitMilliC: number;
  readonly maxGapMinutes: number;
  readonly probeMinutes: number;
  readonly freezeSensitive: boolean;
};

export type Assessment = {
  /** One of `Verdict`. */
  readonly verdict: number;
  readonly mktMilliC: number;
  readonly minDeciC: number;
  readonly maxDeciC: number;
  readonly probeMinMilliC: number;
  readonly probeMaxMilliC: number;
  /** Whether a person should look at it. */
  readonly review: boolean;
  /** Unix seconds. */
  readonly startedAt: number;
  /** Time of the last reading. */
  readonly endedAt: number;
  readonly count: number;
};

/** A temperature and how long it lasted. */
type Stay = { readonly deciC: number; readonly minutes: number };

type Tally = {
  readonly stays: readonly Stay[];
  readonly minDeciC: number;
  readonly maxDeciC: number;
  readonly mktMilliC: number;
  readonly greatestGap: number;
};

const CLOSE_DECI_C = 10;
const MILLI_OF_A_TENTH = 100;
const NANO_OF_A_TENTH = 100_000_000n;
const NANO_OF_A_THOUSANDTH = 1_000_000n;

/** A reading stands for the time up to the next one, the last for as long as the one before it. */
const staysOf = (readings: readonly Reading[]): Stay[] =>
  readings.map(({ deciCelsius: deciC, minutesSincePrevious }, i) => ({
    deciC,
    minutes: readings[i + 1]?.minutesSincePrevious ?? minutesSincePrevious,
  }));

/** Mean kinetic temperature of the worst window: windows end where a stay ends; a shorter series is one window. */
const worstMkt = (stays: readonly Stay[], windowMinutes: number): number => {
  const rates = new Map<number, bigint>();
  const rateOf = (deciC: number): bigint => {
    const rate = rates.get(deciC) ?? reactionRate(deciC);
    rates.set(deciC, rate);
    return rate;
  };
  let [first, span, sum, greatest, whole] = [0, 0, 0n, 0n, false];
  const oldest = (): Stay => stays[first] as Stay;
  for (const { deciC, minutes } of stays) {
    span += minutes;
    sum += rateOf(deciC) * BigInt(minutes);
    while (span - oldest().minutes >= windowMinutes) {
      span -= oldest().minutes;
      sum -= rateOf(oldest().deciC) * BigInt(oldest().minutes);
      first++;
    }
    if (span < windowMinutes) continue;
    const inside = sum - rateOf(oldest().deciC) * BigInt(span - windowMinutes);
    if (inside > greatest) greatest = inside;
    whole = true;
  }
  return temperatureOfRate(whole ? greatest / BigInt(windowMinutes) : sum / BigInt(span));
};

const toMilli = (nanoC: bigint): number => {
  const half = NANO_OF_A_THOUSANDTH / 2n;
  return Number((nanoC + (nanoC < 0n ? -half : half)) / NANO_OF_A_THOUSANDTH);
};

/** Extremes of the buffered probe (BufferedProbe), thousandths of a degree. */
const probeExtremes = (stays: readonly Stay[], probeMinutes: number): readonly [number, number] => {
  let nanoC = BigInt(stays[0]?.deciC ?? 0) * NANO_OF_A_TENTH;
  let [least, greatest] = [nanoC, nanoC];
  for (const { deciC, minutes } of stays) {
    const step = (BigInt(deciC) * NANO_OF_A_TENTH - nanoC) * BigInt(minutes);
    nanoC += step / BigInt(probeMinutes + minutes);
    if (nanoC < least) least = nanoC;
    if (nanoC > greatest) greatest = nanoC;
  }
  return [toMilli(least), toMilli(greatest)];
};

const timeWhere = (stays: readonly Stay[], holds: (deciC: number) => boolean): number =>
  stays.reduce((sum, { deciC, minutes }) => (holds(deciC) ? sum + minutes : sum), 0);

/** The verdict if every bound of temperature were wider by `slack`. */
const verdictOf = (profile: StorageProfile, tally: Tally, slack: number): number => {
  const { stays, minDeciC: least, maxDeciC: greatest } = tally;
  if (profile.freezeSensitive && least < -slack) return Verdict.Reject;
  if (least < profile.excursionMinDeciC - slack || greatest > profile.spikeMaxDeciC + slack)
    return Verdict.Excursion;
  if (tally.mktMilliC > profile.mktLimitMilliC + slack * MILLI_OF_A_TENTH) return Verdict.Excursion;
  const outside = timeWhere(
    stays,
    (deciC) => deciC > profile.maxDeciC + slack || deciC < profile.minDeciC - slack,
  );
  const spike = timeWhere(stays, (deciC) => deciC > profile.excursionMaxDeciC + slack);
  if (outside >= profile.excursionMinutes || spike >= profile.spikeMinutes) return Verdict.Excursion;
  return tally.greatestGap > profile.maxGapMinutes ? Verdict.Indeterminate : Verdict.Conformant;
};

/** What the contract's `assess` returns for these readings under this profile. */
export const assessReadings = (profile: StorageProfile, series: ReadingSeries): Assessment => {
  assertSeries(series);
  const { startedAt, readings } = series;
  const stays = staysOf(readings);
  const values = readings.map(({ deciCelsius }) => deciCelsius);
  const gaps = readings.map(({ minutesSincePrevious }) => minutesSincePrevious);
  const tally: Tally = {
    stays,
    minDeciC: values.reduce((a, b) => Math.min(a, b)),
    maxDeciC: values.reduce((a, b) => Math.max(a, b)),
    mktMilliC: worstMkt(stays, profile.windowMinutes),
    greatestGap: gaps.reduce((a, b) => Math.max(a, b)),
  };
  const [probeMinMilliC, probeMaxMilliC] = probeExtremes(stays, profile.probeMinutes);
  const verdict = verdictOf(profile, tally, 0);
  const isClose = [CLOSE_DECI_C, -CLOSE_DECI_C].some((slack) => verdictOf(profile, tally, slack) !== verdict);
  const buffered =
    probeMinMilliC < profile.minDeciC * MILLI_OF_A_TENTH ||
    probeMaxMilliC > profile.maxDeciC * MILLI_OF_A_TENTH;
  return {
    verdict,
    mktMilliC: tally.mktMilliC,
    minDeciC: tally.minDeciC,
    maxDeciC: tally.maxDeciC,
    probeMinMilliC,
    probeMaxMilliC,
    review: buffered || isClose,
    startedAt,
    endedAt: startedAt + 60 * gaps.reduce((a, b) => a + b),
    count: readings.length,
  };
};

import { expect } from "chai";
import fc from "fast-check";
import { emaCenti } from "../../models/coldchain-integrity-SIMULATED/statistics.ts";
import { CCT_PROFILE, CRT_PROFILE } from "../../scripts/local/supply.ts";
import { Verdict } from "../../standards/provenance.ts";
import { evenSeries } from "../../standards/readings.ts";
import { assessReadings } from "../../standards/storageRules.ts";
import { codeOf } from "./errorOf.ts";

const START = 1_772_265_600;
const hourly = (...stays: readonly (readonly [hours: number, deciC: number])[]) =>
  evenSeries(
    START,
    60,
    stays.flatMap(([hours, deciC]) => Array<number>(hours).fill(deciC)),
  );

const readings = fc.array(
  fc.record({
    minutes: fc.integer({ min: 1, max: 600 }),
    deciCelsius: fc.integer({ min: -300, max: 500 }),
  }),
  { minLength: 2, maxLength: 40 },
);
const toSeries = (drawn: readonly { minutes: number; deciCelsius: number }[]) => ({
  startedAt: START,
  readings: drawn.map(({ minutes, deciCelsius }, i) => ({
    minutesSincePrevious: i === 0 ? 0 : minutes,
    deciCelsius,
  })),
});
type Drawn = readonly { minutes: number; deciCelsius: number }[];
const minutesAt = (drawn: Drawn, i: number): number => (drawn[i + 1] ?? drawn[i])?.minutes ?? 0;

describe("storage rules", () => {
  it("give the verdicts of the scenario", () => {
    const verdictAndMkt = (series: ReturnType<typeof hourly>, profile = CCT_PROFILE) => {
      const { verdict, mktMilliC } = assessReadings(profile, series);
      return [verdict, mktMilliC];
    };
    expect(verdictAndMkt(hourly([20, 50], [4, 140]))).to.deep.equal([Verdict.Conformant, 7_328]);
    expect(verdictAndMkt(hourly([16, 50], [8, 140]))).to.deep.equal([Verdict.Excursion, 9_145]);
    expect(verdictAndMkt(hourly([22, 50], [2, -10]))).to.deep.equal([Verdict.Reject, 4_639]);
    const warmDay = hourly([696, 240], [24, 390]);
    expect(verdictAndMkt(warmDay, CRT_PROFILE)).to.deep.equal([Verdict.Excursion, 25_119]);
    const warmHours = hourly([716, 240], [4, 390]);
    expect(verdictAndMkt(warmHours, CRT_PROFILE)).to.deep.equal([Verdict.Conformant, 24_196]);
  });

  it("know a gap", () => {
    const { startedAt, readings: even } = hourly([24, 50]);
    const gap = even.map((reading, i) => (i === 9 ? { ...reading, minutesSincePrevious: 180 } : reading));
    expect(assessReadings(CCT_PROFILE, { startedAt, readings: gap }).verdict).to.equal(Verdict.Indeterminate);
  });

  it("work out a mean kinetic temperature that floating point confirms to a hundredth of a degree", () => {
    const longWindow = { ...CCT_PROFILE, windowMinutes: 2 ** 31 };
    fc.assert(
      fc.property(readings, (drawn) => {
        let [sum, time] = [0, 0];
        drawn.forEach(({ deciCelsius }, i) => {
          sum += minutesAt(drawn, i) * Math.exp(-10_000 / (273.15 + deciCelsius / 10));
          time += minutesAt(drawn, i);
        });
        const expected = 10_000 / -Math.log(sum / time) - 273.15;
        expect(assessReadings(longWindow, toSeries(drawn)).mktMilliC / 1_000).to.be.closeTo(expected, 0.001);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it("show a buffered probe that floating point confirms", () => {
    fc.assert(
      fc.property(readings, fc.integer({ min: 1, max: 65_535 }), (drawn, probeMinutes) => {
        let y = (drawn[0]?.deciCelsius ?? 0) / 10;
        let [least, greatest] = [y, y];
        drawn.forEach(({ deciCelsius }, i) => {
          y += ((deciCelsius / 10 - y) * minutesAt(drawn, i)) / (probeMinutes + minutesAt(drawn, i));
          [least, greatest] = [Math.min(least, y), Math.max(greatest, y)];
        });
        const found = assessReadings({ ...CCT_PROFILE, probeMinutes }, toSeries(drawn));
        expect(found.probeMinMilliC / 1_000).to.be.closeTo(least, 0.0011);
        expect(found.probeMaxMilliC / 1_000).to.be.closeTo(greatest, 0.0011);
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it("come close to Newton's law of cooling when readings are frequent", () => {
    const minutes = 600;
    const { probeMaxMilliC } = assessReadings(
      CCT_PROFILE,
      evenSeries(START, 1, [40, ...Array<number>(minutes - 1).fill(140)]),
    );
    expect(probeMaxMilliC / 1_000).to.be.closeTo(14 - 10 * Math.exp(-(minutes - 1) / 150), 0.02);
  });

  it("show the probe that the integrity network sees, for a reading every ten minutes", () => {
    const log = fc.array(fc.integer({ min: -200, max: 300 }), { minLength: 2, maxLength: 288 });
    fc.assert(
      fc.property(log, (deciC) => {
        const buffered = emaCenti(deciC).map((centi) => centi / 100);
        const { probeMinMilliC, probeMaxMilliC } = assessReadings(CCT_PROFILE, evenSeries(START, 10, deciC));
        expect(probeMinMilliC / 1_000).to.be.closeTo(Math.min(...buffered), 0.015);
        expect(probeMaxMilliC / 1_000).to.be.closeTo(Math.max(...buffered), 0.015);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("call a verdict close if it would change with readings a degree off", () => {
    const review = (...stays: readonly (readonly [number, number])[]) =>
      assessReadings(CCT_PROFILE, hourly(...stays)).review;
    expect(review([24, 50])).to.equal(false);
    expect(review([24, 70])).to.equal(false);
    expect(review([24, 71])).to.equal(true);
    expect(review([23, 50], [1, 30])).to.equal(false);
    expect(review([23, 50], [1, 29])).to.equal(true);
    expect(review([23, 50], [1, -1])).to.equal(true);
  });

  it("take no series that the contract refuses", () => {
    expect(codeOf(() => assessReadings(CCT_PROFILE, hourly([1, 50])))).to.equal(
      "READINGS_COUNT_OUT_OF_RANGE",
    );
  });
});

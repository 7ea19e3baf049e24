import { expect } from "chai";
import fc from "fast-check";
import { boundedSearch } from "../../../client/demand/boundedSearch.ts";
import { type DemandForecast, forecastDemand, seasonalNaive } from "../../../client/demand/forecastDemand.ts";
import { codeOf } from "../../standards/errorOf.ts";

const SEASON = 12;
const YEARS = 8;

/** Numbers in [0, 1), the same in every run (mulberry32). */
const seeded = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Months of packs: a level, a trend, a year's shape, and noise of some 8 %. */
const makeSeries = (seed: number, months: number): number[] => {
  const draw = seeded(seed);
  const [level, slope, height, phase] = [500 + 1500 * draw(), 12 * draw() - 4, 0.3 * draw(), 12 * draw()];
  return Array.from({ length: months }, (_, t) => {
    const normal = Array.from({ length: 12 }, draw).reduce((sum, x) => sum + x, -6);
    const shape = 1 + height * Math.sin((2 * Math.PI * (t + phase)) / SEASON);
    return Math.max(0, Math.round((level + slope * t) * shape + 0.08 * level * normal));
  });
};

const absolute = ({ values }: DemandForecast, actuals: readonly number[]): number =>
  actuals.reduce((sum, actual, i) => sum + Math.abs(actual - (values[i] ?? 0)), 0);

describe("forecasts of demand", () => {
  it("are not worse than the seasonal naive on forty generated series, a year ahead", () => {
    let [smoothed, naive] = [0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      const all = makeSeries(seed, (YEARS + 1) * SEASON);
      const [known, actuals] = [all.slice(0, YEARS * SEASON), all.slice(YEARS * SEASON)];
      smoothed += absolute(forecastDemand(known, { steps: SEASON, season: SEASON }), actuals);
      naive += absolute(seasonalNaive(known, { steps: SEASON, season: SEASON }), actuals);
    }
    expect(smoothed).to.be.lessThan(naive);
  });

  it("follow a series without noise to the pack: constant, a line, a line with seasons", () => {
    const steps = 6;
    const check = (of: (t: number) => number, season: number, within: number) => {
      const series = Array.from({ length: 60 }, (_, t) => of(t));
      const { values, model } = forecastDemand(series, { steps, season });
      for (const [h, value] of values.entries())
        expect(value, `${model}, step ${h}`).to.be.closeTo(of(60 + h), within);
    };
    check(() => 250, 1, 0);
    check((t) => 100 + 7 * t, 1, 1);
    check((t) => 900 + 3 * t + ([50, -20, 10, -40][t % 4] ?? 0), 4, 3);
  });

  it("choose a model with seasons where there are some, and none where there are not", () => {
    const seasonal = Array.from(
      { length: 96 },
      (_, t) => 1000 + Math.round(400 * Math.sin((Math.PI * t) / 6)),
    );
    expect(forecastDemand(seasonal, { steps: 1, season: 12 }).model).to.include("seasonal");
    const draw = seeded(9);
    const flat = Array.from({ length: 96 }, () => Math.round(1000 + 100 * draw()));
    expect(forecastDemand(flat, { steps: 1, season: 12 }).model).to.equal("simple");
  });

  it("are whole packs that the contract takes, and the same again, whatever the series", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 12, maxLength: 60 }),
        fc.integer({ min: 1, max: 30 }),
        (series, steps) => {
          const { values } = forecastDemand(series, { steps, season: 12 });
          expect(values).to.have.length(steps);
          for (const value of values)
            expect(value)
              .to.satisfy(Number.isInteger)
              .and.be.within(0, 2 ** 32 - 1);
          expect(forecastDemand(series, { steps, season: 12 }).values).to.deep.equal(values);
        },
      ),
      { seed: 3, numRuns: 40 },
    );
  });

  it("repeat the last season where a series is too short for anything else", () => {
    const forecast = forecastDemand([5, 9], { steps: 3, season: 2 });
    expect(forecast).to.deep.equal({ model: "seasonal naive", values: [5, 9, 5] });
  });

  it("are refused for what is no series of packs", () => {
    const refusal = (series: number[], season = 1, steps = 1) =>
      codeOf(() => forecastDemand(series, { steps, season }));
    for (const series of [[], [1.5], [-1], [2 ** 32], [Number.NaN]])
      expect(refusal(series)).to.equal("DEMAND_SERIES_REFUSED");
    expect(refusal([1, 2, 3], 4)).to.equal("DEMAND_SERIES_REFUSED");
    expect(refusal([1, 2, 3], 0)).to.equal("DEMAND_SERIES_REFUSED");
    expect(refusal([1, 2, 3], 1, 0)).to.equal("DEMAND_SERIES_REFUSED");
  });

  it("search within the box", () => {
    const found = boundedSearch([0.5, 0.5], ([x = 0, y = 0]) => (x - 0.3) ** 2 + (y - 1.4) ** 2);
    expect(found[0]).to.be.closeTo(0.3, 0.002);
    expect(found[1]).to.equal(1);
  });
});

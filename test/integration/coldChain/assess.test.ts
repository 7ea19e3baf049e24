import { expect } from "chai";
import { CRT_PROFILE } from "../../../scripts/local/supply.ts";
import { decodeReadings, encodeReadings, type ReadingSeries } from "../../../standards/readings.ts";
import { type Assessment, assessReadings, type StorageProfile } from "../../../standards/storageRules.ts";
import { AccessManager__factory, ColdChain__factory } from "../../../types/index.ts";
import { createIntegers } from "../../oracle/inference/helpers.ts";
import { testChain } from "../../support/chain.ts";

const PROFILES = 10;
const SERIES_EACH = 100;
const START = 1_700_000_000;

type Draw = (low: number, high: number) => number;

/** Nested bounds anywhere, lengths short and long, so that every verdict occurs. */
const drawProfile = (draw: Draw): StorageProfile => {
  const minDeciC = draw(-50, 200);
  const maxDeciC = minDeciC + draw(0, 60);
  const excursionMaxDeciC = maxDeciC + draw(0, 80);
  return {
    minDeciC,
    maxDeciC,
    excursionMinDeciC: minDeciC - draw(0, 60),
    excursionMaxDeciC,
    spikeMaxDeciC: excursionMaxDeciC + draw(0, 100),
    excursionMinutes: draw(1, 5_000),
    spikeMinutes: draw(1, 1_000),
    windowMinutes: draw(1, 5_000),
    mktLimitMilliC: maxDeciC * 100 + draw(-1_000, 3_000),
    maxGapMinutes: draw(20, 200),
    probeMinutes: draw(1, 600),
    freezeSensitive: draw(0, 1) === 1,
  };
};

/** Around the profile's band, at even or uneven intervals, now and then far out. */
const drawSeries = (draw: Draw, { minDeciC, maxDeciC }: StorageProfile): ReadingSeries => {
  const width = draw(0, 1) === 0 ? 15 : draw(20, 150);
  const longest = draw(0, 3) === 0 ? 300 : draw(1, 60);
  const readings = Array.from({ length: draw(2, 60) }, (_, i) => ({
    minutesSincePrevious: i === 0 ? 0 : draw(1, longest),
    deciCelsius:
      draw(0, 200) === 0 ? draw(-1_000, 1_000) : draw(minDeciC + 10 - width, maxDeciC - 10 + width),
  }));
  return { startedAt: START, readings };
};

describe("storage rules on chain and off chain", function () {
  this.timeout(300_000);

  it(`agree on ${PROFILES * SERIES_EACH} random series, integer for integer`, async () => {
    const { provider } = await testChain();
    const deployer = await provider.getSigner(0);
    const manager = await new AccessManager__factory(deployer).deploy(deployer.address);
    const nobody = deployer.address;
    const coldChain = await new ColdChain__factory(deployer).deploy(manager, nobody, nobody, nobody);
    const integer = createIntegers(2_026);
    const met = new Set<string>();
    for (let id = 1; id <= PROFILES; id++) {
      const profile = id === PROFILES ? CRT_PROFILE : drawProfile(integer);
      await (await coldChain.defineProfile(id, profile)).wait();
      for (let i = 0; i < SERIES_EACH; i++) {
        const bytes = encodeReadings(drawSeries(integer, profile));
        const onChain = await coldChain.assess(id, bytes);
        const expected = assessReadings(profile, decodeReadings(bytes));
        const found = Object.fromEntries(
          (Object.keys(expected) as (keyof Assessment)[]).map((key) => {
            const value = onChain[key];
            return [key, typeof value === "bigint" ? Number(value) : value];
          }),
        );
        expect(found, `profile ${id}, series ${i}`).to.deep.equal(expected);
        met.add(`${expected.verdict}${expected.review}`);
      }
    }
    // Every verdict, with and without a call for a person.
    expect([...met].sort().join()).to.equal("1false,1true,2false,2true,3false,3true,4false,4true");
  });
});

import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { commitForecast } from "../../client/demand/commitForecast.ts";
import { writeForecast } from "../../client/demand/forecastFile.ts";
import { openForecast } from "../../client/demand/openForecast.ts";
import { readForecast } from "../../client/demand/readForecast.ts";
import { reportActuals } from "../../client/demand/reportActuals.ts";
import {
  type SealedForecast,
  sealedForecastShape,
  sealForecast,
} from "../../client/demand/sealedForecast.ts";
import { GLN, GTIN } from "../../scripts/local/supply.ts";
import { TheriacError } from "../../standards/errors.ts";
import { forecastIdOf, scoreForecast } from "../../standards/forecast.ts";
import type { Gln, Gtin } from "../../standards/gs1/keys.ts";
import { testChain } from "../support/chain.ts";
import { type SetUpFixture, setUp } from "../support/fixtures.ts";

const DAY = 86_400;
const MOST = 2 ** 32 - 1;

const load = async (): Promise<SetUpFixture> => (await testChain()).load(setUp);

const seal = async ({ chain }: SetUpFixture, values: readonly number[]): Promise<SealedForecast> => {
  const startsAt = (await chain.now()) + DAY;
  const endsAt = startsAt + values.length * DAY;
  const [forecaster, reporter] = [GLN.manufacturer as Gln, GLN.wholesaler as Gln];
  return sealForecast({ forecaster, reporter, gtin: GTIN as Gtin, startsAt, endsAt }, values);
};

const nowhere = async (): Promise<void> => {};

const codeOf = async (given: Promise<unknown>): Promise<string | undefined> => {
  try {
    await given;
    return undefined;
  } catch (error) {
    if (error instanceof TheriacError) return error.code;
    throw error;
  }
};

describe("forecasts of demand", () => {
  it("are kept before they are committed, and scored as the codec scores", async () => {
    const fixture = await load();
    const { contracts, actors, chain } = fixture;
    const cases: [number[], number[]][] = [
      [
        [100, 120, 80, 90],
        [110, 100, 90, 100],
      ],
      [
        [0, 0],
        [7, 3],
      ],
      [
        [MOST, MOST, MOST],
        [0, 1, 0],
      ],
      [[3], [MOST]],
      [
        [0, 0],
        [0, 0],
      ],
      [
        [0, 1],
        [0, 0],
      ],
      [
        [12, 12],
        [12, 12],
      ],
    ];
    for (const [values, actuals] of cases) {
      const sealed = await seal(fixture, values);
      const file = path.join(await mkdtemp(path.join(tmpdir(), "forecast-")), "sealed.json");
      const { id } = await commitForecast(contracts, actors.manufacturer, sealed, async (forecast) => {
        expect((await readForecast(contracts, forecastIdOf(sealed.terms))).state).to.equal("none");
        await writeForecast(file, forecast);
      });
      expect((await stat(file)).mode & 0o077).to.equal(0);
      const kept = sealedForecastShape.parse(JSON.parse(await readFile(file, "utf8")));
      expect(kept).to.deep.equal(sealed);

      await chain.advance(sealed.terms.endsAt - (await chain.now()));
      expect(await codeOf(openForecast(contracts, actors.relayer, kept))).to.equal("DEMAND_NOT_REPORTED");
      await reportActuals(contracts, actors.wholesaler, id, actuals);
      const { wapeBps, biasBps } = await openForecast(contracts, actors.relayer, kept);
      const { state, ...scored } = await readForecast(contracts, id);
      expect(state).to.equal("scored");
      expect({ wapeBps, biasBps }).to.deep.equal(scoreForecast(values, actuals));
      expect({ wapeBps: scored.wapeBps, biasBps: scored.biasBps }).to.deep.equal({ wapeBps, biasBps });
    }
  });

  it("are not sent if they cannot be kept, nor twice", async () => {
    const fixture = await load();
    const { contracts, actors } = fixture;
    const sealed = await seal(fixture, [5, 6]);
    const full = commitForecast(contracts, actors.manufacturer, sealed, () =>
      Promise.reject(new Error("disk")),
    );
    await full.then(
      () => expect.fail("sent what was not kept"),
      (error: Error) => expect(error.message).to.equal("disk"),
    );
    expect((await readForecast(contracts, forecastIdOf(sealed.terms))).state).to.equal("none");
    const first = await commitForecast(contracts, actors.manufacturer, sealed, nowhere);
    const again = await commitForecast(contracts, actors.manufacturer, sealed, nowhere);
    expect(first.transaction).to.match(/^0x/);
    expect(again).to.deep.equal({ id: first.id, transaction: undefined });
    const other = { ...sealed, values: [6, 5] };
    expect(await codeOf(commitForecast(contracts, actors.manufacturer, other, nowhere))).to.equal(
      "OTHER_FORECAST",
    );
  });
});

import { expect } from "chai";
import { CRT_PROFILE_ID, GLN } from "../../../scripts/local/supply.ts";
import { Disposition, EffectiveStatus, QuarantineOrder, Verdict } from "../../../standards/provenance.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { testChain } from "../../support/chain.ts";
import {
  CRT_TABLET,
  hourly,
  judge,
  type ReleasedLot,
  registerProduct,
  releaseLot,
  VACCINE,
} from "../../support/coldChain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { revertOf } from "../../support/reverts.ts";

const NO_LOGISTIC_UNIT = 0n;

describe("P-8: cold chain by the figures", function () {
  this.timeout(120_000);
  let fixture: Staffed;

  beforeEach(async () => {
    fixture = await (await testChain()).load(staffed);
  });

  const statusOf = async ({ details }: ReleasedLot) =>
    Number(await fixture.contracts.batches.statusOfLot(details));
  const dispose = async ({ details }: ReleasedLot, series: string, disposition: number) =>
    fixture.contracts.coldChain
      .connect(fixture.actors.qualityPerson)
      .dispose(series, details, NO_LOGISTIC_UNIT, disposition, randomWord());

  /** What a fresh lot of vaccine gets for these hours. */
  const vaccineOf = async (
    ...stays: Parameters<typeof hourly> extends [unknown, ...infer Rest] ? Rest : never
  ) => {
    await registerProduct(fixture, VACCINE);
    const lot = await releaseLot(fixture, VACCINE, "VAX26A01");
    return { lot, ...(await judge(fixture, lot, await hourly(fixture, ...stays))) };
  };

  it("20 h at 5 and 4 h at 14 degrees: 7.33, conformant; nothing is stopped and nothing released", async () => {
    const { lot, judgement } = await vaccineOf([20, 50], [4, 140]);
    expect([Number(judgement.verdict), Number(judgement.mktMilliC)]).to.deep.equal([
      Verdict.Conformant,
      7_328,
    ]);
    expect(await statusOf(lot)).to.equal(EffectiveStatus.Active);
  });

  it("16 h at 5 and 8 h at 14 degrees: 8.00 on average, yet 9.14, an excursion until the quality person decides", async () => {
    expect((16 * 50 + 8 * 140) / 24).to.equal(80);
    const { lot, judgement, signed } = await vaccineOf([16, 50], [8, 140]);
    expect([Number(judgement.verdict), Number(judgement.mktMilliC)]).to.deep.equal([
      Verdict.Excursion,
      9_145,
    ]);
    expect(await statusOf(lot)).to.equal(EffectiveStatus.Quarantined);
    await (await dispose(lot, signed.payloadHash, Disposition.UseAsIs)).wait();
    expect(await statusOf(lot)).to.equal(EffectiveStatus.Active);
  });

  it("22 h at 5 and 2 h at -1 degrees: 4.64 and frozen, rejected, never used as it is", async () => {
    const { lot, judgement, signed } = await vaccineOf([22, 50], [2, -10]);
    expect([Number(judgement.verdict), Number(judgement.mktMilliC)]).to.deep.equal([Verdict.Reject, 4_639]);
    expect(await revertOf(dispose(lot, signed.payloadHash, Disposition.UseAsIs))).to.equal(
      "ColdChain_NotDisposable",
    );
    const lift = fixture.contracts.batches
      .connect(fixture.actors.manufacturer)
      .liftQuarantine(lot.details, QuarantineOrder.MonitorReject, GLN.manufacturer, randomWord());
    expect(await revertOf(lift)).to.equal("BatchLedger_NotLiftable");
    expect(await statusOf(lot)).to.equal(EffectiveStatus.Quarantined);
  });

  it("a gap of three hours: indeterminate, which waits for the quality person too", async () => {
    await registerProduct(fixture, VACCINE);
    const lot = await releaseLot(fixture, VACCINE, "VAX26A01");
    const { startedAt, readings } = await hourly(fixture, [24, 50]);
    const gap = readings.map((reading, i) =>
      i === 12 ? { ...reading, minutesSincePrevious: 180 } : reading,
    );
    const { judgement, signed } = await judge(fixture, lot, { startedAt: startedAt - 7_200, readings: gap });
    expect(Number(judgement.verdict)).to.equal(Verdict.Indeterminate);
    expect(await statusOf(lot)).to.equal(EffectiveStatus.Quarantined);
    await (await dispose(lot, signed.payloadHash, Disposition.Reject)).wait();
    expect(await revertOf(dispose(lot, signed.payloadHash, Disposition.UseAsIs))).to.equal(
      "ColdChain_NotDisposable",
    );
    expect(await statusOf(lot)).to.equal(EffectiveStatus.Quarantined);
  });

  it("thirty days at 24 degrees: 25.12 with a day at 39, 24.20 with four hours of it", async () => {
    await registerProduct(fixture, CRT_TABLET, CRT_PROFILE_ID);
    const lot = await releaseLot(fixture, CRT_TABLET, "LOT26C01");
    const hours = await judge(fixture, lot, await hourly(fixture, [716, 240], [4, 390]));
    expect([Number(hours.judgement.verdict), Number(hours.judgement.mktMilliC)]).to.deep.equal([
      Verdict.Conformant,
      24_196,
    ]);
    expect(await statusOf(lot)).to.equal(EffectiveStatus.Active);
    const day = await judge(fixture, lot, await hourly(fixture, [696, 240], [24, 390]));
    expect([Number(day.judgement.verdict), Number(day.judgement.mktMilliC)]).to.deep.equal([
      Verdict.Excursion,
      25_119,
    ]);
    expect(await statusOf(lot)).to.equal(EffectiveStatus.Quarantined);
  });
});

import { expect } from "chai";
import { GLN } from "../../../scripts/local/supply.ts";
import { encodeScores, Mode, Provenance } from "../../../standards/inference.ts";
import { EffectiveStatus, Flag } from "../../../standards/provenance.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { testChain } from "../../support/chain.ts";
import {
  hourly,
  judge,
  type ReleasedLot,
  registerProduct,
  releaseLot,
  VACCINE,
} from "../../support/coldChain.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { answerTo, ask, fulfil } from "../../support/requests.ts";

const CALLBACK_GAS = 300_000;
const DAY = 86_400;

describe("P-10: a hold of the oracle that nobody confirms lifts itself", function () {
  this.timeout(120_000);
  let fixture: Staffed;
  let lot: ReleasedLot;

  const statusOf = async () => Number(await fixture.contracts.batches.statusOfLot(lot.details));

  /** The integrity network suspects a series by which the lot conforms. */
  beforeEach(async () => {
    fixture = await (await testChain()).load(staffed);
    const { contracts, addresses, models } = fixture;
    await registerProduct(fixture, VACCINE);
    lot = await releaseLot(fixture, VACCINE, "VAX26A01");
    const { signed } = await judge(fixture, lot, await hourly(fixture, [24, 50]));
    expect(await statusOf()).to.equal(EffectiveStatus.Active);
    const opened = await ask(fixture, {
      payloadHash: signed.payloadHash,
      provenance: Provenance.DEVICE_SIGNED,
      provenanceProof: signed.provenanceProof,
      mode: Mode.OPTIMISTIC,
      callback: { to: addresses.ColdChain, gasLimit: CALLBACK_GAS },
    });
    const suspicious = encodeScores([models.coldChain.manifest.decision.threshold]);
    await fulfil(fixture, opened, await answerTo(fixture, opened, suspicious));
    expect(Number((await contracts.coldChain.seriesOf(signed.payloadHash)).flag)).to.equal(Flag.Raised);
    expect((await contracts.coldChain.judgementOf(signed.payloadHash, lot.id)).review).to.equal(true);
    expect(await statusOf()).to.equal(EffectiveStatus.Quarantined);
  });

  it("after 72 hours", async () => {
    await fixture.chain.advance(3 * DAY - 60);
    expect(await statusOf()).to.equal(EffectiveStatus.Quarantined);
    await fixture.chain.advance(120);
    expect(await statusOf()).to.equal(EffectiveStatus.Active);
  });

  it("but stays once a person has confirmed it", async () => {
    const { contracts, actors, chain } = fixture;
    await chain.advance(2 * DAY);
    const regulator = contracts.batches.connect(actors.regulator);
    await (await regulator.confirmHold(lot.details, GLN.regulator, randomWord())).wait();
    await chain.advance(30 * DAY);
    expect(await statusOf()).to.equal(EffectiveStatus.Quarantined);
  });
});

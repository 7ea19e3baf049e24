import { expect } from "chai";
import { type ContractTransactionResponse, JsonRpcSigner } from "ethers";
import { GLN } from "../../../scripts/local/supply.ts";
import { ZERO_HASH } from "../../../standards/hex.ts";
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

const DAY = 86_400;

/** Lets the oracle's contract itself speak, as it does when operators have answered. */
const tell = async (
  { chain, addresses }: Staffed,
  act: (oracle: JsonRpcSigner) => Promise<ContractTransactionResponse>,
) => {
  const oracle = addresses.InferenceOracle;
  await chain.request("hardhat_impersonateAccount", [oracle]);
  await chain.request("hardhat_setBalance", [oracle, "0xde0b6b3a7640000"]);
  await (await act(new JsonRpcSigner(chain.provider, oracle))).wait();
  await chain.request("hardhat_stopImpersonatingAccount", [oracle]);
};

describe("P-10: a hold of the oracle that nobody confirms lifts itself", function () {
  this.timeout(120_000);
  let fixture: Staffed;
  let lot: ReleasedLot;

  const statusOf = async () => Number(await fixture.contracts.batches.statusOfLot(lot.details));

  /** The integrity network suspects a series by which the lot conforms. */
  beforeEach(async () => {
    fixture = await (await testChain()).load(staffed);
    const { contracts, models } = fixture;
    await registerProduct(fixture, VACCINE);
    lot = await releaseLot(fixture, VACCINE, "VAX26A01");
    const { signed } = await judge(fixture, lot, await hourly(fixture, [24, 50]));
    expect(await statusOf()).to.equal(EffectiveStatus.Active);
    const told = {
      requester: fixture.actors.clinic.address,
      modelId: models.coldChain.id,
      payloadHash: signed.payloadHash,
      inputCommitment: randomWord(),
      consentId: ZERO_HASH,
      provenance: Provenance.DEVICE_SIGNED,
      mode: Mode.OPTIMISTIC,
      isFinal: false,
      valueAtRisk: 0n,
      nonce: 1n,
      output: encodeScores([models.coldChain.manifest.decision.threshold]),
    };
    await tell(fixture, (oracle) => contracts.coldChain.connect(oracle).onInference(randomWord(), told));
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

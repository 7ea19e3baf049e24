// C-9: while consents are paused, a relayed grant reverts and a revocation succeeds.
import { expect } from "chai";
import { consentId, headerOf } from "../../../standards/consent.ts";
import { testChain } from "../../support/chain.ts";
import { giveConsent, newGrant, signGrant, signRevoke } from "../../support/consents.ts";
import { type Deployed, deployed } from "../../support/fixtures.ts";
import { revertOf } from "../../support/reverts.ts";

const load = async (): Promise<Deployed> => {
  const fixture = await (await testChain()).load(deployed);
  await (await fixture.contracts.consents.connect(fixture.guardian).setRelayedGrantsPaused(true)).wait();
  return fixture;
};

describe("C-9: consents while the guardian has paused them", () => {
  it("a grant that a relayer brings reverts, and leaves no trace", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const grant = await newGrant(fixture);
    const signature = await signGrant(fixture, grant);
    expect(await revertOf(consents.grantBySig.staticCall(headerOf(grant), signature))).to.equal(
      "ConsentRegistry_RelayedGrantsPaused",
    );
    expect((await consents.consentOf(consentId(grant))).state).to.equal(0n);
  });

  it("every way of revoking succeeds", async () => {
    const fixture = await load();
    const { contracts, guardian, actors, chain } = fixture;
    const { consents } = contracts;
    const pause = async (paused: boolean) =>
      (await consents.connect(guardian).setRelayedGrantsPaused(paused)).wait();
    await pause(false);
    const [first, second] = [await giveConsent(fixture), await giveConsent(fixture)];
    await pause(true);

    await (await consents.revokeBySig(first.id, await signRevoke(fixture, first.id))).wait();
    expect(await consents.isLive(first.id)).to.equal(false);

    const unrelayed = await newGrant(fixture);
    const id = consentId(unrelayed);
    await (await consents.revokeUnrelayedBySig(headerOf(unrelayed), await signRevoke(fixture, id))).wait();
    expect((await consents.consentOf(id)).state).to.equal(2n);

    // By its own transaction too: somebody lends the patient the gas.
    const funding = { to: actors.patient.address, value: 10n ** 18n };
    await (await actors.relayer.sendTransaction(funding)).wait();
    expect(await consents.isLive(second.id)).to.equal(true);
    await (await consents.connect(actors.patient).revoke(second.id)).wait();
    expect(await consents.isLive(second.id)).to.equal(false);
    await chain.advance(1);
    await (await consents.connect(actors.patient).revokeAll()).wait();
  });

  it("nobody can pause a patient's own transaction: it grants as ever", async () => {
    const fixture = await load();
    const { contracts, actors } = fixture;
    await (await actors.relayer.sendTransaction({ to: actors.patient.address, value: 10n ** 18n })).wait();
    const grant = await newGrant(fixture);
    const { termsHash, issuedAt, end, deadline } = headerOf(grant);
    await (await contracts.consents.connect(actors.patient).grant(termsHash, issuedAt, end, deadline)).wait();
    expect(await contracts.consents.isLive(consentId(grant))).to.equal(true);
  });
});

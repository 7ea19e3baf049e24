import { expect } from "chai";
import { Wallet } from "ethers";
import {
  CONSENT_GRANT_TYPES,
  CONSENT_REVOKE_ALL_TYPES,
  type ConsentGrant,
  consentId,
  consentRegistryDomain,
  headerOf,
  termsHash,
} from "../../standards/consent.ts";
import type { Hex } from "../../standards/hex.ts";
import { testChain } from "../support/chain.ts";
import { giveConsent, newGrant, signGrant, signRevoke } from "../support/consents.ts";
import { addressOf, type Staffed, staffed } from "../support/fixtures.ts";
import { revertOf } from "../support/reverts.ts";

const DAY = 86_400;

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

const relay = async ({ contracts }: Staffed, grant: ConsentGrant, signature: Hex): Promise<void> => {
  await (await contracts.consents.grantBySig(headerOf(grant), signature)).wait();
};

const signRevokeAll = async ({ chain, addresses, actors }: Staffed, issuedUpTo: number) =>
  actors.patient.signTypedData(
    consentRegistryDomain(chain.chainId, addresses.ConsentRegistry),
    CONSENT_REVOKE_ALL_TYPES,
    { signer: actors.patient.address, issuedUpTo },
  );

describe("a consent signed in TypeScript", () => {
  it("has the id that the registry computes, whatever its terms", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const grant = await newGrant(fixture);
    const { terms } = grant;
    const variants: ConsentGrant[] = [
      grant,
      { ...grant, terms: { ...terms, purposes: 2n ** 64n - 1n, duo: 1n, dataClasses: 2 ** 32 - 1 } },
      { ...grant, terms: { ...terms, policyMajor: 65_535, maxConfidentiality: 0 } },
      { ...grant, signer: Wallet.createRandom().address as Hex, end: grant.end - 1 },
    ];
    for (const variant of variants) {
      expect(await consents.consentIdOf(headerOf(variant))).to.equal(consentId(variant));
    }
    expect(new Set(variants.map(consentId)).size).to.equal(variants.length);
  });

  it("is live once any relayer brought it", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const { id, grant } = await giveConsent(fixture);
    expect(await consents.isLive(id)).to.equal(true);
    const [, signer, issuedAt, end] = await consents.consentOf(id);
    expect([signer, Number(issuedAt), Number(end)]).to.deep.equal([grant.signer, grant.issuedAt, grant.end]);
  });

  it("is live when the patient sends it without a signature", async () => {
    const fixture = await load();
    const { contracts, actors } = fixture;
    const grant = await newGrant(fixture, { signer: actors.clinic.address as Hex });
    const own = contracts.consents.connect(actors.clinic);
    await (await own.grant(termsHash(grant.terms), grant.issuedAt, grant.end, grant.deadline)).wait();
    expect(await contracts.consents.isLive(consentId(grant))).to.equal(true);
    await (await own.revoke(consentId(grant))).wait();
    expect(await contracts.consents.isLive(consentId(grant))).to.equal(false);
  });

  it("is live when a smart wallet accepts the owner's signature (ERC-1271), and not another's", async () => {
    const fixture = await load();
    const { contracts, wallet, actors } = fixture;
    const grant = await newGrant(fixture, { signer: await addressOf(wallet) });
    const stranger = await signGrant(fixture, grant, actors.hospital);
    const refused = contracts.consents.grantBySig.staticCall(headerOf(grant), stranger);
    expect(await revertOf(refused)).to.equal("ConsentRegistry_InvalidSignature");
    await relay(fixture, grant, await signGrant(fixture, grant, actors.patient));
    const id = consentId(grant);
    expect(await contracts.consents.isLive(id)).to.equal(true);
    await (await contracts.consents.revokeBySig(id, await signRevoke(fixture, id, actors.patient))).wait();
    expect(await contracts.consents.isLive(id)).to.equal(false);
  });

  it("is refused with any field changed after signing, or signed for another chain", async () => {
    const fixture = await load();
    const { contracts, actors, chain, addresses } = fixture;
    const grant = await newGrant(fixture);
    const signature = await signGrant(fixture, grant);
    const domain = consentRegistryDomain(chain.chainId + 1, addresses.ConsentRegistry);
    const elsewhere = await actors.patient.signTypedData(domain, CONSENT_GRANT_TYPES, grant);
    const { terms } = grant;
    const attempts: [ConsentGrant, string][] = [
      [{ ...grant, end: grant.end + 1 }, signature],
      [{ ...grant, deadline: grant.deadline + 1 }, signature],
      [{ ...grant, terms: { ...terms, purposes: terms.purposes | (1n << 40n) } }, signature],
      [{ ...grant, terms: { ...terms, grantee: actors.funder.address as Hex } }, signature],
      [grant, elsewhere],
    ];
    for (const [changed, signed] of attempts) {
      const refused = contracts.consents.grantBySig.staticCall(headerOf(changed), signed);
      expect(await revertOf(refused)).to.equal("ConsentRegistry_InvalidSignature");
    }
  });
});

describe("a revocation signed in TypeScript", () => {
  it("that arrives before the grant makes the later grant revert", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const grant = await newGrant(fixture);
    const id = consentId(grant);
    const signature = await signGrant(fixture, grant);
    await (await consents.revokeUnrelayedBySig(headerOf(grant), await signRevoke(fixture, id))).wait();
    const late = consents.grantBySig.staticCall(headerOf(grant), signature);
    expect(await revertOf(late)).to.equal("ConsentRegistry_AlreadyUsed");
    expect(await consents.isLive(id)).to.equal(false);
  });

  it("works while relayed grants are paused", async () => {
    const fixture = await load();
    const { contracts, guardian } = fixture;
    const [first, second] = [await giveConsent(fixture), await giveConsent(fixture)];
    const third = await newGrant(fixture);
    await (await contracts.consents.connect(guardian).setRelayedGrantsPaused(true)).wait();
    const granted = contracts.consents.grantBySig.staticCall(
      headerOf(third),
      await signGrant(fixture, third),
    );
    expect(await revertOf(granted)).to.equal("ConsentRegistry_RelayedGrantsPaused");
    const signature = await signRevoke(fixture, first.id);
    await (await contracts.consents.revokeBySig(first.id, signature)).wait();
    expect(await contracts.consents.isLive(first.id)).to.equal(false);
    const now = await fixture.chain.now();
    const all = await signRevokeAll(fixture, now);
    await (await contracts.consents.revokeAllBySig(fixture.actors.patient.address, now, all)).wait();
    expect(await contracts.consents.isLive(second.id)).to.equal(false);
  });

  it("of everything ends what was issued so far and nothing later", async () => {
    const fixture = await load();
    const { contracts, actors, chain } = fixture;
    const { consents } = contracts;
    const [first, second] = [await giveConsent(fixture), await giveConsent(fixture)];
    const unrelayed = await newGrant(fixture);
    const now = await chain.now();
    const signature = await signRevokeAll(fixture, now);
    await (await consents.revokeAllBySig(actors.patient.address, now, signature)).wait();
    await chain.advance(10);
    const later = await giveConsent(fixture);
    await relay(fixture, unrelayed, await signGrant(fixture, unrelayed));
    const live = await Promise.all(
      [first.id, second.id, consentId(unrelayed), later.id].map((id) => consents.isLive(id)),
    );
    expect(live).to.deep.equal([false, false, false, true]);
  });

  it("by anybody but the signer is refused", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const { id } = await giveConsent(fixture);
    const forged = await signRevoke(fixture, id, fixture.actors.hospital);
    expect(await revertOf(consents.revokeBySig.staticCall(id, forged))).to.equal(
      "ConsentRegistry_InvalidSignature",
    );
    expect(await revertOf(consents.revoke.staticCall(id))).to.equal("ConsentRegistry_NotSigner");
    expect(await consents.isLive(id)).to.equal(true);
  });

  it("is not needed once a consent has run out", async () => {
    const fixture = await load();
    const { contracts, chain } = fixture;
    const grant = await newGrant(fixture);
    const short = { ...grant, end: grant.issuedAt + DAY };
    await relay(fixture, short, await signGrant(fixture, short));
    expect(await contracts.consents.isLive(consentId(short))).to.equal(true);
    await chain.advance(DAY + 1);
    expect(await contracts.consents.isLive(consentId(short))).to.equal(false);
  });
});

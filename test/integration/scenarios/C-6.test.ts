import { expect } from "chai";
import { Wallet } from "ethers";
import { type Authority, ownAuthority, signAuthority } from "../../../client/signAuthority.ts";
import { signRevocation } from "../../../client/signConsent.ts";
import { type ConsentGrant, consentId, headerOf } from "../../../standards/consent.ts";
import { DataClass, maskOf } from "../../../standards/consentCodes.ts";
import { DelegateRole } from "../../../standards/consentMessages.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
import type { Hex } from "../../../standards/hex.ts";
import { testChainAt } from "../../support/chain.ts";
import { newGrant } from "../../support/consents.ts";
import { deployOn } from "../../support/fixtures.ts";
import { revertOf } from "../../support/reverts.ts";

const DAY = 86_400;
const YEAR = 365 * DAY;
const OPENED = "2026-05-01T00:00:00Z";
/** First second of the day on which the child, born on 2009-02-14, is of age. */
const BIRTHDAY = Date.parse("2027-02-14T00:00:00Z") / 1_000;
/** IConsentStates.CaptureMode.Guardian. */
const GUARDIAN = 1n;
const ALLOWED = Number(maskOf([DataClass.LABORATORY, DataClass.PATHOLOGY]));
/** All that a guardian may do, by who signs or sends it. */
type Acts = Record<"grant" | "revoke" | "suspend" | "resume", Authority>;

/** A mother and a child with keys and without ether, on a deployment; the child's key appointed her until it is of age. */
const family = async () => {
  const base = await deployOn(await testChainAt(OPENED));
  const { chain, addresses, contracts } = base;
  const [mother, child] = [Wallet.createRandom(chain.provider), Wallet.createRandom(chain.provider)];
  const keys = {
    mother: { key: mother.address as Hex, signer: mother },
    child: { key: child.address as Hex, signer: child },
  };
  const at = { chainId: chain.chainId, registry: addresses.ConsentRegistry };
  const delegation = { role: DelegateRole.GUARDIAN, until: BIRTHDAY - 1, dataClasses: ALLOWED };
  const named = { patient: keys.child.key, delegate: keys.mother.key };
  const once = {
    nonce: await contracts.consents.nonceOf(child.address),
    deadline: (await chain.now()) + DAY,
  };
  const appointed = await signAuthority(keys.child, at, "DelegateAppoint", {
    ...named,
    ...delegation,
    ...once,
  });
  await (await contracts.consents.appoint(child.address, mother.address, delegation, appointed)).wait();
  /** Mined at exactly this second. */
  const moveTo = async (second: number): Promise<void> => {
    await chain.nextBlockAt(second);
    await chain.now();
  };
  return { ...base, mother, child, keys, at, moveTo };
};
type Family = Awaited<ReturnType<typeof family>>;

/** A consent of the child's for years beyond its majority, unsigned. */
const drawGrant = (fixture: Family): Promise<ConsentGrant> =>
  newGrant(fixture, {
    signer: fixture.keys.child.key,
    end: BIRTHDAY + 3 * YEAR,
    deadline: BIRTHDAY + 2 * YEAR,
  });

/** The mother signs for her child, a relayer brings it. */
const grantAsMother = async (fixture: Family): Promise<ConsentGrant> => {
  const { contracts, keys, at } = fixture;
  const grant = await drawGrant(fixture);
  const authority = await signAuthority(keys.mother, at, "ConsentGrant", grant);
  await (await contracts.consents.grantFor(headerOf(grant), authority)).wait();
  return grant;
};

/** One consent that she gave, one that she gave and suspended, and one that she might still give. */
const threeConsents = async (fixture: Family) => {
  const { contracts, keys, at } = fixture;
  const given = await grantAsMother(fixture);
  const stopped = consentId(await grantAsMother(fixture));
  const nonce = await contracts.consents.nonceOf(keys.mother.key);
  const pause = { consentId: stopped, nonce, deadline: BIRTHDAY + 2 * YEAR };
  const suspension = await signAuthority(keys.mother, at, "ConsentSuspend", pause);
  await (await contracts.consents.suspend(stopped, suspension)).wait();
  return { given, stopped, next: await drawGrant(fixture) };
};
type Consents = Awaited<ReturnType<typeof threeConsents>>;

/** The mother signs everything that she might do about them, long before it is brought. */
const signAll = async (
  { contracts, keys, at }: Family,
  { given, stopped, next }: Consents,
): Promise<Acts> => {
  const id = consentId(given);
  const once = { nonce: await contracts.consents.nonceOf(keys.mother.key), deadline: BIRTHDAY + 2 * YEAR };
  return {
    grant: await signAuthority(keys.mother, at, "ConsentGrant", next),
    revoke: await signAuthority(keys.mother, at, "ConsentRevoke", { consentId: id }),
    suspend: await signAuthority(keys.mother, at, "ConsentSuspend", { consentId: id, ...once }),
    resume: await signAuthority(keys.mother, at, "ConsentResume", { consentId: stopped, ...once }),
  };
};

/** What becomes of each act now: relayed as she signed it, and sent by herself. */
const outcomesOf = async (
  { contracts: { consents }, keys, mother }: Family,
  { given, stopped, next }: Consents,
  signed: Acts,
): Promise<string[]> => {
  const own = ownAuthority(keys.mother.key);
  const sent: Acts = { grant: own, revoke: own, suspend: own, resume: own };
  const names: string[] = [];
  for (const [acts, registry] of [[signed, consents] as const, [sent, consents.connect(mother)] as const]) {
    names.push(await revertOf(registry.grantFor.staticCall(headerOf(next), acts.grant)));
    names.push(await revertOf(registry.revokeFor.staticCall(consentId(given), acts.revoke)));
    names.push(await revertOf(registry.suspend.staticCall(consentId(given), acts.suspend)));
    names.push(await revertOf(registry.resume.staticCall(stopped, acts.resume)));
  }
  return names;
};

const load = async (): Promise<Family> => (await testChainAt(OPENED)).load(family);
const EIGHT = 8;

describe("C-6: a mother decides for a minor until the 18th birthday", () => {
  it("grants for it, on record as guardian and within the classes that she was trusted with", async () => {
    const fixture = await load();
    const grant = await grantAsMother(fixture);
    const { consents } = fixture.contracts;
    const standing = await consents.standingOf(consentId(grant));
    expect(await consents.isLive(consentId(grant))).to.equal(true);
    expect([standing.signer, standing.delegate]).to.deep.equal([
      fixture.child.address,
      fixture.mother.address,
    ]);
    expect([standing.capture, standing.delegateClasses]).to.deep.equal([GUARDIAN, BigInt(ALLOWED)]);
  });

  it("may act to the last second before it, and not from its first, nor the day after, nor by what she signed before", async () => {
    const fixture = await load();
    const consents = await threeConsents(fixture);
    const signed = await signAll(fixture, consents);
    const outcomes = () => outcomesOf(fixture, consents, signed);
    await fixture.moveTo(BIRTHDAY - 1);
    expect(await outcomes()).to.deep.equal(Array(EIGHT).fill("no error"));
    const refused = Array(EIGHT).fill("ConsentRegistry_NotEntitled");
    await fixture.moveTo(BIRTHDAY);
    expect(await outcomes()).to.deep.equal(refused);
    await fixture.moveTo(BIRTHDAY + DAY);
    expect(await outcomes()).to.deep.equal(refused);
  });

  it("gave what ends with her role, and what the child, of age, revokes for good", async () => {
    const fixture = await load();
    const { chain, addresses, child, keys, at, moveTo } = fixture;
    const { consents } = fixture.contracts;
    const all = await threeConsents(fixture);
    const signed = await signAll(fixture, all);
    const { given } = all;
    const id = consentId(given);
    await moveTo(BIRTHDAY - 1);
    expect(await consents.isLive(id)).to.equal(true);
    await moveTo(BIRTHDAY + DAY);
    // Of age, the child is asked anew: a guardian's consent lasts no longer than the guardian's role.
    expect(await consents.isLive(id)).to.equal(false);
    const revocation = await signRevocation(child, id, chain.chainId, addresses.ConsentRegistry);
    await (await consents.revokeBySig(id, revocation)).wait();
    expect((await consents.consentOf(id)).state).to.equal(BigInt(ConsentState.Revoked));
    expect(await outcomesOf(fixture, all, signed)).to.deep.equal(
      Array(EIGHT).fill("ConsentRegistry_NotEntitled"),
    );
    // Nor does the child bring it back, by signing the same.
    const again = await signAuthority(keys.child, at, "ConsentGrant", given);
    expect(await revertOf(consents.grantBySig.staticCall(headerOf(given), again.signature))).to.equal(
      "ConsentRegistry_AlreadyUsed",
    );
    expect(await chain.provider.getBalance(child.address)).to.equal(0n);
  });

  it("is outranked while she may act: what the child revoked she does not bring back", async () => {
    const fixture = await load();
    const { chain, addresses, child, keys, at } = fixture;
    const { consents } = fixture.contracts;
    const given = await grantAsMother(fixture);
    const id = consentId(given);
    const revocation = await signRevocation(child, id, chain.chainId, addresses.ConsentRegistry);
    await (await consents.revokeBySig(id, revocation)).wait();
    const again = await signAuthority(keys.mother, at, "ConsentGrant", given);
    expect(await revertOf(consents.grantFor.staticCall(headerOf(given), again))).to.equal(
      "ConsentRegistry_AlreadyUsed",
    );
  });
});

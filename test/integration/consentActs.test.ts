import { expect } from "chai";
import { ownAuthority, signAuthority, type TypedSigner } from "../../client/signAuthority.ts";
import { consentId, headerOf } from "../../standards/consent.ts";
import {
  type ConsentMessageKind,
  type ConsentMessages,
  DelegateRole,
} from "../../standards/consentMessages.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { testChain } from "../support/chain.ts";
import { giveConsent, newGrant, signGrant } from "../support/consents.ts";
import { type Staffed, staffed } from "../support/fixtures.ts";
import { revertOf } from "../support/reverts.ts";

const DAY = 86_400;
const WEEK = 7 * DAY;

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

type Actor = { readonly key: Hex; readonly signer: TypedSigner };
const actorOf = (wallet: TypedSigner & { readonly address: string }): Actor => ({
  key: wallet.address as Hex,
  signer: wallet,
});

/** Signs one message with the key's next nonce and an hour's time. */
const signNow = async <Kind extends ConsentMessageKind>(
  { chain, addresses, contracts }: Staffed,
  actor: Actor,
  kind: Kind,
  message: Omit<ConsentMessages[Kind], "nonce" | "deadline">,
) => {
  const nonce = await contracts.consents.nonceOf(actor.key);
  const deadline = (await chain.now()) + 3_600;
  const whole = { ...message, nonce, deadline } as unknown as ConsentMessages[Kind];
  const at = { chainId: chain.chainId, registry: addresses.ConsentRegistry };
  return signAuthority(actor, at, kind, whole);
};

describe("messages to the registry, signed in TypeScript and relayed", () => {
  it("suspend, resume, supersede and erase", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const patient = actorOf(fixture.actors.patient);
    const { id } = await giveConsent(fixture);
    await (
      await consents.suspend(id, await signNow(fixture, patient, "ConsentSuspend", { consentId: id }))
    ).wait();
    expect(await consents.isLive(id)).to.equal(false);
    await (
      await consents.resume(id, await signNow(fixture, patient, "ConsentResume", { consentId: id }))
    ).wait();
    expect(await consents.isLive(id)).to.equal(true);
    const successor = await newGrant(fixture);
    const both = { successor, predecessor: id };
    const authority = await signNow(fixture, patient, "ConsentSupersede", both);
    await (await consents.supersede(id, headerOf(successor), authority)).wait();
    expect(await consents.isLive(id)).to.equal(false);
    expect(await consents.isLive(consentId(successor))).to.equal(true);
    await (
      await consents.erase(id, await signNow(fixture, patient, "ConsentErase", { consentId: id }))
    ).wait();
    expect((await consents.consentOf(id)).signer).to.match(/^0x0{40}$/);
  });

  it("appoint a guardian who grants and is dismissed", async () => {
    const fixture = await load();
    const { chain, contracts, actors } = fixture;
    const [patient, guardian] = [actorOf(actors.patient), actorOf(actors.hospital)];
    const delegation = { role: DelegateRole.GUARDIAN, until: (await chain.now()) + WEEK, dataClasses: 3 };
    const named = { patient: patient.key, delegate: guardian.key };
    const appointed = await signNow(fixture, patient, "DelegateAppoint", { ...named, ...delegation });
    await (await contracts.consents.appoint(patient.key, guardian.key, delegation, appointed)).wait();
    const grant = await newGrant(fixture);
    const signature = await signGrant(fixture, grant, actors.hospital);
    const authority = { key: guardian.key, deadline: 0, signature };
    await (await contracts.consents.grantFor(headerOf(grant), authority)).wait();
    const standing = await contracts.consents.standingOf(consentId(grant));
    expect([standing.delegate, Number(standing.delegateClasses)]).to.deep.equal([guardian.key, 3]);
    const dismissed = await signNow(fixture, patient, "DelegateDismiss", named);
    await (await contracts.consents.dismiss(patient.key, guardian.key, dismissed)).wait();
    const late = contracts.consents
      .connect(actors.hospital)
      .revokeFor.staticCall(consentId(grant), ownAuthority(guardian.key));
    expect(await revertOf(late)).to.equal("ConsentRegistry_NotEntitled");
  });

  it("freeze a key, lift it, and recover it for a successor", async () => {
    const fixture = await load();
    const { chain, contracts, actors } = fixture;
    const { consents } = contracts;
    const [patient, hospital, clinic] = [actors.patient, actors.hospital, actors.clinic].map(actorOf) as [
      Actor,
      Actor,
      Actor,
    ];
    const until = (await chain.now()) + 60 * DAY;
    for (const [delegate, role] of [
      [hospital.key, DelegateRole.CUSTODIAN],
      [clinic.key, DelegateRole.RECOVERY],
    ] as const) {
      const delegation = { role, until, dataClasses: 0 };
      const message = { patient: patient.key, delegate, ...delegation };
      const by = await signNow(fixture, patient, "DelegateAppoint", message);
      await (await consents.appoint(patient.key, delegate, delegation, by)).wait();
    }
    const id: ConsentId = (await giveConsent(fixture)).id;
    const named = { patient: patient.key };
    await (
      await consents.freeze(patient.key, await signNow(fixture, hospital, "SignerFreeze", named))
    ).wait();
    expect(await consents.isLive(id)).to.equal(false);
    await (
      await consents.unfreeze(patient.key, await signNow(fixture, patient, "SignerUnfreeze", named))
    ).wait();
    expect(await consents.isLive(id)).to.equal(true);
    await chain.advance(2 * DAY);
    const announce = async (successor: Hex) => {
      const by = await signNow(fixture, clinic, "RecoveryAnnounce", { ...named, successor });
      await (await consents.announceRecovery(patient.key, successor, by)).wait();
    };
    await announce(hospital.key);
    const cancelled = await signNow(fixture, patient, "RecoveryCancel", named);
    await (await consents.cancelRecovery(patient.key, cancelled)).wait();
    expect(await consents.isLive(id)).to.equal(true);
    await announce(hospital.key);
    await chain.advance(WEEK);
    await (await consents.completeRecovery(patient.key)).wait();
    expect(await consents.ownerOf(patient.key)).to.equal(hospital.key);
    expect(await consents.isLive(id)).to.equal(true);
  });
});

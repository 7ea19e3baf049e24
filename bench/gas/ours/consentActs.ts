import { Signature } from "ethers";
import { ownAuthority } from "../../../client/signAuthority.ts";
import { newPasskey } from "../../../scripts/local/passkey.ts";
import { CONSENT_REVOKE_TYPES, type ConsentGrant, consentId, headerOf } from "../../../standards/consent.ts";
import { DelegateRole } from "../../../standards/consentMessages.ts";
import type { Hex } from "../../../standards/hex.ts";
import { send } from "../chain.ts";
import { type ConsentWorld, openConsentWorld, relayGrant, YEAR } from "./consentWorld.ts";
import { deployOurs } from "./deploy.ts";
import type { Gas, Room } from "./operation.ts";

const ALL_CLASSES = 2 ** 32 - 1;

const granted = async (world: ConsentWorld, name: string): Promise<ConsentGrant> => {
  const grant = world.grantOf(name);
  await relayGrant(world, world.patient, grant);
  return grant;
};

/** What a guardian does; every act by its own transaction. */
const byGuardian = async (world: ConsentWorld): Promise<Gas> => {
  const { chain, patient, guardian, as, grantOf, now } = world;
  const delegation = { role: DelegateRole.GUARDIAN, until: now + YEAR, dataClasses: ALL_CLASSES };
  const own = ownAuthority(patient.address as Hex);
  await chain.gasOf(send(as(patient), "appoint", patient.address, guardian.address, delegation, own));
  const authority = ownAuthority(guardian.address as Hex);
  const grantFor = (name: string): Promise<number> =>
    chain.gasOf(send(as(guardian), "grantFor", headerOf(grantOf(name)), authority));
  await grantFor("by guardian, first");
  const gas = await grantFor("by guardian, second");
  const revoked = consentId(grantOf("by guardian, second"));
  const revokeFor = await chain.gasOf(send(as(guardian), "revokeFor", revoked, authority));
  return { "consent.grantFor": gas, "consent.revokeFor": revokeFor };
};

/** What a patient does beside granting and revoking by itself. */
const byPatient = async (world: ConsentWorld): Promise<Gas> => {
  const { chain, domain, patient, relayed, as, grantOf } = world;
  const own = ownAuthority(patient.address as Hex);
  const suspended = consentId(await granted(world, "to suspend"));
  const suspend = await chain.gasOf(send(as(patient), "suspend", suspended, own));
  const predecessor = consentId(await granted(world, "to supersede"));
  const successor = headerOf(grantOf("successor"));
  const supersede = await chain.gasOf(send(as(patient), "supersede", predecessor, successor, own));
  const ended = consentId(await granted(world, "to revoke"));
  const signature = await patient.signTypedData(domain, CONSENT_REVOKE_TYPES, { consentId: ended });
  const compact = Signature.from(signature).compactSerialized;
  const revokeBySig = await chain.gasOf(send(relayed, "revokeBySig", ended, compact));
  const revokeAll = await chain.gasOf(send(as(patient), "revokeAll"));
  return {
    "consent.suspend": suspend,
    "consent.supersede": supersede,
    "consent.revokeBySig": revokeBySig,
    "consent.revokeAll": revokeAll,
  };
};

/** Grants by signers that are no plain keys: a passkey (WebAuthn, P-256) and a smart account (ERC-1271). */
const byOtherSigners = async (world: ConsentWorld): Promise<Gas> => {
  const { chain, patient, grantOf } = world;
  const verifier = await deployOurs(chain, "ERC7913WebAuthnVerifier");
  const passkey = newPasskey((await verifier.getAddress()) as Hex);
  const wallet = await deployOurs(chain, "WalletMock", patient.address);
  const account = (await wallet.getAddress()) as Hex;
  return {
    "consent.grantBySig.passkey": await relayGrant(world, passkey, grantOf("passkey", passkey.handle)),
    "consent.grantBySig.1271": await relayGrant(world, patient, grantOf("account", account)),
  };
};

/** What is done with consents more rarely, each measured apart. */
export const consentActs: Room = async (chain) => {
  const world = await openConsentWorld(chain);
  return { ...(await byGuardian(world)), ...(await byOtherSigners(world)), ...(await byPatient(world)) };
};

import { Signature } from "ethers";
import { CONSENTS_INTERFACE } from "../../../client/connectConsents.ts";
import { consentId, headerOf } from "../../../standards/consent.ts";
import { send } from "../chain.ts";
import { coldCall, TRUE } from "../probe.ts";
import { openConsentWorld, relayGrant } from "./consentWorld.ts";
import type { Room } from "./operation.ts";

const compact = (signature: string): string => Signature.from(signature).compactSerialized;

/** Consents by the patient's own key and by signature relayed by somebody else; second of each kind. */
export const consent: Room = async (chain) => {
  const world = await openConsentWorld(chain);
  const { address, patient, grantOf, as } = world;
  const registry = as(patient);
  const own = (name: string): Promise<number> => {
    const { termsHash, issuedAt, end, deadline } = headerOf(grantOf(name));
    return chain.gasOf(send(registry, "grant", termsHash, issuedAt, end, deadline));
  };
  const bySig = (name: string): Promise<number> => relayGrant(world, patient, grantOf(name), compact);
  await own("first");
  const grant = await own("second");
  await bySig("third");
  const grantBySig = await bySig("fourth");
  const second = consentId(grantOf("second"));
  const check = await coldCall(
    chain,
    address,
    CONSENTS_INTERFACE.encodeFunctionData("isLive", [second]),
    TRUE,
  );
  const revoke = await chain.gasOf(send(registry, "revoke", second));
  return {
    "consent.grant": grant,
    "consent.grantBySig": grantBySig,
    "consent.revoke": revoke,
    "consent.check": check,
  };
};

import { id, Signature } from "ethers";
import {
  CONSENT_GRANT_TYPES,
  type ConsentTerms,
  consentId,
  consentRegistryDomain,
  headerOf,
} from "../../../standards/consent.ts";
import type { Hex } from "../../../standards/hex.ts";
import { send } from "../chain.ts";
import { coldCall, TRUE } from "../probe.ts";
import { deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const DAY = 86_400;
const YEAR = 365 * DAY;

const termsOf = (name: string, custodian: Hex, grantee: Hex, start: number): ConsentTerms => ({
  subject: id(`subject ${name}`) as Hex,
  custodian,
  grantee,
  purposes: 2n,
  duo: 0n,
  dataClasses: 1,
  maxConfidentiality: 3,
  start,
  dataFrom: 0,
  dataTo: 0,
  obligations: 0,
  diseases: [],
  jurisdictions: [],
  denials: [],
  policy: id("policies") as Hex,
  policyHash: id("policy") as Hex,
  policyMajor: 1,
  policyMinor: 0,
  salt: id(`salt ${name}`) as Hex,
});

/** Consents by the patient's own key and by signature relayed by somebody else; second of each kind. */
export const consent: Room = async (chain) => {
  const [patient, relayer, custodian, grantee] = chain.accounts;
  if (!patient || !relayer || !custodian || !grantee) throw new Error("Too few accounts");
  const registry = await deployOurs(chain, "ConsentRegistry", patient.address);
  const address = (await registry.getAddress()) as Hex;
  const domain = consentRegistryDomain(Number(chain.chainId), address);
  const now = await chain.now();
  const grantOf = (name: string) => ({
    signer: patient.address as Hex,
    terms: termsOf(name, custodian.address as Hex, grantee.address as Hex, now),
    issuedAt: now,
    end: now + YEAR,
    deadline: now + DAY,
  });
  const own = (name: string): Promise<number> => {
    const { termsHash, issuedAt, end, deadline } = headerOf(grantOf(name));
    return chain.gasOf(send(registry, "grant", termsHash, issuedAt, end, deadline));
  };
  const bySig = async (name: string): Promise<number> => {
    const grant = grantOf(name);
    const signature = Signature.from(
      await patient.signTypedData(domain, CONSENT_GRANT_TYPES, grant),
    ).compactSerialized;
    return chain.gasOf(
      send(registry.connect(relayer) as typeof registry, "grantBySig", headerOf(grant), signature),
    );
  };
  await own("first");
  const grant = await own("second");
  await bySig("third");
  const grantBySig = await bySig("fourth");
  const second = consentId(grantOf("second"));
  const check = await coldCall(
    chain,
    address,
    registry.interface.encodeFunctionData("isLive", [second]),
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

import { signConsent } from "../../client/signConsent.ts";
import { type ConsentGrant, type ConsentTerms, consentId, headerOf } from "../../standards/consent.ts";
import {
  Confidentiality,
  type DataClassCode,
  maskOf,
  Obligation,
  Purpose,
} from "../../standards/consentCodes.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { LocalNetwork } from "../local/network.ts";
import { type PolicyName, policyOf } from "../local/policy.ts";
import { gasOf } from "./shared.ts";

const DAY = 86_400;

/** A consent that reached the chain. */
export type GivenConsent = {
  readonly grant: ConsentGrant;
  readonly id: ConsentId;
  readonly signature: Hex;
  readonly gas: bigint;
};

/** What a consent of the stories is for: the policy agreed to, and the classes of data it covers. */
export type Use = {
  readonly policy: PolicyName;
  readonly dataClasses: readonly DataClassCode[];
  /** Where it is not a consent to the clinic's inference. */
  readonly terms?: Partial<ConsentTerms>;
};

const termsOf = (
  { actors }: LocalNetwork,
  { policy, dataClasses, terms }: Use,
  start: number,
): ConsentTerms => ({
  subject: randomWord(),
  custodian: actors.hospital.address as Hex,
  grantee: actors.clinic.address as Hex,
  purposes: maskOf([Purpose.TREAT, Purpose.AI_INFER]),
  duo: 0n,
  dataClasses: Number(maskOf(dataClasses)),
  maxConfidentiality: Confidentiality.R,
  start,
  dataFrom: 0,
  dataTo: 0,
  obligations: Number(maskOf([Obligation.AUDIT, Obligation.NORELINK])),
  diseases: [],
  jurisdictions: [],
  denials: [],
  ...policyOf(actors.hospital.address as Hex, policy),
  salt: randomWord(),
  ...terms,
});

/** Signs and relays a consent for a year; the patient sends no transaction. */
export const giveConsent = async (network: LocalNetwork, use: Use): Promise<GivenConsent> => {
  const { chain, actors, addresses, contracts } = network;
  const now = await chain.now();
  const grant: ConsentGrant = {
    signer: actors.patient.address as Hex,
    terms: termsOf(network, use, now),
    issuedAt: now,
    end: now + 365 * DAY,
    deadline: now + DAY,
  };
  const signature = await signConsent(actors.patient, grant, chain.chainId, addresses.ConsentRegistry);
  const gas = await gasOf(contracts.consents.grantBySig(headerOf(grant), signature));
  return { grant, id: consentId(grant), signature, gas };
};

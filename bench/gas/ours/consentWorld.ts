import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { Contract, id } from "ethers";
import { CONSENTS_INTERFACE } from "../../../client/connectConsents.ts";
import type { TypedSigner } from "../../../client/signAuthority.ts";
import {
  CONSENT_GRANT_TYPES,
  type ConsentGrant,
  type ConsentTerms,
  consentRegistryDomain,
  headerOf,
} from "../../../standards/consent.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { Eip712Domain } from "../../../standards/inference.ts";
import { type Chain, send } from "../chain.ts";
import { deployConsents } from "./deploy.ts";

export const DAY = 86_400;
export const YEAR = 365 * DAY;

/** A registry, and the people who act on it. The relayer pays for what others signed. */
export type ConsentWorld = {
  readonly chain: Chain;
  readonly address: Hex;
  readonly domain: Eip712Domain;
  readonly patient: HardhatEthersSigner;
  readonly guardian: HardhatEthersSigner;
  readonly relayed: Contract;
  readonly as: (who: HardhatEthersSigner) => Contract;
  readonly grantOf: (name: string, signer?: Hex) => ConsentGrant;
  readonly now: number;
};

/** As rich as terms get: every list filled. None of it reaches the chain, so none of it costs anything there. */
const richTerms = (name: string, custodian: Hex, grantee: Hex, start: number): ConsentTerms => ({
  subject: id(`subject ${name}`) as Hex,
  custodian,
  grantee,
  purposes: 0x100020n,
  duo: 0x400000200040n,
  dataClasses: 0x3ff,
  maxConfidentiality: 3,
  start,
  dataFrom: start - 10 * YEAR,
  dataTo: start + YEAR,
  obligations: 0xff,
  diseases: ["MONDO:0005015", "MONDO:0005148", "MONDO:0005147"],
  jurisdictions: ["DE", "FR", "TW", "JP"],
  denials: ["US", "GB", "CH"].map((jurisdiction) => ({
    actor: grantee,
    purposes: 0x200000n,
    dataClasses: 1,
    minConfidentiality: 4,
    jurisdiction,
  })),
  policy: id("policies") as Hex,
  policyHash: id("policy") as Hex,
  policyMajor: 3,
  policyMinor: 1,
  salt: id(`salt ${name}`) as Hex,
});

/** Deploys a registry with its desk, for the accounts of the chain. */
export const openConsentWorld = async (chain: Chain): Promise<ConsentWorld> => {
  const [patient, relayer, custodian, grantee, guardian] = chain.accounts;
  if (!patient || !relayer || !custodian || !grantee || !guardian) throw new Error("Too few accounts");
  const registry = await deployConsents(chain, patient.address);
  const address = (await registry.getAddress()) as Hex;
  const now = await chain.now();
  const as = (who: HardhatEthersSigner): Contract => new Contract(address, CONSENTS_INTERFACE, who);
  return {
    chain,
    address,
    domain: consentRegistryDomain(Number(chain.chainId), address),
    patient,
    guardian,
    relayed: as(relayer),
    as,
    now,
    grantOf: (name, signer = patient.address as Hex) => ({
      signer,
      terms: richTerms(name, custodian.address as Hex, grantee.address as Hex, now),
      issuedAt: now,
      end: now + YEAR,
      deadline: now + DAY,
    }),
  };
};

/** Brings a grant that somebody signed to the chain. Gives the gas. */
export const relayGrant = async (
  { chain, domain, relayed }: ConsentWorld,
  signer: TypedSigner,
  grant: ConsentGrant,
  shorten: (signature: string) => string = (signature) => signature,
): Promise<number> => {
  const signature = shorten(await signer.signTypedData(domain, CONSENT_GRANT_TYPES, grant));
  return chain.gasOf(send(relayed, "grantBySig", headerOf(grant), signature));
};

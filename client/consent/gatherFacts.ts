import { consentId } from "../../standards/consent.ts";
import type { Facts } from "../../standards/consentDecision.ts";
import { type ConsentStanding, toConsentStanding } from "../../standards/consentStanding.ts";
import { credentialCodes, researchTrustDomain } from "../../standards/credentials.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { isAncestryShown } from "../../standards/ontology.ts";
import type { PolicyStanding } from "../../standards/policy.ts";
import type { Contracts } from "../deployment.ts";
import type { AccessQuestion } from "./accessQuestion.ts";
import { ForgedAncestryError } from "./errors.ts";

/** The block that everything is read at. Its time is when it was decided. */
export type Moment = { readonly number: number; readonly timestamp: number };

/**
 * Everything beside terms and request that a decision depends on, read at one block. The endpoint learns of the consent's
 * id, its policy, who issued the credentials and which ontology is meant, and not of terms, diseases or credentials:
 * those are looked at here. Credentials of smart wallets as issuers count for ConsentDecisions alone.
 */
export const gatherFacts = async (
  contracts: Pick<Contracts, "consents" | "policies" | "trust">,
  chainId: number,
  question: AccessQuestion,
  moment: Moment,
): Promise<Facts> => {
  const { grant } = question;
  const { terms } = grant;
  const at = { blockTag: moment.number };
  const [standing, policy, credentials, diseaseCovered] = await Promise.all([
    readStanding(contracts, consentId(grant), moment),
    contracts.policies.standingOf(terms.policy, terms.policyMajor, terms.policyMinor, terms.policyHash, at),
    readCredentials(contracts, chainId, question, moment),
    isCovered(contracts, question, moment),
  ]);
  return {
    standing,
    policy: Number(policy) as PolicyStanding,
    credentials,
    diseaseCovered,
    decidedAt: moment.timestamp,
  };
};

/** What the registry says of a consent at a block. */
export const readStanding = async (
  { consents }: Pick<Contracts, "consents">,
  id: ConsentId,
  { number }: Pick<Moment, "number">,
): Promise<ConsentStanding> => toConsentStanding(await consents.standingOf(id, { blockTag: number }));

const readCredentials = async (
  { trust }: Pick<Contracts, "trust">,
  chainId: number,
  { request, credentials }: AccessQuestion,
  { number, timestamp }: Moment,
): Promise<bigint> => {
  const issuers = [...new Set(credentials.map(({ issuer }) => issuer))];
  const codes = await Promise.all(issuers.map((issuer) => trust.codesOf(issuer, { blockTag: number })));
  const codesOf = (issuer: Hex): bigint => codes[issuers.indexOf(issuer)] ?? 0n;
  const domain = researchTrustDomain(chainId, (await trust.getAddress()) as Hex);
  return credentialCodes(domain, codesOf, request.actor, credentials, timestamp);
};

/** Whether the disease studied is named, or shown to be a kind of one that is. Whatever is claimed has to be shown. */
const isCovered = async (
  { trust }: Pick<Contracts, "trust">,
  { grant, request, ancestry }: AccessQuestion,
  { number }: Moment,
): Promise<boolean> => {
  const { disease } = request.use;
  for (const { ancestor, root, proof } of ancestry) {
    const known = await trust.isOntology(root, { blockTag: number });
    if (!known || !isAncestryShown(root, disease, ancestor, proof)) throw new ForgedAncestryError(root);
  }
  const claimed = [disease, ...ancestry.map(({ ancestor }) => ancestor)];
  return claimed.some((name) => name !== "" && grant.terms.diseases.includes(name));
};

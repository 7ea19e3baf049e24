import { type AccessRequest, ResearchKind } from "./accessRequest.ts";
import type { ConsentGrant, ConsentTerms, DenyRule } from "./consent.ts";
import {
  Confidentiality,
  DATA_CLASSES_KNOWN,
  DUO_OBLIGATION_MASK,
  PURPOSES_KNOWN,
  permits,
  RESEARCH_PURPOSE_MASK,
} from "./consentCodes.ts";
import { ALL_DATA_CLASSES, CaptureMode, type ConsentStanding, ConsentState } from "./consentStanding.ts";
import { asksForDisease, duoDenial, missingCredential } from "./duoRules.ts";
import type { Hex } from "./hex.ts";
import { PolicyStanding } from "./policy.ts";

/** Why a use is denied, in the order in which reasons are looked for. The index is the number in Solidity's enum. */
export const DENY_REASONS = [
  "NONE",
  "NO_CONSENT",
  "UNDER_DISPUTE",
  "NOT_ACTIVE",
  "EPOCH",
  "EXPIRED",
  "POLICY_VERSION",
  "GRANTEE",
  "DENY_RULE",
  "PURPOSE",
  "SCOPE",
  "LABEL",
  "REGION",
  "DUO",
  "CREDENTIAL",
] as const;
export type DenyReason = Exclude<(typeof DENY_REASONS)[number], "NONE">;

/** Everything beside terms and request that a decision depends on. */
export type Facts = {
  readonly standing: ConsentStanding;
  readonly policy: PolicyStanding;
  /** Mask of the DUO codes shown by credential. */
  readonly credentials: bigint;
  /** Whether the disease studied is one that the consent names, or a kind of one. */
  readonly diseaseCovered: boolean;
  /** Unix seconds of chain time. */
  readonly decidedAt: number;
};

export type Decision = {
  /** Whether the patient should be told of a newer policy. */
  readonly policyChanged: boolean;
} & (
  | {
      readonly permitted: true;
      /** What binds the user: masks of the consent's obligations and of the DUO codes that oblige. */
      readonly obligations: number;
      readonly duoObligations: bigint;
    }
  | {
      readonly permitted: false;
      readonly reason: DenyReason;
      /** The DUO code that decided, if the reason is DUO or CREDENTIAL; zero for a mask that is malformed. */
      readonly duoCode?: number;
    }
);

type Denial = { readonly reason: DenyReason; readonly duoCode?: number };

/**
 * Whether a consent permits a use. Absence is denial, deny rules are looked at before permissions, and the first reason
 * that holds is given. The same rules stand in contracts/libraries/ConsentRules.sol; a test holds both together.
 */
export const decide = (grant: ConsentGrant, request: AccessRequest, facts: Facts): Decision => {
  // A minor version only notifies, a major one ends the consent after a grace period.
  const policyChanged = facts.policy > PolicyStanding.Current;
  const denial = standingDenial(grant, facts) ?? termsDenial(grant.terms, request, facts);
  if (denial !== undefined) return { permitted: false, policyChanged, ...denial };
  return {
    permitted: true,
    policyChanged,
    // Bits that are no code of ours are handed on as they are: they bind all the same.
    obligations: grant.terms.obligations,
    duoObligations: isResearch(request) ? grant.terms.duo & DUO_OBLIGATION_MASK : 0n,
  };
};

/** Facts of a consent that is known to be in force under its policy, and of a user that shows nothing. */
export const factsOfLive = (grant: ConsentGrant, decidedAt: number): Facts => ({
  standing: {
    state: ConsentState.Active,
    signer: grant.signer,
    issuedAt: grant.issuedAt,
    end: grant.end,
    capture: CaptureMode.Self,
    delegate: NOBODY,
    delegateClasses: ALL_DATA_CLASSES,
    revokedByEpoch: false,
    underDispute: false,
  },
  policy: PolicyStanding.Current,
  credentials: 0n,
  diseaseCovered: false,
  decidedAt,
});

const NOBODY: Hex = `0x${"00".repeat(20)}`;

const deny = (reason: DenyReason): Denial => ({ reason });

/** What the registry, the clock and the policy's publisher say. */
const standingDenial = ({ terms, end }: ConsentGrant, facts: Facts): Denial | undefined => {
  const { standing, policy, decidedAt: at } = facts;
  if (standing.state === ConsentState.None) return deny("NO_CONSENT");
  if (standing.underDispute) return deny("UNDER_DISPUTE");
  if (standing.state !== ConsentState.Active || at < terms.start) return deny("NOT_ACTIVE");
  if (standing.revokedByEpoch) return deny("EPOCH");
  // The end is the last second. What a delegate granted may end earlier than the document says.
  if (at > end || at > standing.end) return deny("EXPIRED");
  const unknown = policy === PolicyStanding.Unknown || policy === PolicyStanding.Ended;
  return unknown ? deny("POLICY_VERSION") : undefined;
};

/** What the patient's own words say, denials first (FHIR Consent: exceptions of type deny). */
const termsDenial = (terms: ConsentTerms, request: AccessRequest, facts: Facts): Denial | undefined => {
  const named = sameAddress(terms.grantee, request.actor) && !sameAddress(terms.grantee, NOBODY);
  if (!named) return deny("GRANTEE");
  if (terms.denials.some((rule) => fits(rule, request))) return deny("DENY_RULE");
  // HL7 v3 ActReason: a number beyond the list names nothing, so that nobody can have agreed to it.
  if (!permits(terms.purposes & PURPOSES_KNOWN, request.purpose)) return deny("PURPOSE");
  if (!inScope(terms, request, facts)) return deny("SCOPE");
  // HL7 v3 Confidentiality: U, L, M, N, R, V and nothing above.
  const { confidentiality } = request;
  if (confidentiality > terms.maxConfidentiality || confidentiality > Confidentiality.V) return deny("LABEL");
  if (!inRegion(terms.jurisdictions, request.jurisdiction)) return deny("REGION");
  if (!isResearch(request)) return undefined;
  const forbidding = duoDenial(terms.duo, request, facts.diseaseCovered);
  if (forbidding !== undefined) return { reason: "DUO", duoCode: forbidding };
  const missing = missingCredential(terms.duo, facts.credentials);
  return missing === undefined ? undefined : { reason: "CREDENTIAL", duoCode: missing };
};

/** DUO speaks of research: of purposes that are research, and of every request that states a research use. */
const isResearch = ({ purpose, use }: AccessRequest): boolean =>
  use.kind !== ResearchKind.None || permits(RESEARCH_PURPOSE_MASK, purpose);

/** Whether a deny rule is about a request: every criterion that it states is met. */
const fits = (rule: DenyRule, request: AccessRequest): boolean =>
  (sameAddress(rule.actor, NOBODY) || sameAddress(rule.actor, request.actor)) &&
  (rule.purposes === 0n || permits(rule.purposes, request.purpose)) &&
  (rule.dataClasses === 0 || permits(rule.dataClasses, request.dataClass)) &&
  request.confidentiality >= rule.minConfidentiality &&
  mayBeIn(rule.jurisdiction, request.jurisdiction);

/** Data class (FHIR provision.class), data period (provision.dataPeriod) and disease (DUO DS) are those agreed to. */
const inScope = (terms: ConsentTerms, request: AccessRequest, facts: Facts): boolean => {
  // A guardian or proxy cannot have granted more than its own powers reach.
  const classes = BigInt(terms.dataClasses) & BigInt(facts.standing.delegateClasses) & DATA_CLASSES_KNOWN;
  if (!permits(classes, request.dataClass)) return false;
  const { dataFrom, dataTo } = request;
  const isPeriod = dataTo === OPEN_END || dataTo >= dataFrom;
  const endsInside = terms.dataTo === OPEN_END || (dataTo !== OPEN_END && dataTo <= terms.dataTo);
  if (!isPeriod || dataFrom < terms.dataFrom || !endsInside) return false;
  return facts.diseaseCovered || !asksForDisease(terms.duo, request);
};

const OPEN_END = 0;

/** Whether a use is in one of the places named; an empty list names every place. */
const inRegion = (jurisdictions: readonly string[], place: string): boolean =>
  jurisdictions.length === 0 || (isPlace(place) && jurisdictions.includes(place));

/** A denied place that is not stated, or stated in no way that can be read, is every place; and so is a user's. */
const mayBeIn = (denied: string, place: string): boolean =>
  !isPlace(denied) || !isPlace(place) || denied === place;

/** ISO 3166-1 alpha-2: two capital letters. */
const isPlace = (text: string): boolean => /^[A-Z]{2}$/.test(text);

const sameAddress = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase();

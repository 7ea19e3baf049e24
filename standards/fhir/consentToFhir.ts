import { ZeroAddress } from "ethers";
import type * as r4 from "fhir/r4.js";
import type * as r5 from "fhir/r5.js";
import { type ConsentGrant, consentId } from "../consent.ts";
import { permits, RESEARCH_PURPOSE_MASK } from "../consentCodes.ts";
import type { ConsentStanding } from "../consentStanding.ts";
import { CONSENT_DOCUMENT, Extension, System, Urn } from "./codeSystems.ts";
import type { ConsentWriting } from "./consentContext.ts";
import { parseFhir } from "./parse.ts";
import { policyUri } from "./policyUri.ts";
import { accountReference, subjectReference } from "./references.ts";
import { standingWord, statusOf } from "./standing.ts";
import { instantOf } from "./times.ts";
import type { FhirVersion } from "./version.ts";
import {
  recipient,
  writeClasses,
  writeDenial,
  writeDeniedClasses,
  writePermission,
} from "./writeProvision.ts";

type ConsentOf = { R4: r4.Consent; R5: r5.Consent };

/**
 * A grant as a FHIR Consent, with the status that its standing on chain means. The salt is never written. Throws
 * `UnmappableConsentError` for terms that FHIR cannot say.
 */
export const consentToFhir = <V extends FhirVersion>(
  grant: ConsentGrant,
  standing: ConsentStanding,
  context: ConsentWriting,
  version: V,
): ConsentOf[V] => {
  const consent = version === "R4" ? writeR4(grant, standing, context) : writeR5(grant, standing, context);
  return parseFhir(consent, version) as ConsentOf[V];
};

/** What both releases write alike. */
const common = (grant: ConsentGrant, standing: ConsentStanding, { at }: ConsentWriting) => ({
  resourceType: "Consent" as const,
  identifier: [{ system: Urn.CONSENT, value: consentId(grant) }],
  extension: [{ url: Extension.STANDING, valueCode: standingWord(standing, grant.end, at) }],
  category: [{ coding: [CONSENT_DOCUMENT] }],
});

const parties = (grant: ConsentGrant, standing: ConsentStanding, { references = {} }: ConsentWriting) => ({
  patient: subjectReference(grant.terms.subject, references.patient),
  custodian: accountReference(grant.terms.custodian, references.custodian),
  grantee: accountReference(grant.terms.grantee, references.grantee),
  /** Who agreed: the patient's key, then whoever acted in the patient's place. */
  grantors: [
    accountReference(grant.signer, references.signer),
    ...(standing.delegate === ZeroAddress ? [] : [accountReference(standing.delegate)]),
  ],
});

const writeR4 = (grant: ConsentGrant, standing: ConsentStanding, context: ConsentWriting): r4.Consent => {
  const { terms } = grant;
  const { patient, custodian, grantee, grantors } = parties(grant, standing, context);
  const source = context.references?.source;
  const denials = terms.denials.map((rule, i): r4.ConsentProvision => {
    const classes = writeDeniedClasses(rule, i, "R4");
    return { type: "deny", ...writeDenial(rule, i), ...(classes.length === 0 ? {} : { class: classes }) };
  });
  return {
    ...common(grant, standing, context),
    status: statusOf(standingWord(standing, grant.end, context.at), "R4") as r4.Consent["status"],
    scope: { coding: [{ system: System.CONSENT_SCOPE, code: scopeOf(terms.purposes) }] },
    patient,
    dateTime: instantOf(grant.issuedAt, "issuedAt"),
    performer: grantors,
    organization: [custodian],
    ...(source === undefined ? {} : { sourceReference: { reference: source } }),
    policy: [{ uri: policyUri(terms) }],
    provision: {
      type: "permit",
      ...writePermission(terms, grant.end),
      actor: [recipient(grantee)],
      class: writeClasses(terms, "R4"),
      ...(denials.length === 0 ? {} : { provision: denials }),
    },
  };
};

/** `decision` is the default, and each level of provisions excepts from the one above: deny, but permit, but deny. */
const writeR5 = (grant: ConsentGrant, standing: ConsentStanding, context: ConsentWriting): r5.Consent => {
  const { terms } = grant;
  const { patient, custodian, grantee, grantors } = parties(grant, standing, context);
  const source = context.references?.source;
  const issued = instantOf(grant.issuedAt, "issuedAt");
  const permission = writePermission(terms, grant.end);
  const denials = terms.denials.map((rule, i): r5.ConsentProvision => {
    const classes = writeDeniedClasses(rule, i, "R5");
    return { ...writeDenial(rule, i), ...(classes.length === 0 ? {} : { resourceType: classes }) };
  });
  return {
    ...common(grant, standing, context),
    status: statusOf(standingWord(standing, grant.end, context.at), "R5") as r5.Consent["status"],
    subject: patient,
    date: issued.slice(0, "YYYY-MM-DD".length),
    period: permission.period,
    grantor: grantors,
    grantee: [grantee],
    controller: [custodian],
    ...(source === undefined ? {} : { sourceReference: [{ reference: source }] }),
    policyBasis: { url: policyUri(terms) },
    verification: [{ verified: true, verifiedWith: patient, verificationDate: [issued] }],
    decision: "deny",
    provision: [
      {
        ...permission,
        resourceType: writeClasses(terms, "R5"),
        ...(denials.length === 0 ? {} : { provision: denials }),
      },
    ],
  };
};

/** R4's scope: research if every purpose is research. */
const scopeOf = (purposes: bigint): string => {
  const research = Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => permits(purposes, bit))
    .every((bit) => permits(RESEARCH_PURPOSE_MASK, bit));
  return research ? "research" : "patient-privacy";
};

import { type ConsentGrant, consentId } from "../consent.ts";
import type { Hex } from "../hex.ts";
import {
  CONSENT_DOCUMENT,
  type CodePoint,
  Extension,
  RELEASE_OF_INFORMATION,
  System,
  Urn,
} from "./codeSystems.ts";
import type { ConsentReading, PolicyVersion, ReadConsent } from "./consentContext.ts";
import { UnmappableConsentError } from "./errors.ts";
import { type Fields, needed, openFields, single } from "./fields.ts";
import { parseFhir } from "./parse.ts";
import { policyOfUri } from "./policyUri.ts";
import { readConcept, readExtensions, readReference } from "./readCodes.ts";
import { readPeriod, readPermission } from "./readProvision.ts";
import { resolveReference, wordOf } from "./references.ts";
import { STANDING_WORDS, type StandingWord, statusOf } from "./standing.ts";
import { secondsOf } from "./times.ts";
import type { FhirVersion } from "./version.ts";

/** What may stand in a consent beside its terms; named in `ReadConsent.beside`. */
const BESIDE = ["id", "meta", "language", "text", "sourceAttachment", "sourceReference", "policyText"];

/** Who, when, under which policy and with what permission: what the releases write in different places. */
type Body = {
  readonly subject: Hex;
  readonly custodian: Hex;
  readonly grantee: Hex;
  readonly signer: Hex;
  readonly issuedAt: number;
  readonly policy: PolicyVersion;
  readonly read: ReturnType<typeof readPermission>;
};

/**
 * The grant that a FHIR Consent says. Throws `InvalidFhirError` for a document that is not valid, `UnmappableConsentError`
 * with the path for one that says anything our terms cannot. A document that names a consent id must be that consent.
 */
export const consentFromFhir = (
  document: unknown,
  version: FhirVersion,
  context: ConsentReading,
): ReadConsent => {
  const resource = parseFhir(document, version);
  const consent = openFields(resource as unknown as Record<string, unknown>, resource.resourceType);
  if (consent.text("resourceType") !== "Consent") return fail("resourceType", "is no Consent");
  const beside = consent.leave(...BESIDE);
  const { status, standing } = readStatus(consent, version);
  for (const category of consent.objects("category"))
    if (!isOneOf(readConcept(category), [CONSENT_DOCUMENT, RELEASE_OF_INFORMATION]))
      return fail(category.where, "is no kind of consent we know");
  const id = readId(consent);
  const body = version === "R4" ? readR4(consent, context) : readR5(consent, context);
  consent.close();
  const grant = grantOf(body, context);
  if (id !== undefined && id !== consentId(grant))
    return fail("Consent.identifier", "is the id of other terms", "Was the document, or its salt, changed?");
  return { grant, status, standing, named: id !== undefined, beside };
};

const fail = (where: string, reason: string, hint?: string): never => {
  throw new UnmappableConsentError(where, reason, hint);
};

const isOneOf = (coding: CodePoint, known: readonly CodePoint[]): boolean =>
  known.some(({ system, code }) => system === coding.system && code === coding.code);

const grantOf = (
  { policy, read, signer, issuedAt, ...parties }: Body,
  context: ConsentReading,
): ConsentGrant => ({
  signer,
  terms: {
    subject: parties.subject,
    custodian: parties.custodian,
    grantee: parties.grantee,
    ...read.permission,
    ...policy,
    salt: wordOf(context.salt, "salt"),
  },
  issuedAt,
  end: read.end,
  deadline: context.deadline,
});

const STATUS: Readonly<Record<string, ReadConsent["status"]>> = {
  active: "active",
  inactive: "inactive",
  proposed: "proposed",
  draft: "proposed",
};

const readStatus = (consent: Fields, version: FhirVersion) => {
  const code = needed(consent.text("status"), "Consent.status");
  const status = STATUS[code];
  if (status === undefined) return fail("Consent.status", "is that of no consent");
  const found = readExtensions(consent.objects("extension"), { [Extension.STANDING]: "valueCode" });
  const word = found.get(Extension.STANDING)?.[0]?.text as StandingWord | undefined;
  if (word !== undefined && (!STANDING_WORDS.includes(word) || statusOf(word, version) !== code))
    return fail("Consent.extension", "does not fit the status");
  return { status, standing: word };
};

/** The id of ours that the document carries; ids of others are kept by whoever gave them. */
const readId = (consent: Fields): Hex | undefined => {
  let id: Hex | undefined;
  for (const identifier of consent.objects("identifier"))
    if (identifier.text("system") === Urn.CONSENT)
      id = wordOf(identifier.text("value") ?? "", identifier.at("value"));
  return id;
};

const account = (reference: Fields, context: ConsentReading): Hex =>
  resolveReference("account", readReference(reference), context, reference.where);

const subject = (reference: Fields | undefined, where: string, context: ConsentReading): Hex =>
  resolveReference("subject", readReference(needed(reference, where)), context, where);

/** The first agreed; a second acted in the first's place, and stands on chain. */
const signerOf = (grantors: readonly Fields[], where: string, context: ConsentReading): Hex => {
  if (grantors.length > 2) return fail(where, "has more than two grantors");
  const [signer] = grantors.map((grantor) => account(grantor, context));
  return needed(signer, where);
};

const readR4 = (consent: Fields, context: ConsentReading): Body => {
  const scope = readConcept(needed(consent.object("scope"), "Consent.scope"));
  const scopes = ["patient-privacy", "research"].map((code) => ({ system: System.CONSENT_SCOPE, code }));
  if (!isOneOf(scope, scopes)) return fail("Consent.scope", "is neither privacy nor research");
  const policy = single(consent.objects("policy"), "Consent.policy");
  const uri = needed(policy.text("uri"), policy.at("uri"));
  policy.close();
  const issued = needed(consent.text("dateTime"), "Consent.dateTime");
  const read = readPermission(needed(consent.object("provision"), "Consent.provision"), "R4", context);
  return {
    subject: subject(consent.object("patient"), "Consent.patient", context),
    signer: signerOf(consent.objects("performer"), "Consent.performer", context),
    custodian: account(single(consent.objects("organization"), "Consent.organization"), context),
    grantee: needed(read.actor, "Consent.provision.actor"),
    issuedAt: secondsOf(issued, "Consent.dateTime"),
    policy: policyOfUri(uri, context, "Consent.policy[0].uri"),
    read,
  };
};

const readR5 = (consent: Fields, context: ConsentReading): Body => {
  if (consent.text("decision") !== "deny")
    return fail("Consent.decision", "is not deny", "The default denies, and the provision permits.");
  const basis = needed(consent.object("policyBasis"), "Consent.policyBasis");
  const uri = needed(basis.text("url"), basis.at("url"));
  basis.close();
  const read = readPermission(single(consent.objects("provision"), "Consent.provision"), "R5", context);
  if (read.actor !== undefined)
    return fail("Consent.provision[0].actor", "names a grantee below Consent.grantee");
  checkR5Period(consent.object("period"), read.permission.start, read.end);
  return {
    subject: subject(consent.object("subject"), "Consent.subject", context),
    signer: signerOf(consent.objects("grantor"), "Consent.grantor", context),
    custodian: account(single(consent.objects("controller"), "Consent.controller"), context),
    grantee: account(single(consent.objects("grantee"), "Consent.grantee"), context),
    issuedAt: readIssued(consent),
    policy: policyOfUri(uri, context, "Consent.policyBasis.url"),
    read,
  };
};

const checkR5Period = (period: Fields | undefined, start: number, end: number): void => {
  if (period === undefined) return;
  const whole = readPeriod(period);
  if (whole.start !== start || whole.end !== end) fail("Consent.period", "is not that of the provision");
};

/** R5's `date` is a day; the second at which the patient agreed is that of its verification. */
const readIssued = (consent: Fields): number => {
  const verification = single(consent.objects("verification"), "Consent.verification");
  if (verification.flag("verified") !== true) return fail(verification.at("verified"), "is not true");
  const dates = verification.texts("verificationDate");
  const issued = single(dates, verification.at("verificationDate"));
  verification.leave("verifiedWith", "verifiedBy", "verificationType");
  verification.close();
  const day = consent.text("date");
  if (day !== undefined && !issued.startsWith(day))
    return fail("Consent.date", "is not the day of verification");
  return secondsOf(issued, verification.at("verificationDate"));
};

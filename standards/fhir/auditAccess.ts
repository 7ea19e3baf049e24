import { findCode, PURPOSES } from "../consentCodeNames.ts";
import type { Decision } from "../consentDecision.ts";
import type { ConsentId, Hex } from "../hex.ts";
import { type CommittedRecord, commitRecord, type RecordDomain } from "../recordCommitment.ts";
import { AgentCode, EntityCode, EventCode, OutcomeCode } from "./auditCodes.ts";
import {
  type AuditAgent,
  type AuditEntity,
  type AuditEventOf,
  type AuditReference,
  writeAuditEvent,
} from "./auditEvent.ts";
import { type CodePoint, codingOf, Urn } from "./codeSystems.ts";
import { toCommittable } from "./committable.ts";
import { UnmappableConsentError } from "./errors.ts";
import type { FhirVersion } from "./version.ts";

/** A machine that took part, and its address as a URI. */
export type AuditMachine = { readonly who: AuditReference; readonly network: string };

/** What every access has. References are what the caller passes, and nothing else about a person is written. */
export type AccessFacts = {
  /** Unix seconds. */
  readonly at: number;
  /** Number of a purpose: consentCodes.ts. */
  readonly purpose: number;
  readonly patient: AuditReference;
  readonly consent: ConsentId;
  readonly requestId: Hex;
};

const purposeOf = (purpose: number): CodePoint => {
  const entry = findCode(PURPOSES, purpose);
  if (entry === undefined) throw new UnmappableConsentError("purpose", "is no code of our terms");
  return codingOf(entry);
};

const patientEntity = (what: AuditReference): AuditEntity => ({
  type: EntityCode.PERSON,
  role: EntityCode.ROLE_PATIENT,
  what,
});

const consentEntity = (consent: ConsentId): AuditEntity => ({
  type: EntityCode.CONSENT,
  role: EntityCode.ROLE_SECURITY,
  what: { identifier: { system: Urn.CONSENT, value: consent } },
});

const requestEntity = (requestId: Hex): AuditEntity => ({
  type: EntityCode.SYSTEM_OBJECT,
  role: EntityCode.ROLE_SECURITY,
  what: { identifier: { system: Urn.REQUEST, value: requestId } },
});

const dataEntity = (what: AuditReference, role: CodePoint): AuditEntity => ({
  type: EntityCode.SYSTEM_OBJECT,
  role,
  what,
});

const machine = (type: CodePoint, { who, network }: AuditMachine): AuditAgent => ({
  type,
  who,
  network,
  requestor: false,
});

/** BALP AuthZ-Consent: a decision over a consent, permitted (outcome 0) or denied (outcome 8, with the reason's code). */
export const auditDecision = <V extends FhirVersion>(
  facts: AccessFacts & {
    readonly decision: Decision;
    readonly client: AuditMachine;
    readonly user: AuditReference;
    readonly organization: AuditReference;
    readonly authorizer: AuditReference;
  },
  version: V,
): AuditEventOf[V] => {
  const { decision, client, user, organization, authorizer } = facts;
  const purpose = purposeOf(facts.purpose);
  return writeAuditEvent(
    {
      type: EventCode.SECURITY_ALERT,
      subtype: EventCode.CONSENT_DECISION,
      action: "E",
      recordedAt: facts.at,
      outcome: decision.permitted ? OutcomeCode.SUCCESS : OutcomeCode.FAILURE,
      ...(decision.permitted ? {} : { reason: decision.reason }),
      purposes: [purpose],
      patient: facts.patient,
      observer: authorizer,
      agents: [
        machine(AgentCode.APPLICATION, client),
        { type: AgentCode.USER, who: user, requestor: true, purposes: [purpose] },
        { type: AgentCode.ORGANIZATION, who: organization, requestor: false },
        { type: AgentCode.AUTHORIZER, who: authorizer, requestor: false },
      ],
      // BALP closes this list: patient and consents, no request.
      entities: [patientEntity(facts.patient), consentEntity(facts.consent)],
    },
    version,
  );
};

type Transfer = AccessFacts & {
  readonly source: AuditMachine;
  readonly recipient: AuditMachine;
  readonly data: readonly AuditReference[];
};

/** BALP PrivacyDisclosure: data that left the source, or came to the recipient; each side records its own. */
export const auditDisclosure = <V extends FhirVersion>(
  facts: Transfer,
  side: "source" | "recipient",
  version: V,
): AuditEventOf[V] =>
  writeAuditEvent(
    {
      type: side === "source" ? EventCode.EXPORT : EventCode.IMPORT,
      subtype: EventCode.DISCLOSE,
      action: side === "source" ? "R" : "C",
      recordedAt: facts.at,
      outcome: OutcomeCode.SUCCESS,
      purposes: [purposeOf(facts.purpose)],
      patient: facts.patient,
      observer: facts[side].who,
      agents: [machine(AgentCode.SOURCE, facts.source), machine(AgentCode.DESTINATION, facts.recipient)],
      entities: [
        patientEntity(facts.patient),
        ...facts.data.map((what) => dataEntity(what, EntityCode.ROLE_REPORT)),
        consentEntity(facts.consent),
        requestEntity(facts.requestId),
      ],
    },
    version,
  );

/** BALP PatientRead: one resource about a patient that a user read; recorded by the server. */
export const auditPatientRead = <V extends FhirVersion>(
  facts: AccessFacts & {
    readonly client: AuditMachine;
    readonly server: AuditMachine;
    readonly user: AuditReference;
    readonly data: AuditReference;
  },
  version: V,
): AuditEventOf[V] => {
  const purpose = purposeOf(facts.purpose);
  return writeAuditEvent(
    {
      type: EventCode.REST,
      subtype: EventCode.READ,
      action: "R",
      recordedAt: facts.at,
      outcome: OutcomeCode.SUCCESS,
      purposes: [purpose],
      patient: facts.patient,
      observer: facts.server.who,
      agents: [
        machine(AgentCode.DESTINATION, facts.client),
        machine(AgentCode.SOURCE, facts.server),
        { type: AgentCode.USER, who: facts.user, requestor: true, purposes: [purpose] },
      ],
      entities: [
        dataEntity(facts.data, EntityCode.ROLE_RESOURCE),
        patientEntity(facts.patient),
        consentEntity(facts.consent),
      ],
    },
    version,
  );
};

/** Commits to an event under a fresh salt, by the rule of all records; what the chain learns of it. */
export const commitAuditEvent = (
  domain: RecordDomain,
  event: unknown,
  version: FhirVersion,
): CommittedRecord => commitRecord(domain, toCommittable(event, version).resource);

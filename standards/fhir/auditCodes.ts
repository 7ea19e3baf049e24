// Codes of audit events, as IHE Basic Audit Log Patterns (profiles.ihe.net/ITI/BALP) fix them for R4: profiles
// AuthZconsent, PrivacyDisclosure.Source, PrivacyDisclosure.Recipient and PatientRead.
import { type CodePoint, System } from "./codeSystems.ts";

const AUDIT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type";
const ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
const OUTCOME = "http://terminology.hl7.org/CodeSystem/audit-event-outcome";
const AUTHZ = "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType";
const LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
const INTERACTION = "http://hl7.org/fhir/restful-interaction";
const SECURITY_ROLE = "http://terminology.hl7.org/CodeSystem/extra-security-role-type";

const code = (system: string, value: string, display: string): Required<CodePoint> => ({
  system,
  code: value,
  display,
});

/** What kind of event it is. */
export const EventCode = {
  SECURITY_ALERT: code(System.DICOM, "110113", "Security Alert"),
  CONSENT_DECISION: code(AUTHZ, "AuthZ-Consent", "Authorization Decision using Roles and Consent"),
  EXPORT: code(System.DICOM, "110106", "Export"),
  IMPORT: code(System.DICOM, "110107", "Import"),
  DISCLOSE: code(LIFECYCLE, "disclose", "Disclose Record Lifecycle Event"),
  REST: code(AUDIT_TYPE, "rest", "Restful Operation"),
  READ: code(INTERACTION, "read", "read"),
} as const;

/** Who took part as what. */
export const AgentCode = {
  APPLICATION: code(System.DICOM, "110150", "Application"),
  SOURCE: code(System.DICOM, "110153", "Source Role ID"),
  DESTINATION: code(System.DICOM, "110152", "Destination Role ID"),
  USER: code(System.PARTICIPATION, "IRCP", "information recipient"),
  ORGANIZATION: code(System.ROLE_CLASS, "PROV", "healthcare provider"),
  AUTHORIZER: code(SECURITY_ROLE, "authserver", "authorization server"),
} as const;

/** What the event is about. R5 keeps the role alone. */
export const EntityCode = {
  PERSON: code(ENTITY_TYPE, "1", "Person"),
  SYSTEM_OBJECT: code(ENTITY_TYPE, "2", "System Object"),
  CONSENT: code(System.RESOURCE_TYPES_R4, "Consent", "Consent"),
  ROLE_PATIENT: code(OBJECT_ROLE, "1", "Patient"),
  ROLE_REPORT: code(OBJECT_ROLE, "3", "Report"),
  ROLE_RESOURCE: code(OBJECT_ROLE, "4", "Domain Resource"),
  ROLE_SECURITY: code(OBJECT_ROLE, "13", "Security Resource"),
} as const;

/** How it went. */
export const OutcomeCode = {
  SUCCESS: code(OUTCOME, "0", "Success"),
  FAILURE: code(OUTCOME, "8", "Serious failure"),
} as const;

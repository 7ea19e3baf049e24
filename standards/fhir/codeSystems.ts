// Code systems and names that consents and audit events are written in. Purposes, obligations, confidentiality, data
// classes and DUO codes stand in ../consentCodeNames.ts; here is what FHIR needs beside them.
//
// Sources: HL7 Terminology (terminology.hl7.org) for v3 and FHIR systems, loinc.org for consent documents, DICOM PS3.16
// (http://dicom.nema.org/resources/ontology/DCM) and IHE BALP (profiles.ihe.net/ITI/BALP) for audit events,
// MONDO-style CURIEs as the Data Use Ontology uses them, ISO 3166-1 for countries.
import { DATA_CLASSES, type NamedCode } from "../consentCodeNames.ts";
import type { FhirVersion } from "./version.ts";

/** A code as FHIR's `Coding` has it. */
export type CodePoint = { readonly system: string; readonly code: string; readonly display?: string };

export const System = {
  LOINC: "http://loinc.org",
  CONSENT_SCOPE: "http://terminology.hl7.org/CodeSystem/consentscope",
  PARTICIPATION: "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
  ROLE_CLASS: "http://terminology.hl7.org/CodeSystem/v3-RoleClass",
  DICOM: "http://dicom.nema.org/resources/ontology/DCM",
  RESOURCE_TYPES_R4: "http://hl7.org/fhir/resource-types",
  RESOURCE_TYPES_R5: "http://hl7.org/fhir/fhir-types",
} as const;

/** Our own identifiers, so that they cannot be taken for anybody else's. */
export const Urn = {
  /** Struct hash of the grant. */
  CONSENT: "urn:theriac:consent",
  /** Random handle of a patient at a custodian. */
  SUBJECT: "urn:theriac:subject",
  /** Account or key handle, in checksum form. */
  ACCOUNT: "urn:theriac:account",
  POLICY: "urn:theriac:policy",
  REQUEST: "urn:theriac:access-request",
} as const;

/** Extensions of ours. Those that narrow a permission are written as modifier extensions. */
export const Extension = {
  STANDING: "urn:theriac:fhir:standing",
  DATA_USE: "urn:theriac:fhir:data-use",
  DISEASE: "urn:theriac:fhir:disease",
  JURISDICTION: "urn:theriac:fhir:jurisdiction",
  CONFIDENTIALITY_FLOOR: "urn:theriac:fhir:confidentiality-floor",
} as const;

/** LOINC codes of consent documents. */
export const CONSENT_DOCUMENT: CodePoint = {
  system: System.LOINC,
  code: "59284-0",
  display: "Consent Document",
};
export const RELEASE_OF_INFORMATION: CodePoint = {
  system: System.LOINC,
  code: "64292-6",
  display: "Release of information consent",
};

export const RECIPIENT: CodePoint = {
  system: System.PARTICIPATION,
  code: "IRCP",
  display: "information recipient",
};

/** A code of one of our lists as a coding. */
export const codingOf = ({ system, code, display }: NamedCode): Required<CodePoint> => ({
  system,
  code,
  display,
});

/** The data classes in a release; R5 moved the resource types into another system. */
export const dataClassesOf = (version: FhirVersion): readonly NamedCode[] =>
  version === "R4"
    ? DATA_CLASSES
    : DATA_CLASSES.map((entry) =>
        entry.system === System.RESOURCE_TYPES_R4 ? { ...entry, system: System.RESOURCE_TYPES_R5 } : entry,
      );

/** Entry of a list that a coding names, by system and code. */
export const entryOf = (
  list: readonly NamedCode[],
  system: string | undefined,
  code: string | undefined,
): NamedCode | undefined => list.find((entry) => entry.system === system && entry.code === code);

import type * as r4 from "fhir/r4.js";
import type * as r5 from "fhir/r5.js";

/** The releases of FHIR that this project reads and writes: R4 is 4.0.1, R5 is 5.0.0. */
export type FhirVersion = "R4" | "R5";

/** Resource types that may be committed to. GenomicStudy exists in R5 only. */
export type CoveredType =
  | "AllergyIntolerance"
  | "AuditEvent"
  | "Bundle"
  | "Claim"
  | "Condition"
  | "Consent"
  | "Device"
  | "DiagnosticReport"
  | "DocumentReference"
  | "Encounter"
  | "GenomicStudy"
  | "ImagingStudy"
  | "Immunization"
  | "Location"
  | "Medication"
  | "MedicationRequest"
  | "MedicationStatement"
  | "MolecularSequence"
  | "Observation"
  | "OperationOutcome"
  | "Organization"
  | "Patient"
  | "Practitioner"
  | "PractitionerRole"
  | "Procedure"
  | "Provenance"
  | "RelatedPerson"
  | "Specimen";

type Published = { R4: r4.FhirResource; R5: r5.FhirResource };

/** A resource of a covered type, as the published type definitions have it. */
export type FhirResource<V extends FhirVersion> = Extract<Published[V], { resourceType: CoveredType }>;

/** A JSON value as a parser gives it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Whether a value is a JSON object, no array and not null. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

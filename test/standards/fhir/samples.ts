// Invented documents, valid in the releases named.
import type { FhirVersion } from "../../../standards/fhir/version.ts";

type Sample = { readonly versions: readonly FhirVersion[]; readonly document: Record<string, unknown> };

const BOTH: readonly FhirVersion[] = ["R4", "R5"];
const coding = (system: string, code: string) => ({ coding: [{ system, code }] });
const patient = { reference: "Patient/p1" };

export const SAMPLES: readonly Sample[] = [
  {
    versions: BOTH,
    document: {
      resourceType: "Patient",
      id: "p1",
      meta: { lastUpdated: "2026-03-01T08:00:00.000Z", profile: ["http://example.org/p"] },
      text: { status: "generated", div: '<div xmlns="http://www.w3.org/1999/xhtml">synthetic</div>' },
      contained: [{ resourceType: "Organization", id: "o1", name: "Clinic" }],
      extension: [{ url: "http://example.org/e", valueDecimal: 1.5 }],
      name: [{ family: "Test", given: ["A", null], _given: [null, { id: "g" }] }],
      gender: "female",
      birthDate: "1980-02-29",
      _birthDate: {
        extension: [{ url: "http://example.org/t", valueDateTime: "1980-02-29T10:00:00+08:00" }],
      },
      deceasedBoolean: false,
      managingOrganization: { reference: "#o1" },
    },
  },
  {
    versions: BOTH,
    document: {
      resourceType: "Observation",
      status: "final",
      category: [coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")],
      code: coding("http://loinc.org", "4548-4"),
      subject: patient,
      effectiveDateTime: "2026-02",
      valueQuantity: { value: 6.5, unit: "%", system: "http://unitsofmeasure.org", code: "%" },
      component: [{ code: { text: "part" }, valueInteger: 3 }],
    },
  },
  {
    versions: BOTH,
    document: {
      resourceType: "Bundle",
      type: "collection",
      timestamp: "2026-03-01T08:00:00Z",
      entry: [
        {
          fullUrl: "urn:uuid:0c6f3a5e-58a0-4b1c-9a41-3b0a5f0c1d2e",
          resource: {
            resourceType: "Condition",
            clinicalStatus: coding("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
            code: { text: "diabetes" },
            subject: patient,
            onsetAge: { value: 40, system: "http://unitsofmeasure.org", code: "a" },
          },
        },
      ],
    },
  },
  {
    versions: ["R4"],
    document: {
      resourceType: "MedicationRequest",
      status: "active",
      intent: "order",
      medicationCodeableConcept: { text: "metformin" },
      subject: patient,
      dosageInstruction: [{ timing: { repeat: { frequency: 2, period: 1, periodUnit: "d" } } }],
    },
  },
  {
    versions: ["R5"],
    document: {
      resourceType: "GenomicStudy",
      status: "available",
      subject: patient,
      startDate: "2026-01-05",
      analysis: [{ title: "panel", date: "2026-01-06" }],
    },
  },
  {
    versions: ["R4"],
    document: {
      resourceType: "ImagingStudy",
      status: "available",
      subject: patient,
      series: [
        {
          uid: "1.2.3",
          modality: { system: "http://dicom.nema.org/resources/ontology/DCM", code: "CT" },
          instance: [{ uid: "1.2.3.4", sopClass: { system: "urn:ietf:rfc:3986", code: "urn:oid:1.2" } }],
        },
      ],
    },
  },
];

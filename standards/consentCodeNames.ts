import { Confidentiality, DataClass, Duo, Obligation, Purpose } from "./consentCodes.ts";

/** One code of a list: the bit (or level) that stands for it in a consent, and how its own system calls it. */
export type NamedCode = {
  readonly bit: number;
  /** Name in consentCodes.ts, which the command line prints and reads. */
  readonly name: string;
  readonly system: string;
  readonly code: string;
  readonly display: string;
};

const ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
const OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
const DIAGNOSTIC_SERVICE = "http://terminology.hl7.org/CodeSystem/v2-0074";
const RESOURCE_TYPE = "http://hl7.org/fhir/resource-types";
const DUO = "http://purl.obolibrary.org/obo/duo.owl";
/** Codes of this project, for what no public list has a code for. */
export const LOCAL_SYSTEM = "urn:theriac:consent-codes";

const list = <T extends Record<string, number>>(
  bits: T,
  system: string,
  displays: Record<keyof T, string | readonly [code: string, display: string, system?: string]>,
): readonly NamedCode[] =>
  Object.entries(bits).map(([name, bit]) => {
    const entry = displays[name as keyof T];
    if (typeof entry === "string") return { bit, name, system, code: name, display: entry };
    const [code, display, own] = entry as readonly [string, string, string?];
    return { bit, name, system: own ?? system, code, display };
  });

/** HL7 v3 ActReason, PurposeOfUse. */
export const PURPOSES = list(Purpose, ACT_REASON, {
  TREAT: "treatment",
  ETREAT: "Emergency Treatment",
  BTG: "break the glass",
  HPAYMT: "healthcare payment",
  HOPERAT: "healthcare operations",
  HRESCH: "healthcare research",
  CLINTRCH: "clinical trial research",
  DSRCH: "disease specific healthcare research",
  POARCH: "population origins or ancestry healthcare research",
  BIORCH: "biomedical research",
  PATRQT: "patient requested",
  FAMRQT: "family requested",
  PWATRNY: "power of attorney",
  PUBHLTH: "public health",
  PATSFTY: "patient safety",
  HMARKT: "healthcare marketing",
  COVERAGE: "coverage under policy or program",
  CLMATTCH: "claim attachment",
  FRAUD: "fraud",
  CAREMGT: "Care Management",
  AI_INFER: ["AI-INFER", "run an existing model on the record", LOCAL_SYSTEM],
  AI_TRAIN: ["AI-TRAIN", "train or tune a model on the record", LOCAL_SYSTEM],
});

/** HL7 v3 ActCode, ObligationPolicy and RefrainPolicy. */
export const OBLIGATIONS = list(Obligation, ACT_CODE, {
  AOD: "accounting of disclosure",
  AUDIT: "audit",
  DEID: "deidentify",
  PSEUD: "pseudonymize",
  ANONY: "anonymize",
  MINEC: "minimum necessary",
  DELAU: "delete after use",
  ENCRYPT: "encrypt",
  NORELINK: "no relinking",
  NORDSCLCD: "no redisclosure without consent directive",
  NOREUSE: "no reuse beyond purpose of use",
  NOINTEGRATE: "no integration",
  NOPERSISTP: "no collection beyond purpose of use",
  ORCON: "no disclosure without originator authorization",
  NRI: ["NRI", "no re-identification of individuals", LOCAL_SYSTEM],
});

/** HL7 v3 Confidentiality. Levels, not bits. */
export const CONFIDENTIALITIES = list(Confidentiality, CONFIDENTIALITY, {
  U: "unrestricted",
  L: "low",
  M: "moderate",
  N: "normal",
  R: "restricted",
  V: "very restricted",
});

/** FHIR R4 resource types, observation categories and HL7 v2 diagnostic services. */
export const DATA_CLASSES = list(DataClass, RESOURCE_TYPE, {
  DEMOGRAPHICS: ["Patient", "Patient"],
  LABORATORY: ["laboratory", "Laboratory", OBSERVATION_CATEGORY],
  PATHOLOGY: ["SP", "Surgical Pathology", DIAGNOSTIC_SERVICE],
  IMAGING: ["imaging", "Imaging", OBSERVATION_CATEGORY],
  VITAL_SIGNS: ["vital-signs", "Vital Signs", OBSERVATION_CATEGORY],
  CONDITION: ["Condition", "Condition"],
  MEDICATION: ["MedicationRequest", "MedicationRequest"],
  PROCEDURE: ["Procedure", "Procedure"],
  ALLERGY: ["AllergyIntolerance", "AllergyIntolerance"],
  IMMUNIZATION: ["Immunization", "Immunization"],
  GENOMICS: ["GE", "Genetics", DIAGNOSTIC_SERVICE],
  CLINICAL_NOTE: ["DocumentReference", "DocumentReference"],
  DEVICE_READINGS: ["DeviceMetric", "DeviceMetric"],
  CLAIM: ["Claim", "Claim"],
});

/** Data Use Ontology, EBISPOT/DUO duo.csv. */
export const DUO_CODES = list(Duo, DUO, {
  NRES: ["DUO:0000004", "no restriction"],
  HMB: ["DUO:0000006", "health or medical or biomedical research"],
  DS: ["DUO:0000007", "disease specific research"],
  POA: ["DUO:0000011", "population origins or ancestry research only"],
  GRU: ["DUO:0000042", "general research use"],
  RS: ["DUO:0000012", "research specific restrictions"],
  NMDS: ["DUO:0000015", "no general methods research"],
  GSO: ["DUO:0000016", "genetic studies only"],
  NPUNCU: ["DUO:0000018", "not for profit, non commercial use only"],
  PUB: ["DUO:0000019", "publication required"],
  COL: ["DUO:0000020", "collaboration required"],
  IRB: ["DUO:0000021", "ethics approval required"],
  GS: ["DUO:0000022", "geographical restriction"],
  MOR: ["DUO:0000024", "publication moratorium"],
  TS: ["DUO:0000025", "time limit on use"],
  US: ["DUO:0000026", "user specific restriction"],
  PS: ["DUO:0000027", "project specific restriction"],
  IS: ["DUO:0000028", "institution specific restriction"],
  RTN: ["DUO:0000029", "return to database or resource"],
  CC: ["DUO:0000043", "clinical care use"],
  NPOA: ["DUO:0000044", "population origins or ancestry research prohibited"],
  NPU: ["DUO:0000045", "not for profit organisation use only"],
  NCU: ["DUO:0000046", "non-commercial use only"],
});

/** Entry of a list by its bit, its name here or the code of its own system; undefined if there is none. */
export const findCode = (codes: readonly NamedCode[], wanted: number | string): NamedCode | undefined =>
  codes.find(({ bit, name, code }) => wanted === bit || wanted === name || wanted === code);

/** Entries of a list whose bits are set. */
export const namesIn = (codes: readonly NamedCode[], mask: bigint | number): readonly NamedCode[] =>
  codes.filter(({ bit }) => ((BigInt(mask) >> BigInt(bit)) & 1n) === 1n);

/**
 * Code lists of the masks in a consent. Bit n of a mask is the code whose value here is n.
 *
 * Sources: purposes are HL7 v3 ActReason (http://terminology.hl7.org/CodeSystem/v3-ActReason), obligations HL7 v3
 * ActCode, confidentiality HL7 v3 Confidentiality, data classes FHIR R4 resource types and categories. No HL7 or DUO
 * code exists for running or training a model on a record: those two are local and off by default. DUO codes are the
 * Data Use Ontology's own numbers (EBISPOT/DUO duo.csv): bit n stands for DUO:00000nn. Names, systems and displays to
 * print and parse: consentCodeNames.ts.
 */

/** What the grantee may use the data for. */
export const Purpose = {
  TREAT: 0,
  ETREAT: 1,
  BTG: 2,
  HPAYMT: 3,
  HOPERAT: 4,
  HRESCH: 5,
  CLINTRCH: 6,
  DSRCH: 7,
  POARCH: 8,
  BIORCH: 9,
  PATRQT: 10,
  FAMRQT: 11,
  PWATRNY: 12,
  PUBHLTH: 13,
  PATSFTY: 14,
  HMARKT: 15,
  COVERAGE: 16,
  CLMATTCH: 17,
  FRAUD: 18,
  CAREMGT: 19,
  /** Local: run an existing model on the record. */
  AI_INFER: 20,
  /** Local: train or tune a model on the record. */
  AI_TRAIN: 21,
} as const;
export type PurposeCode = (typeof Purpose)[keyof typeof Purpose];

/** Purposes that are research: the DUO mask decides them too. */
export const RESEARCH_PURPOSES: readonly PurposeCode[] = [
  Purpose.HRESCH,
  Purpose.CLINTRCH,
  Purpose.DSRCH,
  Purpose.POARCH,
  Purpose.BIORCH,
  Purpose.AI_TRAIN,
];

/** Data Use Ontology. */
export const Duo = {
  /** Permissions: exactly one is set. */
  NRES: 4,
  HMB: 6,
  DS: 7,
  POA: 11,
  GRU: 42,
  /** Modifiers. */
  RS: 12,
  NMDS: 15,
  GSO: 16,
  NPUNCU: 18,
  PUB: 19,
  COL: 20,
  IRB: 21,
  GS: 22,
  MOR: 24,
  TS: 25,
  US: 26,
  PS: 27,
  IS: 28,
  RTN: 29,
  CC: 43,
  NPOA: 44,
  NPU: 45,
  NCU: 46,
} as const;
export type DuoCode = (typeof Duo)[keyof typeof Duo];

export const DUO_PERMISSIONS: readonly DuoCode[] = [Duo.NRES, Duo.HMB, Duo.DS, Duo.POA, Duo.GRU];
/** Modifiers that only somebody who shows a credential may meet. */
export const DUO_CREDENTIALS: readonly DuoCode[] = [Duo.RS, Duo.IRB, Duo.GS, Duo.US, Duo.PS, Duo.IS];
/** Modifiers that do not deny but bind the user afterwards. */
export const DUO_OBLIGATIONS: readonly DuoCode[] = [Duo.PUB, Duo.COL, Duo.MOR, Duo.TS, Duo.RTN];
/** Modifiers that a commercial use breaks, in the order in which they are looked at. */
export const DUO_COMMERCIAL_LIMITS: readonly DuoCode[] = [Duo.NPUNCU, Duo.NPU, Duo.NCU];

/** What of a record the consent covers. */
export const DataClass = {
  DEMOGRAPHICS: 0,
  LABORATORY: 1,
  PATHOLOGY: 2,
  IMAGING: 3,
  VITAL_SIGNS: 4,
  CONDITION: 5,
  MEDICATION: 6,
  PROCEDURE: 7,
  ALLERGY: 8,
  IMMUNIZATION: 9,
  GENOMICS: 10,
  CLINICAL_NOTE: 11,
  DEVICE_READINGS: 12,
  CLAIM: 13,
} as const;
export type DataClassCode = (typeof DataClass)[keyof typeof DataClass];

/** Unrestricted, low, moderate, normal, restricted, very restricted. */
export const Confidentiality = { U: 0, L: 1, M: 2, N: 3, R: 4, V: 5 } as const;
export type ConfidentialityLevel = (typeof Confidentiality)[keyof typeof Confidentiality];

/** What the user must do, or refrain from, with what it was permitted. */
export const Obligation = {
  AOD: 0,
  AUDIT: 1,
  DEID: 2,
  PSEUD: 3,
  ANONY: 4,
  MINEC: 5,
  DELAU: 6,
  ENCRYPT: 7,
  NORELINK: 8,
  NORDSCLCD: 9,
  NOREUSE: 10,
  NOINTEGRATE: 11,
  NOPERSISTP: 12,
  ORCON: 13,
  /** Local: no re-identification of individuals. */
  NRI: 14,
} as const;

/** Mask with the bits of `codes` set. */
export const maskOf = (codes: readonly number[]): bigint =>
  codes.reduce((mask, code) => mask | (1n << BigInt(code)), 0n);

/** Whether the bit of `code` is set. */
export const permits = (mask: bigint | number, code: number): boolean =>
  ((BigInt(mask) >> BigInt(code)) & 1n) === 1n;

/** Bits of a mask that are set, ascending. */
export const codesIn = (mask: bigint | number): number[] =>
  Array.from({ length: 64 }, (_, code) => code).filter((code) => permits(mask, code));

export const PURPOSES_KNOWN = maskOf(Object.values(Purpose));
export const DATA_CLASSES_KNOWN = maskOf(Object.values(DataClass));
export const DUO_KNOWN = maskOf(Object.values(Duo));
export const RESEARCH_PURPOSE_MASK = maskOf(RESEARCH_PURPOSES);
export const DUO_CREDENTIAL_MASK = maskOf(DUO_CREDENTIALS);
export const DUO_OBLIGATION_MASK = maskOf(DUO_OBLIGATIONS);

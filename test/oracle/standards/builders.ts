import type { ConsentGrant, ConsentTerms } from "../../../standards/consent.ts";
import { Confidentiality, DataClass, maskOf, Obligation, Purpose } from "../../../standards/consentCodes.ts";
import type { ConsentId, Hex, ModelId } from "../../../standards/hex.ts";
import { type InferenceRequest, Mode, Provenance } from "../../../standards/inference.ts";
import type { PersonalRecord } from "../../../standards/record.ts";

/** 32 bytes that all are `byte`. */
export const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;

export const CLINIC: Hex = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
export const PATIENT: Hex = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
export const HOSPITAL: Hex = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";

export const aTerms = (changes: Partial<ConsentTerms> = {}): ConsentTerms => ({
  subject: word(1),
  custodian: HOSPITAL,
  grantee: CLINIC,
  purposes: maskOf([Purpose.AI_INFER]),
  duo: 0n,
  dataClasses: 1 << DataClass.PATHOLOGY,
  maxConfidentiality: Confidentiality.R,
  start: 1_000,
  dataFrom: 0,
  dataTo: 0,
  obligations: Number(maskOf([Obligation.NORELINK])),
  diseases: [],
  jurisdictions: [],
  denials: [],
  policy: word(7),
  policyHash: word(2),
  policyMajor: 1,
  policyMinor: 0,
  salt: word(3),
  ...changes,
});

export const aGrant = (changes: Partial<ConsentGrant> = {}): ConsentGrant => ({
  signer: PATIENT,
  terms: aTerms(),
  issuedAt: 1_000,
  end: 100_000,
  deadline: 50_000,
  ...changes,
});

export const aRequest = (changes: Partial<InferenceRequest> = {}): InferenceRequest => ({
  modelId: word(0x11) as ModelId,
  payloadHash: word(0x12),
  inputCommitment: word(0x13),
  consentId: word(0) as ConsentId,
  callback: "0x0000000000000000000000000000000000000000",
  callbackGasLimit: 0,
  deadline: 2_000_000_000,
  fee: 10n ** 15n,
  valueAtRisk: 0n,
  mode: Mode.QUORUM,
  provenance: Provenance.COMMITTEE_EXTRACTED,
  nonce: 7n,
  ...changes,
});

export const aRecord = (changes: Partial<PersonalRecord> = {}): PersonalRecord => ({
  kind: "record/1",
  record: { kind: "wdbc-row/1", values: [1, 2, 3] },
  dataClass: DataClass.PATHOLOGY,
  confidentiality: Confidentiality.N,
  consent: aGrant(),
  inputSalt: word(4),
  outputSalt: word(5),
  grantee: { encryptionKey: word(6) },
  ...changes,
});

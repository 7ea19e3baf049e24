// Break-glass access: tags, reasons and commitments of contracts/consent/EmergencyAccess.sol.
//
//   tag             keccak256(abi.encode(keccak256("theriac.emergency.v1"), subject, n)), n counting from zero
//   justification   keccak256(keccak256("theriac.emergency.justification.v1"), keccak256(words), salt)
//   report          keccak256(keccak256("theriac.emergency.report.v1"), keccak256(words), salt)
//
// Words are UTF-8 of their Unicode NFC form. The subject is the patient's random handle at one custodian, so whoever does
// not know it can neither compute a tag nor link two of them.
import { AbiCoder, concat, keccak256, toUtf8Bytes } from "ethers";
import { assertWord } from "./commitments.ts";
import { EmergencyCountError } from "./emergencyErrors.ts";
import type { EmergencyTag, Hex } from "./hex.ts";

const domain = (name: string): Hex => keccak256(toUtf8Bytes(name)) as Hex;
const TAG_DOMAIN = domain("theriac.emergency.v1");
const JUSTIFICATION_DOMAIN = domain("theriac.emergency.justification.v1");
const REPORT_DOMAIN = domain("theriac.emergency.report.v1");

const HOUR = 3_600;
/** Seconds of access when no end is named, and at most; constants of EmergencyAccess. */
export const DEFAULT_PERIOD = 4 * HOUR;
export const MAX_PERIOD = 24 * HOUR;
/** Seconds in which a review is due, from the end of access. */
export const REVIEW_PERIOD = 72 * HOUR;
/** Emergencies of one clinician that may wait for a review at once. */
export const MAX_UNREVIEWED = 5;

/**
 * How many numbers past the last one seen a patient's client watches. Custodians count without gaps; a careless one that
 * skips fewer numbers than this at once hides nothing.
 */
export const LOOK_AHEAD = 256;

/** What a member of a custodian's staff may do, by the number in the transaction. */
export const StaffRole = { NONE: 0, CLINICIAN: 1, PRIVACY_OFFICER: 2 } as const;

/** Largest count of which a tag is made. */
const MOST = Number.MAX_SAFE_INTEGER;

/**
 * Why the glass was broken, by the number in the transaction. 1 and 2 are codes of HL7 v3 ActReason
 * (http://terminology.hl7.org/CodeSystem/v3-ActReason), numbered as in consentCodes.ts. No published code list says more,
 * so numbers from 128 on are local; whoever does not know one reads it as BTG.
 */
export const EmergencyReason = {
  /** ETREAT: health care that is needed at once. */
  ETREAT: 1,
  /** BTG: somebody without the right to read overrides the policy to avert harm or death. */
  BTG: 2,
  /** Local: the patient cannot express a will, and nobody who may speak for them was reached. */
  INCAPABLE: 128,
  /** Local: others are in danger from what the patient has or took. */
  DANGER_TO_OTHERS: 129,
  /** Local: the systems that show consents are down. */
  DOWNTIME: 130,
} as const;
export type EmergencyReasonCode = (typeof EmergencyReason)[keyof typeof EmergencyReason];

/** The tag of a patient's n-th emergency at the custodian that knows the handle. */
export const emergencyTag = (subject: Hex, n: number): EmergencyTag => {
  if (!Number.isSafeInteger(n) || n < 0) throw new EmergencyCountError(n, MOST);
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "bytes32", "uint256"],
      [TAG_DOMAIN, assertWord("subject", subject), n],
    ),
  ) as EmergencyTag;
};

/** A tag and its place in the patient's count. */
export type NumberedTag = { readonly n: number; readonly tag: EmergencyTag };

/** The tags under which the patient's next emergencies can appear, once `known` numbers are accounted for. */
export const nextTags = (subject: Hex, known: number, lookAhead = LOOK_AHEAD): readonly NumberedTag[] =>
  Array.from({ length: lookAhead }, (_, i) => ({ n: known + i, tag: emergencyTag(subject, known + i) }));

const commitTo = (purpose: Hex, words: string, salt: Hex): Hex =>
  keccak256(
    concat([purpose, keccak256(toUtf8Bytes(words.normalize("NFC"))), assertWord("salt", salt)]),
  ) as Hex;

/** What the chain learns of a clinician's reason in words. Words and salt stay with the custodian. */
export const justificationCommitment = (words: string, salt: Hex): Hex =>
  commitTo(JUSTIFICATION_DOMAIN, words, salt);

/** What the chain learns of a privacy officer's report. */
export const reportCommitment = (words: string, salt: Hex): Hex => commitTo(REPORT_DOMAIN, words, salt);

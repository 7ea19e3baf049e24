import { type ConsentStanding, ConsentState } from "../consentStanding.ts";
import type { FhirVersion } from "./version.ts";

/** Where a consent stands, as our extension says it. */
export const STANDING_WORDS = [
  "proposed",
  "active",
  "revoked",
  "suspended-by-patient",
  "suspended-by-delegate",
  "superseded",
  "erased",
  "expired",
  "disputed",
] as const;
export type StandingWord = (typeof STANDING_WORDS)[number];

const STATE_WORDS: Readonly<Record<ConsentStanding["state"], StandingWord>> = {
  [ConsentState.None]: "proposed",
  [ConsentState.Active]: "active",
  [ConsentState.Revoked]: "revoked",
  [ConsentState.SuspendedByPatient]: "suspended-by-patient",
  [ConsentState.SuspendedByDelegate]: "suspended-by-delegate",
  [ConsentState.Superseded]: "superseded",
  [ConsentState.Erased]: "erased",
};

/** The word for a consent's standing at a time. What ends a consent for good comes before what may pass. */
export const standingWord = (standing: ConsentStanding, end: number, at: number): StandingWord => {
  const word = STATE_WORDS[standing.state];
  if (["revoked", "superseded", "erased"].includes(word)) return word;
  if (standing.revokedByEpoch) return "revoked";
  if (at > end) return "expired";
  if (standing.underDispute) return "disputed";
  return word;
};

/**
 * FHIR's status of a standing. Only what is enforceable now is `active`. No status of FHIR says "suspended": `inactive`
 * is the one no reader enforces, and the extension tells that it may come back.
 */
export const statusOf = (word: StandingWord, version: FhirVersion) => {
  if (word === "active") return "active";
  if (word !== "proposed") return "inactive";
  return version === "R4" ? "proposed" : "draft";
};

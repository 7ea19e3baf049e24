import { TRIAGE_FEATURES } from "./features.ts";

/** The checks that a patient clerk would make. */
const CHECKS: readonly (readonly [feature: string, holds: (value: number) => boolean])[] = [
  ["artefacts_resolved", (value) => value >= 1],
  ["counts_met", (value) => value === 10_000],
  ["counts_in_artefacts", (value) => value >= 5000],
  ["relevance_mean", (value) => value >= 1000],
  ["copied_from_criteria", (value) => value <= 1500],
  ["new_numbers", (value) => value >= 3],
  ["hedges", (value) => value === 0],
];

/** Plain rule: how many checks hold. */
export const checklist = (features: readonly number[]): number =>
  CHECKS.filter(([name, holds]) => holds(features[TRIAGE_FEATURES.indexOf(name)] as number)).length;

/** Features of the report alone, without any evidence: what the text-only baseline reads. */
export const TEXT_FEATURES: readonly string[] = [
  "relevance_mean",
  "copied_from_criteria",
  "new_numbers",
  "hedges",
];

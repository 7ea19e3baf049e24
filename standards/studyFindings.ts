// What is wrong with a study, and what the chain knows of it.
import type { Hex } from "./hex.ts";
import type { LoggedStep, StudyId } from "./study.ts";

export type StudyFindingCode =
  /** The folder is of another study, author or custodian than the log. */
  | "OTHER_STUDY"
  /** The steps of the log do not hash to its head. */
  | "CHAIN_BROKEN"
  /** A step is in the log and not in the folder, in the folder and not in the log, or nowhere. */
  | "STEP_MISSING"
  /** A step's document is not what was committed to. */
  | "STEP_CHANGED"
  | "FILE_MISSING"
  | "FILE_CHANGED"
  | "DATASET_SWAPPED"
  | "FIGURE_CHANGED"
  /** A paper shows a figure that the analysis it names did not make. */
  | "FIGURE_NOT_IN_ANALYSIS"
  /** A figure names a dataset or an analysis that its step is not built on. */
  | "FIGURE_SOURCE_WRONG"
  | "ANALYSIS_BEFORE_UNLOCK"
  | "PAPER_BEFORE_ANALYSIS"
  | "UNLOCK_BEFORE_PROTOCOL"
  /** The protocol was replaced by somebody who could know the data by then. */
  | "PROTOCOL_CHANGED_AFTER_UNLOCK"
  /** A step stands on one that had been corrected by then, directly or through others. */
  | "BUILT_ON_CORRECTED"
  /** Nobody but the author kept the data, so the order of protocol and data shows nothing. */
  | "OWN_CUSTODIAN"
  | "DOI_MALFORMED"
  | "DOI_MISSING"
  | "ORCID_MALFORMED"
  | "ORCID_CHECK_CHARACTER_WRONG";

export type StudyFinding = {
  readonly code: StudyFindingCode;
  readonly step?: number;
  readonly file?: string;
  readonly detail: string;
};

/** A step as its event tells it. */
export type StudyEvent = LoggedStep & {
  readonly index: number;
  readonly recordedAt: number;
  readonly stepHash: Hex;
};

/** What the chain knows of a study. */
export type StudyOnChain = {
  readonly id: StudyId;
  readonly author: Hex;
  readonly custodian: Hex;
  readonly head: Hex;
  readonly steps: number;
  readonly events: readonly StudyEvent[];
};

// What a reviewer can know of a package before reading a word of it.
import { decodeBase64, keccak256 } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import { evidenceTreeOf, parseEvidencePackage } from "../../standards/evidencePackage.ts";
import { type GrantTerms, grantIdOf, milestoneIdOf } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { readEvidence } from "./submitEvidence.ts";

export type PackageCheck = {
  /** About this grant and milestone, under its criteria, with its ORCID iD, DOIs and commits well formed. */
  readonly isBound: boolean;
  /** Its pieces are those under the root that was handed in. */
  readonly rootMatches: boolean;
  readonly artefacts: number;
  /** Pieces that are in the package whole, and are what their hashes say. */
  readonly artefactsWhole: number;
  /** Pieces whose content is another than their hash says. */
  readonly artefactsBroken: number;
  readonly daysLate: number;
  /** Why it is not bound. */
  readonly why: string;
};

const NOT_BOUND: PackageCheck = {
  isBound: false,
  rootMatches: false,
  artefacts: 0,
  artefactsWhole: 0,
  artefactsBroken: 0,
  daysLate: 0,
  why: "",
};

const whyOf = (error: unknown): string => {
  if (!(error instanceof TheriacError)) throw error;
  const facts = Object.values(error.context).join(" ");
  return `${error.code} ${facts}`.trim();
};

/** Checks the package that was handed in for a milestone under this root. */
export const checkPackage = (
  terms: GrantTerms,
  index: number,
  bytes: Uint8Array,
  evidenceRoot: Hex,
): PackageCheck => {
  try {
    readEvidence(terms, index, bytes);
  } catch (error) {
    return { ...NOT_BOUND, why: whyOf(error) };
  }
  const parsed = parseEvidencePackage(bytes);
  const { artefacts, daysLate } = parsed;
  const whole = artefacts.filter(({ content }) => content !== undefined);
  const sound = whole.filter(
    ({ content = "", contentHash }) => keccak256(decodeBase64(content)) === contentHash,
  );
  const milestoneId = milestoneIdOf(grantIdOf(terms), index);
  return {
    isBound: true,
    rootMatches: evidenceTreeOf({ milestoneId, artefacts }).root === evidenceRoot,
    artefacts: artefacts.length,
    artefactsWhole: sound.length,
    artefactsBroken: whole.length - sound.length,
    daysLate,
    why: "",
  };
};

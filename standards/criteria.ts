// What a milestone asks for: a list of texts that both parties sign by hash. Whoever reads a text must read what was
// signed, so each has one form (Unicode NFC) and no character that shows as nothing or turns others around.
import { keccak256, toUtf8Bytes } from "ethers";
import { canonicalJson } from "./canonicalJson.ts";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";
import { hasUnseenCharacters } from "./shapes.ts";

export const MOST_CRITERIA = 20;
export const MOST_CRITERION_CHARACTERS = 1000;

/** There are no criteria, or too many. */
export class CriteriaCountError extends TheriacError {
  readonly code = "CRITERIA_COUNT";
  constructor(count: number) {
    super("A milestone has between one criterion and a small number of them.", {
      context: { count, most: MOST_CRITERIA },
    });
  }
}

/** A criterion is not a text that two people read alike. */
export class CriterionMalformedError extends TheriacError {
  readonly code = "CRITERION_MALFORMED";
  constructor(index: number, why: "LENGTH" | "NOT_TRIMMED" | "NOT_NFC" | "UNSEEN_CHARACTER") {
    super("A criterion is not a text that two people read alike.", {
      context: { index, why },
      hint: "Normalise it to Unicode NFC, trim it, and take out control, invisible and direction characters.",
    });
  }
}

const checkCriterion = (text: string, index: number): void => {
  if (text.length === 0 || text.length > MOST_CRITERION_CHARACTERS)
    throw new CriterionMalformedError(index, "LENGTH");
  if (text.trim() !== text) throw new CriterionMalformedError(index, "NOT_TRIMMED");
  if (hasUnseenCharacters(text)) throw new CriterionMalformedError(index, "UNSEEN_CHARACTER");
  if (text.normalize("NFC") !== text) throw new CriterionMalformedError(index, "NOT_NFC");
};

/** What a milestone's terms hold: keccak256 of the list's canonical JSON (RFC 8785). */
export const criteriaHashOf = (criteria: readonly string[]): Hex => {
  if (criteria.length === 0 || criteria.length > MOST_CRITERIA) throw new CriteriaCountError(criteria.length);
  criteria.forEach(checkCriterion);
  return keccak256(toUtf8Bytes(canonicalJson(criteria))) as Hex;
};

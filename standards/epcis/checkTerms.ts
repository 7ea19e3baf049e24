import { refuse } from "./checkIdentifiers.ts";
import type { Path } from "./path.ts";
import { millisecondsOf } from "./times.ts";
import { isTerm, type VocabularyName } from "./vocabulary.ts";

/** Milliseconds since 1970. Throws unless the time, if there is one, exists. */
export const checkTime = (time: string | undefined, path: Path): number | undefined => {
  if (time === undefined) return undefined;
  return millisecondsOf(time) ?? refuse("TIME", path, "is no time that exists, with an offset from UTC");
};

/** Throws unless the term, if there is one, is a word of the vocabulary or the address of one of another. */
export const checkTerm = (name: VocabularyName, term: string | undefined, path: Path): void => {
  if (term !== undefined && !isTerm(name, term))
    refuse("CODE", path, "is no word of this vocabulary, nor the address of one of another");
};

import { linkPathOf, parseDigitalLink } from "../gs1/digitalLink.ts";
import type { Element } from "../gs1/elements.ts";
import { parseEpcUri } from "../gs1/epcUri.ts";
import { Gs1MessageError } from "../gs1/errors.ts";
import { canonicalValue } from "./canonicalValue.ts";
import { type EpcisFault, InvalidEpcisError } from "./errors.ts";
import type { Path } from "./path.ts";

const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/;

/** Stops with a finding. */
export const refuse = (fault: EpcisFault, path: Path, reason: string, cause?: unknown): never => {
  throw new InvalidEpcisError({ fault, path, reason }, cause);
};

/** Throws unless it is a URI. If it names a GS1 key, gives the key and its qualifiers, check digits being right. */
export const checkIdentifier = (text: string, path: Path): readonly Element[] | undefined => {
  if (!URI.test(text)) return refuse("URI", path, "is no URI");
  try {
    if (text.startsWith("urn:epc:")) return parseEpcUri(text);
    const isGs1 = /^https?:\/\/id\.gs1\.org\//i.test(text) || linkPathOf(text) !== undefined;
    return isGs1 ? parseDigitalLink(text).path : undefined;
  } catch (error) {
    if (!(error instanceof Gs1MessageError)) throw error;
    return refuse("KEY", path, `is no GS1 key (${error.fault} at ${error.position})`, error);
  }
};

const names = (path: readonly Element[] | undefined, ...ais: readonly string[]): boolean =>
  path?.some(({ ai }) => ais.includes(ai)) === true;

const isTradeItem = (path: readonly Element[] | undefined): boolean => names(path, "01", "8006");

/** Items that are named one by one: each once, however it is written, none of them only a class. */
export const checkEpcs = (epcs: readonly string[] | undefined, path: Path): void => {
  const seen = new Set<string>();
  epcs?.forEach((epc, index) => {
    const at = [...path, index];
    const key = checkIdentifier(epc, at);
    if (isTradeItem(key) && !names(key, "21", "235"))
      refuse("CLASS", at, "names a class of items where a single item is meant");
    const item = canonicalValue(epc, {});
    if (seen.has(item)) refuse("REPEATED", at, "stands in the list twice");
    seen.add(item);
  });
};

/** A class of items, not a single one. */
export const checkClass = (epcClass: string, path: Path): void => {
  const key = checkIdentifier(epcClass, path);
  if (names(key, "21", "235", "00"))
    refuse("CLASS", path, "names a single item where a class of items is meant");
};

/** A place or party: if it is a GS1 key, then of a location, party or asset. */
export const checkPlace = (id: string, path: Path): void => {
  const key = checkIdentifier(id, path);
  if (key !== undefined && !names(key, "414", "417", "8003", "8004"))
    refuse("KEY", path, "is a GS1 key, but of no place or party");
};

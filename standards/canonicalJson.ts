// One way to write a JSON document, RFC 8785: what commitments to records hash.
import { canonicalizeEx } from "json-canonicalize";
import { NotJsonError } from "./recordErrors.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const MOST_LEVELS = 256;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** One step of a JSON Pointer. */
export const pointerStep = (name: string | number): string =>
  `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;

const checkText = (text: string, where: string): string => {
  if (LONE_SURROGATE.test(text)) throw new NotJsonError(where, "half of a surrogate pair");
  return text;
};

const checkName = (name: string, where: string): string => {
  // The serialiser takes it for a method of the object and leaves the order of its names as it is.
  if (name === "toJSON") throw new NotJsonError(where, "the reserved name toJSON");
  return checkText(name, where);
};

/** A copy without anything shared, so that the serialiser meets no object twice. */
const plainCopy = (value: unknown, where: string, level: number): Json => {
  if (level > MOST_LEVELS) throw new NotJsonError(where, `more than ${MOST_LEVELS} levels`);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return checkText(value, where);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new NotJsonError(where, "a number that is not finite");
    return value;
  }
  if (Array.isArray(value))
    return Array.from(value, (item, i) => plainCopy(item, where + pointerStep(i), level + 1));
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null) throw new NotJsonError(where, "not a JSON value");
  return Object.fromEntries(
    Object.entries(value as object).map(([name, item]) => {
      const at = where + pointerStep(name);
      return [checkName(name, at), plainCopy(item, at, level + 1)];
    }),
  );
};

/** The document in RFC 8785 form. Throws `NOT_JSON` with the place of the first value that JSON cannot hold. */
export const canonicalJson = (document: unknown): string =>
  canonicalizeEx(plainCopy(document, "", 0), { strictUndefined: true });

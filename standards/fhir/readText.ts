import { type Budget, checkKey, checkText, createBudget, MAX_CHARACTERS, refuse } from "./limits.ts";
import type { Path } from "./path.ts";
import type { Json } from "./version.ts";

type Cursor = { readonly text: string; at: number; readonly budget: Budget };

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SPACE = /[ \t\n\r]*/y;
const LITERALS: readonly (readonly [string, Json])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/**
 * Reads JSON text more strictly than JSON.parse: a name twice in one object, a number that a double cannot hold exactly,
 * half of a surrogate pair, property names of the prototype and documents beyond the limits are refused.
 */
export const readText = (text: string): Json => {
  if (text.length > MAX_CHARACTERS)
    refuse("SIZE", [], `is longer than ${MAX_CHARACTERS} characters`, "Split the document.");
  const cursor: Cursor = { text, at: 0, budget: createBudget() };
  const value = readValue(cursor, []);
  skipSpace(cursor);
  if (cursor.at !== text.length) return notJson([]);
  return value;
};

const notJson = (path: Path): never =>
  refuse("NOT_JSON", path, "is not JSON", "Send one JSON document, without comments or trailing commas.");

const take = (cursor: Cursor, pattern: RegExp): string | undefined => {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
};

const skipSpace = (cursor: Cursor): void => void take(cursor, SPACE);

const takeSign = (cursor: Cursor, sign: string): boolean => {
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== sign) return false;
  cursor.at += 1;
  return true;
};

const readValue = (cursor: Cursor, path: Path): Json => {
  cursor.budget.spend(path);
  if (takeSign(cursor, "{")) return readObject(cursor, path);
  if (takeSign(cursor, "[")) return readArray(cursor, path);
  if (cursor.text[cursor.at] === '"') return readString(cursor, path);
  for (const [word, value] of LITERALS) {
    if (!cursor.text.startsWith(word, cursor.at)) continue;
    cursor.at += word.length;
    return value;
  }
  return readNumber(cursor, path);
};

const readString = (cursor: Cursor, path: Path): string => {
  skipSpace(cursor);
  const literal = take(cursor, STRING);
  if (literal === undefined) return notJson(path);
  const value = JSON.parse(literal) as string;
  checkText(value, path);
  return value;
};

const readNumber = (cursor: Cursor, path: Path): number => {
  const literal = take(cursor, NUMBER);
  if (literal === undefined) return notJson(path);
  const value = Number(literal);
  if (!Number.isFinite(value) || significant(literal) !== significant(String(value)))
    refuse("NUMBER", path, "has more digits than can be kept", "Write at most 15 significant digits.");
  return value;
};

/** Digits and exponent of a number, however it is written: "-1.50e1" and "-15" give the same. */
const significant = (literal: string): string => {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const trimmed = digits.replace(/0+$/, "");
  if (trimmed === "") return "0";
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
};

const readArray = (cursor: Cursor, path: Path): Json => {
  const items: Json[] = [];
  if (takeSign(cursor, "]")) return items;
  for (;;) {
    items.push(readValue(cursor, [...path, items.length]));
    if (takeSign(cursor, "]")) return items;
    if (!takeSign(cursor, ",")) return notJson(path);
  }
};

const readObject = (cursor: Cursor, path: Path): Json => {
  const object: Record<string, Json> = {};
  if (takeSign(cursor, "}")) return object;
  for (;;) {
    const key = readString(cursor, path);
    const at = [...path, key];
    checkKey(key, at);
    if (Object.hasOwn(object, key))
      refuse("DUPLICATE_KEY", at, "is written twice", "Keep one property of that name.");
    if (!takeSign(cursor, ":")) return notJson(path);
    object[key] = readValue(cursor, at);
    if (takeSign(cursor, "}")) return object;
    if (!takeSign(cursor, ",")) return notJson(path);
  }
};

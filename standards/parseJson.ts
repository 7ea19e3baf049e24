// Reads JSON without losing anything on the way: what JSON.parse drops silently is refused here, so that two documents
// of different content never share a commitment.
import { type Json, pointerStep } from "./canonicalJson.ts";
import { decimalOf, decimalText } from "./decimal.ts";
import { NotJsonError } from "./recordErrors.ts";

const MOST_LEVELS = 256;
/** The smallest double, written in full, has fewer. */
const MOST_CHARACTERS = 1_200;
/** Tokens of valid JSON, without commas and colons. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][0-9.eE+-]*|[{}[\]]|true|false|null/g;

/** Whether a number means the same when a double holds it. */
export const isKeptNumber = (written: string): boolean => {
  if (written.length > MOST_CHARACTERS) return false;
  const [meant, kept] = [decimalOf(written), decimalOf(String(Number(written)))];
  return meant !== undefined && kept !== undefined && decimalText(meant) === decimalText(kept);
};

const checkNumber = (written: string, where: string): void => {
  if (!isKeptNumber(written)) throw new NotJsonError(where, "a number with more digits than a double keeps");
};

/** Walks the value that starts at token `at`; returns where the next one starts. */
const scan = (tokens: readonly string[], at: number, where: string, level: number): number => {
  if (level > MOST_LEVELS) throw new NotJsonError(where, `more than ${MOST_LEVELS} levels`);
  const token = tokens[at] ?? "";
  let next = at + 1;
  if (token === "[") {
    for (let i = 0; tokens[next] !== "]"; i++) next = scan(tokens, next, where + pointerStep(i), level + 1);
    return next + 1;
  }
  if (token === "{") {
    const names = new Set<string>();
    while (tokens[next] !== "}") {
      const name = JSON.parse(tokens[next] ?? "") as string;
      const place = where + pointerStep(name);
      if (names.has(name)) throw new NotJsonError(place, "the same name twice in an object");
      names.add(name);
      next = scan(tokens, next + 1, place, level + 1);
    }
    return next + 1;
  }
  if (/^[-0-9]/.test(token)) checkNumber(token, where);
  return next;
};

/**
 * Parses a document that is to be committed to. Beyond syntax it refuses names that repeat and numbers that a double
 * does not hold. A number means its value: 1.50 and 1.5 are one document; where trailing zeros matter, write a string.
 */
export const parseJson = (document: Uint8Array | string): Json => {
  let text: string;
  let parsed: Json;
  try {
    text =
      typeof document === "string" ? document : new TextDecoder("utf-8", { fatal: true }).decode(document);
    parsed = JSON.parse(text);
  } catch {
    // The parser's own message quotes the document.
    throw new NotJsonError("", "not JSON in UTF-8");
  }
  scan(text.match(TOKEN) ?? [], 0, "", 0);
  return parsed;
};

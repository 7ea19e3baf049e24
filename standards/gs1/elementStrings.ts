// Element strings as scanners send them, and as people read them: (01)09521234543213(17)280331(10)LOT26C01.
import { identifierAt, identifierOf } from "./applicationIdentifiers.ts";
import { checkElements, checkTogether, checkValue, type Element, type PlacedElement } from "./elements.ts";
import { Gs1MessageError } from "./errors.ts";

/** What scanners send for the function character FNC1 between elements. */
export const SEPARATOR = "\u001d";

const BRACKETED_AI = /\(([0-9]{2,4})\)/y;
/** A bracket inside a value is written with a backslash, which no value may hold. */
const BRACKETED_VALUE = /(?:[^(\\]|\\\()*/y;

/** More than any carrier holds. */
const MOST_CHARACTERS = 8_192;

const checkLength = (text: string): void => {
  if (text.length > MOST_CHARACTERS) throw new Gs1MessageError("LENGTH", MOST_CHARACTERS);
};

const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** Reads elements that follow one another, those of open length ended by a separator. `from` is where they start. */
export const parseElementString = (text: string, from = 0): readonly Element[] => {
  checkLength(text);
  const elements: PlacedElement[] = [];
  let at = text[from] === SEPARATOR ? from + 1 : from;
  if (at >= text.length) throw new Gs1MessageError("EMPTY", from);
  while (at < text.length) {
    const identifier = identifierAt(text, at);
    if (identifier === undefined) throw new Gs1MessageError("AI_UNKNOWN", at);
    const start = at + identifier.ai.length;
    const separator = text.indexOf(SEPARATOR, start);
    const limit = separator === -1 ? text.length : separator;
    const end = identifier.predefined ? Math.min(start + identifier.most, limit) : limit;
    const value = text.slice(start, end);
    checkValue(identifier.ai, value, start, "whole");
    elements.push({ ai: identifier.ai, value, position: at });
    // A separator after an element of known length is superfluous, not wrong.
    at = end === limit && separator !== -1 ? end + 1 : end;
  }
  return checkTogether(elements);
};

/** Writes elements in the order given, with a separator where one is needed. */
export const writeElementString = (elements: readonly Element[]): string => {
  const checked = checkElements(elements);
  return checked
    .map(({ ai, value }, index) => {
      const open = identifierOf(ai)?.predefined !== true && index < checked.length - 1;
      return `${ai}${value}${open ? SEPARATOR : ""}`;
    })
    .join("");
};

/** Reads the form with identifiers in brackets. */
export const parseBracketed = (text: string): readonly Element[] => {
  checkLength(text);
  if (text === "") throw new Gs1MessageError("EMPTY", 0);
  const elements: PlacedElement[] = [];
  for (let at = 0; at < text.length; ) {
    const [head = "", ai = ""] = match(BRACKETED_AI, text, at) ?? [];
    if (head === "") throw new Gs1MessageError("SYNTAX", at);
    const start = at + head.length;
    const written = match(BRACKETED_VALUE, text, start)?.[0] ?? "";
    if (identifierOf(ai) === undefined) throw new Gs1MessageError("AI_UNKNOWN", at + 1);
    const value = written.replaceAll("\\(", "(");
    checkValue(ai, value, start, "whole");
    elements.push({ ai, value, position: at });
    at = start + written.length;
  }
  return checkTogether(elements);
};

/** Writes the form with identifiers in brackets. */
export const writeBracketed = (elements: readonly Element[]): string =>
  checkElements(elements)
    .map(({ ai, value }) => `(${ai})${value.replaceAll("(", "\\(")}`)
    .join("");

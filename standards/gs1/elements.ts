import { EXCLUSIVE, identifierOf, type Part, type PartRule, REQUIRES } from "./applicationIdentifiers.ts";
import { type Gs1Fault, Gs1MessageError } from "./errors.ts";
import { checkDigitOf, isDay } from "./keys.ts";

/** An application identifier and its value. */
export type Element = { readonly ai: string; readonly value: string };
/** With the place it was read from. */
export type PlacedElement = Element & { readonly position: number };

/** Whether the check digits of keys have to be right. */
export type Strictness = "whole" | "form";

const SETS = { N: /[^0-9]/, X: /[^!"%-?A-Z_a-z]/, Y: /[^#\-/0-9A-Z]/ } as const;

const isMinute = (text: string): boolean =>
  isDay(text.slice(0, 6), false) && /^(?:[01][0-9]|2[0-3])[0-5][0-9]$/.test(text.slice(6));

const isPieceOfTotal = (text: string): boolean => {
  const [piece, total] = [Number(text.slice(0, 2)), Number(text.slice(2))];
  return piece >= 1 && piece <= total;
};

const RULES: Readonly<Record<PartRule, readonly [Gs1Fault, (text: string) => boolean]>> = {
  checked: ["CHECK_DIGIT", (text) => Number(text.at(-1)) === checkDigitOf(text.slice(0, -1))],
  date: ["DATE", (text) => isDay(text, true)],
  exactDate: ["DATE", (text) => isDay(text, false)],
  minute: ["DATE", isMinute],
  pieces: ["PIECES", isPieceOfTotal],
};

/** Index of the first fault in a part of a value, or nothing. */
const partFault = (part: Part, text: string, strict: Strictness): readonly [Gs1Fault, number] | undefined => {
  const outside = SETS[part.set].exec(text)?.index;
  if (outside !== undefined) return ["CHARACTER", outside];
  if (part.rule === undefined || (part.rule === "checked" && strict === "form")) return undefined;
  const [fault, holds] = RULES[part.rule];
  return holds(text) ? undefined : [fault, 0];
};

/** Throws unless the value may stand under its identifier. `position` is where the value starts. */
export const checkValue = (ai: string, value: string, position: number, strict: Strictness): void => {
  const identifier = identifierOf(ai);
  if (identifier === undefined) throw new Gs1MessageError("AI_UNKNOWN", position);
  if (value === "") throw new Gs1MessageError("EMPTY", position, ai);
  if (value.length < identifier.least || value.length > identifier.most)
    throw new Gs1MessageError("LENGTH", position, ai);
  let at = 0;
  for (const part of identifier.parts) {
    const found = partFault(part, value.slice(at, at + part.most), strict);
    if (found !== undefined) throw new Gs1MessageError(found[0], position + at + found[1], ai);
    at += part.most;
  }
};

/** The elements, each once. Throws if one contradicts another. */
export const checkTogether = (elements: readonly PlacedElement[]): readonly Element[] => {
  const values = new Map<string, PlacedElement>();
  for (const element of elements) {
    const first = values.get(element.ai);
    if (first !== undefined && first.value !== element.value)
      throw new Gs1MessageError("REPEATED", element.position, element.ai);
    if (first === undefined) values.set(element.ai, element);
  }
  for (const { ai, position } of values.values()) {
    const needs = REQUIRES.get(ai);
    if (needs !== undefined && !needs.some((other) => values.has(other)))
      throw new Gs1MessageError("REQUIRES", position, ai);
    const clash = EXCLUSIVE.some((pair) => pair.includes(ai) && pair.every((other) => values.has(other)));
    if (clash) throw new Gs1MessageError("EXCLUSIVE", position, ai);
  }
  return [...values.values()].map(({ ai, value }) => ({ ai, value }));
};

/** The elements, each once and each in order. Throws otherwise, with the index of the first that is not. */
export const checkElements = (elements: readonly Element[]): readonly Element[] => {
  elements.forEach(({ ai, value }, index) => {
    try {
      checkValue(ai, value, index, "whole");
    } catch (error) {
      if (error instanceof Gs1MessageError) throw new Gs1MessageError(error.fault, index, error.ai);
      throw error;
    }
  });
  if (elements.length === 0) throw new Gs1MessageError("EMPTY", 0);
  return checkTogether(elements.map((element, position) => ({ ...element, position })));
};

/** The value of an identifier, if the message has it. */
export const elementValue = (elements: readonly Element[], ai: string): string | undefined =>
  elements.find((element) => element.ai === ai)?.value;

// What stands on a pack or on a logistic unit, whatever carries it.
import { parseDataMatrix } from "./dataMatrix.ts";
import { parseDigitalLink } from "./digitalLink.ts";
import { parseBracketed } from "./elementStrings.ts";
import { type Element, elementValue } from "./elements.ts";
import { Gs1MessageError } from "./errors.ts";
import { type Expiry, type Gtin, parseExpiry, parseGtin, parseSscc, type Sscc } from "./keys.ts";

/** The four things a verification compares. */
export type Pack = {
  readonly gtin: Gtin;
  readonly serial: string;
  readonly lot: string;
  readonly expiry: Expiry;
};

const need = (elements: readonly Element[], ai: string): string => {
  const value = elementValue(elements, ai);
  if (value === undefined) throw new Gs1MessageError("MISSING", elements.length, ai);
  return value;
};

/** Reads a scan, text with identifiers in brackets, or a Digital Link: whichever it is. */
export const readLabel = (text: string): readonly Element[] => {
  if (text.startsWith("(")) return parseBracketed(text);
  return /^https?:/i.test(text) ? parseDigitalLink(text).elements : parseDataMatrix(text);
};

/** What identifies a single pack. Throws where a part is missing. */
export const packOf = (elements: readonly Element[]): Pack => ({
  gtin: parseGtin(need(elements, "01")),
  serial: need(elements, "21"),
  lot: need(elements, "10"),
  expiry: parseExpiry(need(elements, "17")),
});

/** What identifies a serialised item: all that an EPC names. */
export const itemOf = (elements: readonly Element[]): Pick<Pack, "gtin" | "serial"> => ({
  gtin: parseGtin(need(elements, "01")),
  serial: need(elements, "21"),
});

/** The number of a logistic unit. */
export const logisticUnitOf = (elements: readonly Element[]): Sscc => parseSscc(need(elements, "00"));

/** As elements, in the order that labels use. */
export const elementsOf = ({ gtin, serial, lot, expiry }: Pack): readonly Element[] => [
  { ai: "01", value: gtin.toString().padStart(14, "0") },
  { ai: "17", value: String(expiry.yymmdd).padStart(6, "0") },
  { ai: "10", value: lot },
  { ai: "21", value: serial },
];

// What a scanner hands over after reading a GS1 symbol: its symbology identifier, then an element string.
import { parseElementString, writeElementString } from "./elementStrings.ts";
import type { Element } from "./elements.ts";
import { Gs1MessageError } from "./errors.ts";

/** GS1 DataMatrix. */
export const DATA_MATRIX = "]d2";

/** DataMatrix, QR Code, GS1-128, DataBar and DotCode, each in its GS1 mode. */
const CARRIERS: readonly string[] = [DATA_MATRIX, "]Q3", "]C1", "]e0", "]J1"];
const IDENTIFIER_LENGTH = 3;

/** Reads a scan. A scanner that is set to send no symbology identifier is understood too. */
export const parseDataMatrix = (payload: string): readonly Element[] => {
  if (!payload.startsWith("]")) return parseElementString(payload);
  if (!CARRIERS.includes(payload.slice(0, IDENTIFIER_LENGTH))) throw new Gs1MessageError("CARRIER", 0);
  return parseElementString(payload, IDENTIFIER_LENGTH);
};

/** Writes what a scanner would send of a DataMatrix with these elements. */
export const writeDataMatrix = (elements: readonly Element[]): string =>
  DATA_MATRIX + writeElementString(elements);

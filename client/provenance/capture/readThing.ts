import { wordOf as cbvWordOf, type VocabularyName } from "../../../standards/epcis/vocabulary.ts";
import { parseDigitalLink } from "../../../standards/gs1/digitalLink.ts";
import { elementValue as elementOf } from "../../../standards/gs1/elements.ts";
import { parseEpcUri } from "../../../standards/gs1/epcUri.ts";
import {
  type Gln,
  type Gtin,
  parseGln,
  parseGtin,
  parseSscc,
  type Sscc,
} from "../../../standards/gs1/keys.ts";

/** What an identifier of EPCIS names. */
export type Thing =
  | { readonly kind: "unit"; readonly sscc: Sscc }
  | { readonly kind: "pack"; readonly gtin: Gtin; readonly serial: string }
  | { readonly kind: "lot"; readonly gtin: Gtin; readonly lot: string }
  | { readonly kind: "place"; readonly gln: Gln }
  | { readonly kind: "other" };

const elementsIn = (id: string) =>
  id.startsWith("urn:epc:") ? parseEpcUri(id) : parseDigitalLink(id).elements;

/** Reads an identifier: a Digital Link or an EPC URI. What is neither names nothing that the ledgers know. */
export const readThing = (id: string): Thing => {
  if (!/^(?:urn:epc:(?:id|class):|https?:)/i.test(id)) return { kind: "other" };
  const elements = elementsIn(id);
  const [sscc, gtin, serial, lot] = ["00", "01", "21", "10"].map((ai) => elementOf(elements, ai));
  const gln = elementOf(elements, "414") ?? elementOf(elements, "417");
  if (sscc !== undefined) return { kind: "unit", sscc: parseSscc(sscc) };
  if (gtin !== undefined && serial !== undefined) return { kind: "pack", gtin: parseGtin(gtin), serial };
  if (gtin !== undefined && lot !== undefined) return { kind: "lot", gtin: parseGtin(gtin), lot };
  return gln === undefined ? { kind: "other" } : { kind: "place", gln: parseGln(gln) };
};

/** The word of the core business vocabulary, however it is written; of other vocabularies there is none. */
export const wordOf = (name: VocabularyName, written: string | undefined): string =>
  written === undefined ? "" : (cbvWordOf(name, written) ?? "");

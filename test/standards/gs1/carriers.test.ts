import { expect } from "chai";
import fc from "fast-check";
import { parseDataMatrix, writeDataMatrix } from "../../../standards/gs1/dataMatrix.ts";
import {
  canonicalDigitalLink,
  parseDigitalLink,
  writeDigitalLink,
} from "../../../standards/gs1/digitalLink.ts";
import {
  parseBracketed,
  parseElementString,
  writeBracketed,
  writeElementString,
} from "../../../standards/gs1/elementStrings.ts";
import { digitalLinkToEpcUri, epcUriToDigitalLink } from "../../../standards/gs1/epcUri.ts";
import { normaliseGtin, parseExpiry } from "../../../standards/gs1/keys.ts";
import { elementsOf, logisticUnitOf, packOf, readLabel } from "../../../standards/gs1/pack.ts";
import { errorOf } from "../errorOf.ts";
import { elementLists, gs1Text, packs, prefixes } from "./arbitrary.ts";

const GS = "\u001d";
const SCAN = `]d20109521234543213172803311${"0LOT26C01"}${GS}21K7Q2M9X4T1AB`;
const LINK = "https://id.gs1.org/01/09521234543213/10/LOT26C01/21/K7Q2M9X4T1AB?17=280331";
const RUNS = { seed: 7, numRuns: 1_000 };
const sorted = (elements: readonly { ai: string; value: string }[]) =>
  [...elements].sort((a, b) => (a.ai < b.ai ? -1 : 1));

describe("a pack's DataMatrix", () => {
  it("names item, expiry, lot and serial", () => {
    const pack = packOf(parseDataMatrix(SCAN));
    expect(pack).to.deep.equal({
      gtin: 9521234543213n,
      serial: "K7Q2M9X4T1AB",
      lot: "LOT26C01",
      expiry: parseExpiry("280331"),
    });
    expect(writeDataMatrix(elementsOf(pack))).to.equal(SCAN);
  });

  it("reads the same from brackets, from a link and from a scanner that sends no symbology identifier", () => {
    const pack = packOf(readLabel(SCAN));
    for (const label of [
      "(01)09521234543213(17)280331(10)LOT26C01(21)K7Q2M9X4T1AB",
      LINK,
      SCAN.slice(3),
      `${GS}${SCAN.slice(3)}`,
    ])
      expect(packOf(readLabel(label)), label).to.deep.equal(pack);
  });

  it("takes a separator after an element of known length, and one at the end", () => {
    expect(parseElementString(`0109521234543213${GS}10A${GS}`)).to.deep.equal([
      { ai: "01", value: "09521234543213" },
      { ai: "10", value: "A" },
    ]);
  });

  it("is refused without a serial, and with a wrong check digit before anything is hashed", () => {
    const missing = errorOf(() => packOf(readLabel("(01)09521234543213(17)280331(10)LOT26C01")));
    expect(missing).to.include({ code: "GS1_MESSAGE_INVALID", fault: "MISSING", ai: "21" });
    const wrong = errorOf(() => readLabel("]d2010952123454321417280331"));
    expect(wrong).to.include({ code: "GS1_MESSAGE_INVALID", fault: "CHECK_DIGIT", ai: "01", position: 5 });
    const day00 = packOf(readLabel("(01)09521234543213(17)280200(10)L(21)S"));
    expect(new Date(day00.expiry.expiresAt * 1000).toISOString()).to.equal("2028-02-29T23:59:59.000Z");
  });

  it("may say the same twice, never two things", () => {
    expect(readLabel("(01)09521234543213(10)A(10)A")).to.have.length(2);
    const error = errorOf(() => readLabel("(01)09521234543213(10)A(10)B"));
    expect(error).to.include({ fault: "REPEATED", position: 23, ai: "10" });
  });

  it("keeps serials out of errors", () => {
    const error = errorOf(() => readLabel("(01)09521234543213(21)SECRET SERIAL"));
    expect(`${error.message}${JSON.stringify(error.context)}${error.hint}`).to.not.include("SECRET");
  });
});

describe("a logistic unit's label", () => {
  it("names its content by item and count", () => {
    const elements = readLabel("(00)095212340000001010(02)09521234543213(37)40");
    expect(logisticUnitOf(elements)).to.equal(95212340000001010n);
    expect(writeDigitalLink(elements)).to.equal(
      "https://id.gs1.org/00/095212340000001010?02=09521234543213&37=40",
    );
  });
});

describe("a Digital Link", () => {
  it("is read from any domain and path, and written in one form", () => {
    for (const uri of [
      "http://example.com/a/b/gtin/9521234543213/lot/LOT26C01/ser/K7Q2M9X4T1AB?linkType=gs1:pip&17=280331#x",
      "HTTPS://dl.example.org:8080/01/09521234543213/10/LOT26C01/21/K7Q2M9X4T1AB/?17=280331",
      LINK,
    ])
      expect(canonicalDigitalLink(uri), uri).to.equal(LINK);
  });

  it("keeps what is not its own apart", () => {
    expect(parseDigitalLink("https://example.com/8004/ABC?x=1&y").others).to.deep.equal([
      ["x", "1"],
      ["y", ""],
    ]);
  });

  it("encodes what has another meaning in an address", () => {
    const elements = [
      { ai: "01", value: "09521234543213" },
      { ai: "235", value: "A/B?C&D%" },
    ];
    const uri = "https://id.gs1.org/01/09521234543213/235/A%2FB%3FC%26D%25";
    expect(writeDigitalLink(elements)).to.equal(uri);
    expect(parseDigitalLink(uri).elements).to.deep.equal(elements);
    expect(writeDigitalLink(elements, "https://example.com/dl")).to.equal(
      uri.replace("id.gs1.org", "example.com/dl"),
    );
  });
});

describe("item numbers", () => {
  it("of UPC, EAN-8 and EAN-13 are those of 14 digits", () => {
    expect(normaliseGtin("614141007349")).to.equal("00614141007349");
    expect(normaliseGtin("95050003")).to.equal("00000095050003");
    expect(normaliseGtin("9521234543213")).to.equal("09521234543213");
  });
});

describe("there and back", () => {
  it("element strings and brackets", () => {
    fc.assert(
      fc.property(elementLists, (elements) => {
        expect(parseElementString(writeElementString(elements))).to.deep.equal(elements);
        expect(parseBracketed(writeBracketed(elements))).to.deep.equal(elements);
        expect(parseDataMatrix(writeDataMatrix(elements))).to.deep.equal(elements);
      }),
      RUNS,
    );
  });

  it("Digital Links", () => {
    fc.assert(
      fc.property(elementLists, (elements) => {
        const uri = writeDigitalLink(elements);
        expect(sorted(parseDigitalLink(uri).elements)).to.deep.equal(sorted(elements));
        expect(canonicalDigitalLink(uri)).to.equal(uri);
      }),
      RUNS,
    );
  });

  it("packs", () => {
    fc.assert(
      fc.property(packs, (pack) => {
        const elements = elementsOf(pack);
        for (const label of [writeDataMatrix(elements), writeBracketed(elements), writeDigitalLink(elements)])
          expect(packOf(readLabel(label))).to.deep.equal(pack);
      }),
      RUNS,
    );
  });

  it("EPC URIs", () => {
    const kinds = fc.constantFrom("id/21", "class/10", "id/235");
    fc.assert(
      fc.property(packs, prefixes, kinds, gs1Text(20), (pack, prefix, kind, text) => {
        const [, ai = ""] = kind.split("/");
        const uri = writeDigitalLink([
          { ai: "01", value: pack.gtin.toString().padStart(14, "0") },
          { ai, value: text },
        ]);
        expect(epcUriToDigitalLink(digitalLinkToEpcUri(uri, prefix))).to.equal(uri);
      }),
      RUNS,
    );
    for (const uri of [
      "https://id.gs1.org/00/095212340000001010",
      "https://id.gs1.org/414/9521234000020",
      "https://id.gs1.org/414/9521234000020/254/DOCK1",
      "https://id.gs1.org/417/9521234000013",
      "https://id.gs1.org/8003/09521234000020SN1",
      "https://id.gs1.org/8004/9521234LOGGER1",
      "https://id.gs1.org/01/09521234543213",
    ])
      expect(epcUriToDigitalLink(digitalLinkToEpcUri(uri, 7))).to.equal(uri);
    expect(digitalLinkToEpcUri("https://id.gs1.org/01/09521234543213/21/A%2F", 7)).to.equal(
      "urn:epc:id:sgtin:9521234.054321.A%2F",
    );
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { parseDataMatrix } from "../../../standards/gs1/dataMatrix.ts";
import { parseDigitalLink, writeDigitalLink } from "../../../standards/gs1/digitalLink.ts";
import { parseBracketed, writeElementString } from "../../../standards/gs1/elementStrings.ts";
import type { Element } from "../../../standards/gs1/elements.ts";
import { digitalLinkToEpcUri, parseEpcUri } from "../../../standards/gs1/epcUri.ts";
import { Gs1MessageError } from "../../../standards/gs1/errors.ts";
import { readLabel } from "../../../standards/gs1/pack.ts";
import { errorOf } from "../errorOf.ts";
import { BASE, LINKS, type Refusal, URNS } from "./badAddresses.ts";

const GS = "\u001d";
const ITEM = "0109521234543213";
const X = (count: number): string => "X".repeat(count);

const SCANS: readonly Refusal[] = [
  ["", "EMPTY", 0],
  [GS, "EMPTY", 0],
  ["]d2", "EMPTY", 3],
  [`]d1${ITEM}`, "CARRIER", 0],
  [`]E0${ITEM}`, "CARRIER", 0],
  ["]", "CARRIER", 0],
  [`]D2${ITEM}`, "CARRIER", 0],
  [`]d2${GS}${GS}${ITEM}`, "AI_UNKNOWN", 4],
  ["]d20", "AI_UNKNOWN", 3],
  ["]d2XX", "AI_UNKNOWN", 3],
  ["]d204123", "AI_UNKNOWN", 3],
  [`]d2 ${ITEM}`, "AI_UNKNOWN", 3],
  [`]d2${ITEM}0`, "AI_UNKNOWN", 19],
  [`]d2${ITEM}${GS}${GS}10A`, "AI_UNKNOWN", 20],
  [`]d2${ITEM}3199000001`, "AI_UNKNOWN", 19],
  [`]d2${ITEM}318A`, "AI_UNKNOWN", 19],
  ["]d201", "EMPTY", 5],
  ["]d20109521234", "LENGTH", 5],
  ["]d2010952123454321", "LENGTH", 5],
  [`]d2010952123454321${GS}4`, "LENGTH", 5],
  ["]d2010952123454321X", "CHARACTER", 18],
  ["]d2010952123454321٣", "CHARACTER", 18],
  ["]d20109521234543214", "CHECK_DIGIT", 5],
  ["]d20119521234543213", "CHECK_DIGIT", 5],
  ["]d200095212340000001011", "CHECK_DIGIT", 5],
  ["]d20009521234000000101", "LENGTH", 5],
  [`]d2${ITEM}17281331`, "DATE", 21],
  [`]d2${ITEM}17280230`, "DATE", 21],
  [`]d2${ITEM}17270229`, "DATE", 21],
  [`]d2${ITEM}17280001`, "DATE", 21],
  [`]d2${ITEM}17280432`, "DATE", 21],
  [`]d2${ITEM}1728033`, "LENGTH", 21],
  [`]d2${ITEM}17A80331`, "CHARACTER", 21],
  [`]d2${ITEM}11280631`, "DATE", 21],
  [`]d2${ITEM}7006280200`, "DATE", 23],
  [`]d2${ITEM}70032803312460`, "DATE", 23],
  [`]d2${ITEM}70032803312400`, "DATE", 23],
  [`]d2${ITEM}700328033112`, "LENGTH", 23],
  [`]d2${ITEM}10`, "EMPTY", 21],
  [`]d2${ITEM}10${GS}21A`, "EMPTY", 21],
  [`]d2${ITEM}10${X(21)}`, "LENGTH", 21],
  [`]d2${ITEM}21${X(21)}`, "LENGTH", 21],
  [`]d2${ITEM}21AB CD`, "CHARACTER", 23],
  [`]d2${ITEM}21AB#`, "CHARACTER", 23],
  [`]d2${ITEM}21AB@`, "CHARACTER", 23],
  [`]d2${ITEM}21ÄB`, "CHARACTER", 21],
  [`]d2${ITEM}21A\u0000`, "CHARACTER", 22],
  [`]d2${ITEM}21A\n`, "CHARACTER", 22],
  [`]d2${ITEM}235${X(29)}`, "LENGTH", 22],
  [`]d2${ITEM}710${X(21)}`, "LENGTH", 22],
  [`]d2${ITEM}22${X(21)}`, "LENGTH", 21],
  [`]d2${ITEM}240${X(31)}`, "LENGTH", 22],
  [`]d2${ITEM}20A1`, "CHARACTER", 21],
  [`]d2${ITEM}30123456789`, "LENGTH", 21],
  [`]d2${ITEM}310312345`, "LENGTH", 23],
  [`]d2${ITEM}31031234X6`, "CHARACTER", 27],
  [`]d2${ITEM}4109521234000014`, "CHECK_DIGIT", 22],
  [`]d2${ITEM}8005123`, "LENGTH", 23],
  [`]d2${ITEM}10A${GS}10B`, "REPEATED", 23],
  [`]d2${ITEM}0119521234543210`, "REPEATED", 19],
  [`]d2${ITEM}21A${GS}235B`, "EXCLUSIVE", 19],
  [`]d2${ITEM}02195212345432103740`, "EXCLUSIVE", 3],
  [`]d2${ITEM}3740`, "EXCLUSIVE", 3],
  ["]d20219521234543210", "REQUIRES", 3],
  ["]d23740", "REQUIRES", 3],
  ["]d210LOT26C01", "REQUIRES", 3],
  ["]d217280331", "REQUIRES", 3],
  ["]d211280331", "REQUIRES", 3],
  ["]d221K7Q2M9X4T1AB", "REQUIRES", 3],
  ["]d222A", "REQUIRES", 3],
  ["]d2235A", "REQUIRES", 3],
  ["]d2710A", "REQUIRES", 3],
  ["]d2716A", "REQUIRES", 3],
  ["]d2254A", "REQUIRES", 3],
  [`]d2${ITEM}250A`, "REQUIRES", 19],
  ["]d280111", "REQUIRES", 3],
  ["]d280191", "REQUIRES", 3],
  ["]d28020A", "REQUIRES", 3],
  ["]d2417952123400001", "LENGTH", 6],
  ["]d24149521234000021", "CHECK_DIGIT", 6],
  ["]d28003095212340000", "LENGTH", 7],
  ["]d2800309521234000021A", "CHECK_DIGIT", 7],
  ["]d2800309521234000020 ", "CHARACTER", 21],
  ["]d28004", "EMPTY", 7],
  [`]d28004${X(31)}`, "LENGTH", 7],
  ["]d28006095212345432130201", "PIECES", 21],
  ["]d28006095212345432130001", "PIECES", 21],
  ["]d28006095212345432140102", "CHECK_DIGIT", 7],
  ["]d28010abc", "CHARACTER", 7],
  ["]d28018095212340000001011", "CHECK_DIGIT", 7],
  ["]d2402095212340000001", "LENGTH", 6],
  [`]d290${X(31)}`, "LENGTH", 5],
];

const BRACKETED: readonly Refusal[] = [
  ["", "EMPTY", 0],
  ["(", "SYNTAX", 0],
  ["(01", "SYNTAX", 0],
  ["()A", "SYNTAX", 0],
  ["(1)A", "SYNTAX", 0],
  ["(12345)A", "SYNTAX", 0],
  ["01)09521234543213", "SYNTAX", 0],
  ["[01]09521234543213", "SYNTAX", 0],
  [" (01)09521234543213", "SYNTAX", 0],
  ["(04)1", "AI_UNKNOWN", 1],
  ["(318)1", "AI_UNKNOWN", 1],
  ["(9999)1", "AI_UNKNOWN", 1],
  ["(01)", "EMPTY", 4],
  ["(01)09521234543213(10)", "EMPTY", 22],
  ["(01)9521234543213", "LENGTH", 4],
  ["(01)0952123454321 ", "CHARACTER", 17],
  ["(01)09521234543214", "CHECK_DIGIT", 4],
  ["(01)09521234543213 (10)A", "LENGTH", 4],
  ["(01)09521234543213(10)A\\B", "SYNTAX", 23],
  ["(01)09521234543213(10)A(B", "SYNTAX", 23],
  ["(01)09521234543213(10)A((21)B", "SYNTAX", 23],
  ["(01)09521234543213(21)A(235)B", "EXCLUSIVE", 18],
  ["(01)09521234543213(21)A(21)B", "REPEATED", 23],
  ["(17)280331", "REQUIRES", 0],
  ["(01)09521234543213(17)280231", "DATE", 22],
  ["(01)09521234543213(10)A\u001d", "CHARACTER", 23],
];

const check = (read: (text: string) => unknown, refusals: readonly Refusal[]): void => {
  for (const [text, fault, position] of refusals) {
    const { code, ...rest } = errorOf(() => read(text)) as Gs1MessageError;
    expect({ text, code, fault: rest.fault, position: rest.position }).to.deep.equal({
      text,
      code: "GS1_MESSAGE_INVALID",
      fault,
      position,
    });
  }
};

describe("GS1 data that break a rule are refused with fault and place", () => {
  it("in scans", () => check(parseDataMatrix, SCANS));
  it("in brackets", () => check(parseBracketed, BRACKETED));
  it("in Digital Links", () => check(parseDigitalLink, LINKS));
  it("in EPC URIs", () =>
    check(
      parseEpcUri,
      URNS.filter(([text]) => text !== "urn:epc:id:giai:9521234."),
    ));

  it("when they are to be written", () => {
    const item: Element = { ai: "01", value: "09521234543213" };
    for (const [elements, fault, position] of [
      [[], "EMPTY", 0],
      [[{ ai: "01", value: "" }], "EMPTY", 0],
      [[item, { ai: "10", value: "A B" }], "CHARACTER", 1],
      [[item, { ai: "__proto__", value: "1" }], "AI_UNKNOWN", 1],
      [[{ ai: "21", value: "A" }], "REQUIRES", 0],
    ] as const)
      expect(errorOf(() => writeElementString(elements))).to.include({ fault, position });
    expect(errorOf(() => writeDigitalLink([{ ai: "90", value: "A" }]))).to.include({ fault: "MISSING" });
    for (const domain of ["", "id.gs1.org", "https://id.gs1.org/", "https://x?y", "javascript:alert(1)"])
      expect(errorOf(() => writeDigitalLink([item], domain))).to.include({ fault: "SYNTAX" });
    for (const digits of [5, 13, 7.5, Number.NaN])
      expect(errorOf(() => digitalLinkToEpcUri(`${BASE}/01/09521234543213`, digits))).to.include({
        fault: "PREFIX",
      });
  });

  it("and nothing else is ever thrown", () => {
    const scraps = fc.constantFrom(
      "]d2",
      "01",
      "09521234543213",
      "(",
      ")",
      GS,
      "21",
      "https://",
      "/",
      "%",
      "?",
    );
    const soup = fc.array(fc.oneof(scraps, fc.string({ maxLength: 4 })), { maxLength: 8 });
    const noise = fc.oneof(
      fc.string(),
      soup.map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(noise, (text) => {
        for (const read of [readLabel, parseDataMatrix, parseBracketed, parseDigitalLink, parseEpcUri])
          try {
            read(text);
          } catch (error) {
            expect(error, text).to.be.instanceOf(Gs1MessageError);
          }
      }),
      { seed: 11, numRuns: 3_000 },
    );
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { parseEpcis, parseEvent } from "../../../standards/epcis/parse.ts";
import { TheriacError } from "../../../standards/errors.ts";
import { errorOf } from "../errorOf.ts";
import { DOCUMENTS, OTHERS, type Refusal, SENSORS } from "./badDocuments.ts";
import { shippingDocument, shippingEvent } from "./samples.ts";

const without = (value: object): unknown => JSON.parse(JSON.stringify(value));
const ITEM = "https://id.gs1.org/01/09521234543213";
const PARENT = "https://id.gs1.org/00/095212340000001010";

const OBJECT: readonly Refusal[] = [
  [{ type: "ObjectEvents" }, "EVENT_TYPE", "/type"],
  [{ type: undefined }, "EVENT_TYPE", "/type"],
  [{ type: ["ObjectEvent"] }, "EVENT_TYPE", "/type"],
  [{ action: undefined }, "MISSING", "/action"],
  [{ action: "observe" }, "CODE", "/action"],
  [{ action: 1 }, "CODE", "/action"],
  [{ eventTime: undefined }, "MISSING", "/eventTime"],
  [{ eventTimeZoneOffset: undefined }, "MISSING", "/eventTimeZoneOffset"],
  [{ eventTime: 1 }, "TYPE", "/eventTime"],
  [{ eventTime: "" }, "EMPTY", "/eventTime"],
  [{ eventTime: "2026-03-02" }, "TIME", "/eventTime"],
  [{ eventTime: "2026-03-02T08:00:00" }, "TIME", "/eventTime"],
  [{ eventTime: "2026-02-29T08:00:00Z" }, "TIME", "/eventTime"],
  [{ eventTime: "2026-13-01T08:00:00Z" }, "TIME", "/eventTime"],
  [{ eventTime: "2026-03-02T24:00:00Z" }, "TIME", "/eventTime"],
  [{ eventTime: "2026-03-02T08:60:00Z" }, "TIME", "/eventTime"],
  [{ eventTime: "2026-03-02T08:00:00+15:00" }, "TIME", "/eventTime"],
  [{ eventTime: "2026-03-02t08:00:00z" }, "TIME", "/eventTime"],
  [{ eventTime: " 2026-03-02T08:00:00Z" }, "TIME", "/eventTime"],
  [{ eventTimeZoneOffset: "Z" }, "TIME", "/eventTimeZoneOffset"],
  [{ eventTimeZoneOffset: "01:00" }, "TIME", "/eventTimeZoneOffset"],
  [{ eventTimeZoneOffset: "+14:01" }, "TIME", "/eventTimeZoneOffset"],
  [{ eventTimeZoneOffset: "+1:00" }, "TIME", "/eventTimeZoneOffset"],
  [{ recordTime: "now" }, "TIME", "/recordTime"],
  [{ eventID: "no uri" }, "URI", "/eventID"],
  [{ bizStep: "shiping" }, "CODE", "/bizStep"],
  [{ bizStep: "Shipping" }, "CODE", "/bizStep"],
  [{ bizStep: "https://ref.gs1.org/cbv/BizStep-nothing" }, "CODE", "/bizStep"],
  [{ bizStep: "urn:epcglobal:cbv:bizstep:nothing" }, "CODE", "/bizStep"],
  [{ bizStep: "two words" }, "CODE", "/bizStep"],
  [{ bizStep: null }, "TYPE", "/bizStep"],
  [{ disposition: "lost" }, "CODE", "/disposition"],
  [{ disposition: ["active"] }, "TYPE", "/disposition"],
  [{ persistentDisposition: { set: ["lost"] } }, "CODE", "/persistentDisposition/set/0"],
  [{ persistentDisposition: { unset: [] } }, "EMPTY", "/persistentDisposition/unset"],
  [{ persistentDisposition: { sat: ["active"] } }, "UNKNOWN_FIELD", "/persistentDisposition/sat"],
  [{ epcList: undefined }, "MISSING", "/epcList"],
  [{ epcList: [] }, "MISSING", "/epcList"],
  [{ epcList: PARENT }, "TYPE", "/epcList"],
  [{ epcList: [PARENT, 5] }, "TYPE", "/epcList/1"],
  [{ epcList: [PARENT, PARENT] }, "REPEATED", "/epcList/1"],
  [{ epcList: [""] }, "EMPTY", "/epcList/0"],
  [{ epcList: ["a b"] }, "URI", "/epcList/0"],
  [{ epcList: ["a\u0000"] }, "TYPE", "/epcList/0"],
  [{ epcList: [`https://x.example/${"x".repeat(4_100)}`] }, "SIZE", "/epcList/0"],
  [{ epcList: [ITEM] }, "CLASS", "/epcList/0"],
  [{ epcList: [`${ITEM}/10/L`] }, "CLASS", "/epcList/0"],
  [{ epcList: ["https://id.gs1.org/01/09521234543214/21/A"] }, "KEY", "/epcList/0"],
  [{ epcList: ["https://example.com/01/09521234543214/21/A"] }, "KEY", "/epcList/0"],
  [{ epcList: [PARENT, "https://id.gs1.org/00/095212340000001011"] }, "KEY", "/epcList/1"],
  [{ epcList: ["https://id.gs1.org/nothing"] }, "KEY", "/epcList/0"],
  [{ epcList: ["urn:epc:id:sgtin:9521234.05432.1"] }, "KEY", "/epcList/0"],
  [{ epcList: ["urn:epc:id:nothing:1"] }, "KEY", "/epcList/0"],
  [{ quantityList: [] }, "EMPTY", "/quantityList"],
  [{ quantityList: [{ quantity: 1 }] }, "MISSING", "/quantityList/0/epcClass"],
  [{ quantityList: [{ epcClass: ITEM, quantity: "1" }] }, "TYPE", "/quantityList/0/quantity"],
  [{ quantityList: [{ epcClass: ITEM, quantity: 0 }] }, "NUMBER", "/quantityList/0/quantity"],
  [{ quantityList: [{ epcClass: ITEM, quantity: -1 }] }, "NUMBER", "/quantityList/0/quantity"],
  [{ quantityList: [{ epcClass: ITEM, quantity: 1.5 }] }, "NUMBER", "/quantityList/0/quantity"],
  [{ quantityList: [{ epcClass: ITEM, uom: "KGM" }] }, "MISSING", "/quantityList/0/quantity"],
  [{ quantityList: [{ epcClass: `${ITEM}/21/A` }] }, "CLASS", "/quantityList/0/epcClass"],
  [{ quantityList: [{ epcClass: PARENT }] }, "CLASS", "/quantityList/0/epcClass"],
  [{ quantityList: [{ epcClass: ITEM, count: 1 }] }, "UNKNOWN_FIELD", "/quantityList/0/count"],
  [{ ilmd: { "cbvmda:lotNumber": "L" } }, "FORBIDDEN", "/ilmd"],
  [{ action: "ADD", ilmd: { lotNumber: "L" } }, "UNKNOWN_FIELD", "/ilmd/lotNumber"],
  [{ action: "ADD", ilmd: "L" }, "TYPE", "/ilmd"],
  [{ readPoint: "https://id.gs1.org/414/9521234000020" }, "TYPE", "/readPoint"],
  [{ readPoint: {} }, "MISSING", "/readPoint/id"],
  [{ readPoint: { id: "here" } }, "URI", "/readPoint/id"],
  [{ readPoint: { id: PARENT } }, "KEY", "/readPoint/id"],
  [{ readPoint: { id: "https://id.gs1.org/414/9521234000021" } }, "KEY", "/readPoint/id"],
  [{ bizLocation: { id: ITEM } }, "KEY", "/bizLocation/id"],
  [{ sourceList: [{ type: "owner", source: PARENT }] }, "CODE", "/sourceList/0/type"],
  [{ sourceList: [{ source: PARENT }] }, "MISSING", "/sourceList/0/type"],
  [{ sourceList: [{ type: "location", destination: PARENT }] }, "MISSING", "/sourceList/0/source"],
  [{ sourceList: [{ type: "location", source: PARENT }] }, "KEY", "/sourceList/0/source"],
  [{ destinationList: [{ type: "location" }] }, "MISSING", "/destinationList/0/destination"],
  [{ destinationList: [{ type: "x", destination: "urn:x:y" }] }, "CODE", "/destinationList/0/type"],
  [{ bizTransactionList: [{ type: "po" }] }, "MISSING", "/bizTransactionList/0/bizTransaction"],
  [
    { bizTransactionList: [{ type: "order", bizTransaction: "urn:a:b" }] },
    "CODE",
    "/bizTransactionList/0/type",
  ],
  [{ bizTransactionList: [{ bizTransaction: "DA 451" }] }, "URI", "/bizTransactionList/0/bizTransaction"],
  [{ errorDeclaration: {} }, "MISSING", "/errorDeclaration/declarationTime"],
  [{ errorDeclaration: { declarationTime: "x" } }, "TIME", "/errorDeclaration/declarationTime"],
  [
    { errorDeclaration: { declarationTime: "2026-03-02T08:00:00Z", reason: "typo" } },
    "CODE",
    "/errorDeclaration/reason",
  ],
  [
    { errorDeclaration: { declarationTime: "2026-03-02T08:00:00Z", correctiveEventIDs: ["1"] } },
    "URI",
    "/errorDeclaration/correctiveEventIDs/0",
  ],
  [{ note: "hello" }, "UNKNOWN_FIELD", "/note"],
  [{ parentID: PARENT }, "UNKNOWN_FIELD", "/parentID"],
  [{ "ours:field": 1 }, "CONTEXT", "/ours:field"],
  [{ "example:a": { "other:b": 1 } }, "CONTEXT", "/example:a/other:b"],
  [{ "example:a": [{ "other:b/c": 1 }] }, "CONTEXT", "/example:a/0/other:b~1c"],
  [{ "@context": [{ ours: 1 }] }, "CONTEXT", "/@context"],
];

const check = (read: (value: unknown) => unknown, good: object, refusals: readonly Refusal[]): void => {
  for (const [change, fault, pointer] of refusals) {
    const error = errorOf(() => read(without({ ...good, ...change })));
    const found = error as TheriacError & { fault?: string; pointer?: string };
    expect([found.code, found.fault, found.pointer], JSON.stringify(change).slice(0, 120)).to.deep.equal([
      "INVALID_EPCIS",
      fault,
      pointer,
    ]);
  }
};
const readEvent = (value: unknown) => parseEvent(value, { example: "https://ns.example.com/" });

describe("EPCIS that breaks a rule is refused with fault and place", () => {
  it("in events of objects", () => check(readEvent, shippingEvent, OBJECT));
  it("in reports of sensors", () => check(readEvent, shippingEvent, SENSORS));
  it("in events of other types", () => check(readEvent, shippingEvent, OTHERS));
  it("in documents", () => check(parseEpcis, shippingDocument, DOCUMENTS));

  it("in what is no JSON, or not only JSON", () => {
    const twice = JSON.stringify(shippingDocument).replace('"type":', '"type":"x","type":');
    for (const value of [
      "",
      "{",
      "{'a':1}",
      "[1,]",
      twice,
      undefined,
      () => 1,
      { a: Number.NaN },
      new Date(0),
      1n,
    ])
      expect(
        errorOf(() => parseEpcis(value)),
        String(value),
      ).to.include({ code: "INVALID_EPCIS", fault: "NOT_JSON" });
    for (const value of ["1", "null", "[]", '"x"', {}, []])
      expect(errorOf(() => parseEpcis(value))).to.include({ code: "INVALID_EPCIS" });
  });

  it("in extensions that are nested without end", () => {
    const deep = JSON.parse(`${'{"example:a":'.repeat(40)}1${"}".repeat(40)}`) as object;
    expect(errorOf(() => readEvent({ ...shippingEvent, ...deep }))).to.include({
      fault: "SIZE",
      pointer: "",
    });
  });

  it("without saying what stands there", () => {
    const error = errorOf(() => parseEvent({ ...shippingEvent, epcList: ["SECRET SERIAL"] }));
    expect(`${error.message}${JSON.stringify(error.context)}${error.hint}`).to.not.include("SECRET");
  });

  it("and nothing else is ever thrown", () => {
    const names = Object.keys(shippingEvent);
    fc.assert(
      fc.property(fc.constantFrom(...names, "ilmd", "sensorElementList"), fc.jsonValue(), (name, value) => {
        try {
          parseEvent({ ...shippingEvent, [name]: value });
        } catch (error) {
          expect(error).to.be.instanceOf(TheriacError);
        }
      }),
      { seed: 13, numRuns: 2_000 },
    );
  });
});

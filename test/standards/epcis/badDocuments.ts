import { CONTEXT } from "./samples.ts";

/** What is changed in a good event or document, the fault and its place. Undefined takes a field away. */
export type Refusal = readonly [change: object, fault: string, pointer: string];

const ITEM = "https://id.gs1.org/01/09521234543213";
const PARENT = "https://id.gs1.org/00/095212340000001010";
const NO_ITEMS = { epcList: undefined };

const report = (one: object): object => ({ sensorElementList: [{ sensorReport: [one] }] });
const metadata = (one: object): object => ({
  sensorElementList: [{ sensorMetadata: one, sensorReport: [{ type: "Temperature", value: 1 }] }],
});
const AT = "/sensorElementList/0";
export const SENSORS: readonly Refusal[] = [
  [{ sensorElementList: [] }, "EMPTY", "/sensorElementList"],
  [{ sensorElementList: [{}] }, "MISSING", `${AT}/sensorReport`],
  [{ sensorElementList: [{ sensorReport: [] }] }, "EMPTY", `${AT}/sensorReport`],
  [report({ type: "a b" }), "CODE", `${AT}/sensorReport/0/type`],
  [report({ value: "5" }), "TYPE", `${AT}/sensorReport/0/value`],
  [report({ component: "up" }), "CODE", `${AT}/sensorReport/0/component`],
  [report({ hexBinaryValue: "f" }), "NUMBER", `${AT}/sensorReport/0/hexBinaryValue`],
  [report({ minValue: 8, maxValue: 2 }), "ORDER", `${AT}/sensorReport/0/maxValue`],
  [report({ sDev: -1 }), "NUMBER", `${AT}/sensorReport/0/sDev`],
  [report({ percRank: 101 }), "NUMBER", `${AT}/sensorReport/0/percRank`],
  [report({ booleanValue: "true" }), "TYPE", `${AT}/sensorReport/0/booleanValue`],
  [report({ time: "x" }), "TIME", `${AT}/sensorReport/0/time`],
  [report({ unit: "CEL" }), "UNKNOWN_FIELD", `${AT}/sensorReport/0/unit`],
  [metadata({ time: "x" }), "TIME", `${AT}/sensorMetadata/time`],
  [metadata({ startTime: "x" }), "TIME", `${AT}/sensorMetadata/startTime`],
  [
    metadata({ startTime: "2026-03-02T08:00:00Z", endTime: "2026-03-02T08:30:00+01:00" }),
    "ORDER",
    `${AT}/sensorMetadata/endTime`,
  ],
];

const aggregation = { type: "AggregationEvent", ...NO_ITEMS };
const association = { type: "AssociationEvent", ...NO_ITEMS };
const transformation = { type: "TransformationEvent", ...NO_ITEMS, action: undefined };
export const OTHERS: readonly Refusal[] = [
  [{ type: "AggregationEvent" }, "UNKNOWN_FIELD", "/epcList"],
  [{ ...aggregation, action: "ADD" }, "MISSING", "/parentID"],
  [{ ...aggregation, action: "DELETE" }, "MISSING", "/parentID"],
  [{ ...aggregation, action: "ADD", parentID: PARENT }, "MISSING", "/childEPCs"],
  [{ ...aggregation, action: "ADD", parentID: PARENT, childEPCs: [] }, "MISSING", "/childEPCs"],
  [{ ...aggregation, childEPCs: [ITEM] }, "CLASS", "/childEPCs/0"],
  [{ ...aggregation, parentID: "x", childEPCs: [PARENT] }, "URI", "/parentID"],
  [{ ...aggregation, childQuantityList: [{ epcClass: PARENT }] }, "CLASS", "/childQuantityList/0/epcClass"],
  [{ ...aggregation, ilmd: {} }, "UNKNOWN_FIELD", "/ilmd"],
  [{ ...association, childEPCs: [PARENT] }, "MISSING", "/parentID"],
  [{ ...association, action: "ADD", parentID: PARENT }, "MISSING", "/childEPCs"],
  [{ type: "TransactionEvent", bizTransactionList: undefined }, "MISSING", "/bizTransactionList"],
  [{ type: "TransactionEvent", action: undefined }, "MISSING", "/action"],
  [{ ...transformation, action: "ADD" }, "UNKNOWN_FIELD", "/action"],
  [transformation, "MISSING", "/inputEPCList"],
  [{ ...transformation, inputEPCList: [PARENT] }, "MISSING", "/outputEPCList"],
  [{ ...transformation, transformationID: "urn:a:b" }, "MISSING", "/inputEPCList"],
  [{ ...transformation, inputEPCList: [PARENT], transformationID: "a b" }, "URI", "/transformationID"],
];

export const DOCUMENTS: readonly Refusal[] = [
  [{ "@context": undefined }, "MISSING", "/@context"],
  [{ "@context": [] }, "EMPTY", "/@context"],
  [{ "@context": "https://schema.org" }, "CONTEXT", "/@context"],
  [{ "@context": [CONTEXT, { a: 1 }] }, "TYPE", "/@context/1/a"],
  [{ "@context": [CONTEXT, { a: "no uri" }] }, "CONTEXT", "/@context/1/a"],
  [{ "@context": [CONTEXT, { "a b": "https://x/" }] }, "CONTEXT", "/@context/1/a b"],
  [{ type: "EPCISQueryDocument" }, "TYPE", "/type"],
  [{ type: undefined }, "MISSING", "/type"],
  [{ schemaVersion: "1.2" }, "CODE", "/schemaVersion"],
  [{ schemaVersion: 2 }, "TYPE", "/schemaVersion"],
  [{ creationDate: "2026" }, "TIME", "/creationDate"],
  [{ creationDate: undefined }, "MISSING", "/creationDate"],
  [{ epcisBody: undefined }, "MISSING", "/epcisBody"],
  [{ epcisBody: {} }, "MISSING", "/epcisBody/eventList"],
  [{ epcisBody: { eventList: {} } }, "TYPE", "/epcisBody/eventList"],
  [{ epcisBody: { eventList: [null] } }, "EVENT_TYPE", "/epcisBody/eventList/0"],
  [{ epcisBody: { eventList: [[]] } }, "EVENT_TYPE", "/epcisBody/eventList/0/type"],
  [{ epcisBody: { eventList: [], more: 1 } }, "UNKNOWN_FIELD", "/epcisBody/more"],
  [{ title: "x" }, "UNKNOWN_FIELD", "/title"],
];

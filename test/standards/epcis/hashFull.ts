// One event with nearly every field and extensions in each of them, and identifiers in every way of writing them, from
// the same source and under the same licence as hashVectors.ts.
import { at, destination, event, type HashVector, lot, source, vector } from "./hashVectors.ts";

const PREFIXES = ["ext1", "ext2", "ext3"];
const NAMESPACES = Object.fromEntries(PREFIXES.map((prefix) => [prefix, `http://example.com/${prefix}/`]));

const TIME = "2013-06-08T14:58:56.591Z";
const nested = (text: string) => ({ "ext2:object": { "ext3:string": text } });
const ARRAY = [
  "12",
  "22",
  TIME,
  "true",
  "stringInArray",
  {
    "ext1:object": {
      "ext1:object": {
        "ext2:array": ["14", "23.0", "stringInArrayInObjectInArray"],
        "ext2:object": nested("stringInObjectInObjectInArray"),
        "ext2:int": "13",
        "ext2:string": "stringInObjectInArray",
      },
    },
  },
];
/** The same fields again in the event, in its master data and in its sensor element. */
const FIELDS = {
  "ext1:float": "20",
  "ext1:time": TIME,
  "ext1:array": ARRAY,
  "ext1:boolean": "true",
  "ext1:object": {
    "ext2:array": ["11", "21", "stringInArrayInObject"],
    "ext2:object": nested("stringInObjectInObject"),
    "ext2:string": "stringInObject",
  },
  "ext1:default": "stringAsDefaultValue",
  "ext1:int": "10",
  "ext1:string": "string",
};

const DEVICE = {
  deviceID: "urn:epc:id:giai:4000001.111",
  deviceMetadata: "https://id.gs1.org/8004/4000001111",
  rawData: "https://example.org/8004/401234599999",
  dataProcessingMethod: "https://example.com/253/4012345000054987",
};
const SENSOR = {
  sensorMetadata: {
    time: "2019-04-02T13:05:00.000Z",
    startTime: "2019-04-02T12:55:01.000Z",
    endTime: "2019-04-02T13:55:00.000Z",
    ...DEVICE,
    bizRules: "https://example.com/253/4012345000054987",
    "ext1:someFurtherMetadata": "someText",
  },
  sensorReport: [
    {
      type: "Temperature",
      ...DEVICE,
      time: "2019-07-19T13:00:00.000Z",
      microorganism: "https://www.ncbi.nlm.nih.gov/taxonomy/1126011",
      chemicalSubstance: "https://identifiers.org/inchikey:CZMRCDWAGMRECN-UGDNZRGBSA-N",
      value: 26,
      component: "example:x",
      stringValue: "SomeString",
      booleanValue: true,
      hexBinaryValue: "f0f0f0",
      uriValue: "https://id.gs1.org/8004/4000001111",
      minValue: 26,
      maxValue: 26.2,
      meanValue: 13.2,
      percRank: 50,
      percValue: 12.7,
      uom: "CEL",
      sDev: 0.1,
      "ext1:someFurtherReportData": "someText",
    },
  ],
  ...FIELDS,
};
const PARTIES = ["possessing_party", "owning_party"];

export const HASH_FULL: readonly HashVector[] = [
  vector(
    "nearly every field",
    "9811bfb2672e9c3a0f6151be339d22b60db375c8b23d2740f6137cc6539f0639",
    event("ObjectEvent", ["2005-04-05T02:33:31.116Z", "-06:00"], "ADD", "receiving", {
      eventID: "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
      certificationInfo: "https://accreditation-council.example.org/certificate/ABC12345",
      errorDeclaration: { declarationTime: "2006-11-07T14:00:00.000+01:00", reason: "incorrect_data" },
      epcList: ["urn:epc:id:sgtin:0614141.107346.2018"],
      disposition: "in_progress",
      readPoint: at("0012345.11111.400"),
      bizLocation: at("0012345.11111.0"),
      bizTransactionList: [
        { type: "po", bizTransaction: "urn:epc:id:gdti:0614141.00001.1618034" },
        { type: "pedigree", bizTransaction: "urn:epc:id:gsrn:0614141.0000010253" },
      ],
      quantityList: [lot("4012345.012345.998877", 200, "KGM")],
      sourceList: [
        source("location", "sgln:4012345.00225.0"),
        ...PARTIES.map((type) => source(type, "pgln:4012345.00225")),
      ],
      destinationList: [
        destination("location", "sgln:0614141.00777.0"),
        ...PARTIES.map((type) => destination(type, "pgln:0614141.00777")),
      ],
      sensorElementList: [SENSOR],
      persistentDisposition: { unset: ["completeness_inferred"], set: ["completeness_verified"] },
      ilmd: {
        ...FIELDS,
        "cbvmda:countryOfExport": "KR",
        "cbvmda:grossWeight": "3.5",
        "cbvmda:netWeight": "3.5",
        "cbvmda:countryOfOrigin": "GB",
        "cbvmda:drainedWeight": "3.5",
        "cbvmda:lotNumber": "ABC123",
      },
      ...FIELDS,
    }),
    NAMESPACES,
  ),
  vector(
    "identifiers in every form",
    // The hash published for CBV 2.1, which treats such an event alike: the one for 2.0 is of a 19-digit SSCC.
    "4689c31cebcad30d58b175246cd49cbd8d02fa15a4099602e8f638127b4fca79",
    event("ObjectEvent", ["2019-04-02T15:00:00.000+01:00", "+01:00"], "OBSERVE", "inspecting", {
      epcList: [
        "urn:epc:id:sgtin:4012345.011111.9876",
        "urn:epc:id:sgtin:4012345.011111.98%22",
        "urn:epc:id:sgtin:415056789012.0.987654",
        "urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()",
        "urn:epc:id:sscc:4012345.3111111111",
        "urn:epc:id:sgln:4012345.00005.122",
        "urn:epc:id:sgln:4012345.00005.0",
        "urn:epc:id:grai:4012345.00022.334455",
        "urn:epc:id:giai:4012345.ABC345",
        "urn:epc:id:gsrn:4012345.0000006765",
        "urn:epc:id:gsrnp:4012345.0000000007",
        "urn:epc:id:gdti:4012345.00009.PO-4711",
        "urn:epc:id:gdti:987659999999..9",
        "urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234",
        "urn:epc:id:ginc:0614141.xyz47%2F11",
        "urn:epc:id:gsin:4012345.222333444",
        "urn:epc:id:itip:4012345.011111.01.02.987",
        "urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7'SDB",
        "urn:epc:id:pgln:4000001.00000",
        "urn:epc:id:pgln:999999999999.",
        "urn:epc:class:lgtin:4012345.012345.Lot987",
        "https://id.gs1.org/gtin/09780345418913",
        "https://example.com/gtin/09780345418913/21/765tz?abc=211121",
      ],
      readPoint: at("4012345.00005.0"),
    }),
  ),
];

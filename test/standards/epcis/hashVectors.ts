// Published vectors of the event hash: the example events of github.com/RalphTro/epcis-event-hash-generator
// (tests/examples, hashes for CBV 2.0), MIT licence, Copyright (c) 2019 RalphTro; their facts written anew.
import type { EpcisEvent, Namespaces } from "../../../standards/epcis/events.ts";

export type HashVector = {
  readonly name: string;
  readonly event: EpcisEvent;
  readonly namespaces: Namespaces;
  readonly hash: string;
};

const EXAMPLE = { example: "https://ns.example.com/epcis/" };
const id = (rest: string): string => `urn:epc:id:${rest}`;
const all = (scheme: string, ...rest: string[]): string[] => rest.map((one) => id(`${scheme}:${one}`));
const at = (sgln: string) => ({ id: id(`sgln:${sgln}`) });
const lot = (rest: string, quantity?: number, uom?: string) => ({
  epcClass: `urn:epc:class:lgtin:${rest}`,
  ...(quantity === undefined ? {} : { quantity }),
  ...(uom === undefined ? {} : { uom }),
});
const transaction = (type: string, rest: string) => ({
  type,
  bizTransaction: `urn:epcglobal:cbv:bt:${rest}`,
});
const source = (type: string, rest: string) => ({ type, source: id(rest) });
const destination = (type: string, rest: string) => ({ type, destination: id(rest) });

/** Type, time and its offset, action and step, then whatever else there is. */
const event = (
  type: EpcisEvent["type"],
  [eventTime, eventTimeZoneOffset]: readonly [string, string],
  action: string | undefined,
  bizStep: string,
  rest: object,
): EpcisEvent =>
  ({ type, eventTime, eventTimeZoneOffset, ...(action && { action }), bizStep, ...rest }) as EpcisEvent;

const vector = (
  name: string,
  hash: string,
  one: EpcisEvent,
  namespaces: Namespaces = EXAMPLE,
): HashVector => ({
  name,
  event: one,
  namespaces,
  hash,
});

const TRANSFORMED = ["2019-10-21T14:58:56.591+02:00", "+02:00"] as const;
const INPUTS = all("sgtin", "4012345.011122.25", "4000001.065432.99886655");
const OUTPUTS = [25, 26, 27, 28].map((serial) => id(`sgtin:4012345.077889.${serial}`));

const reference: readonly HashVector[] = [
  vector(
    "extensions of an event",
    "6ae96341e0acc6d7a261364751f60e68278a81cdf51da0abb6b4e617014e39d7",
    event("ObjectEvent", ["2020-03-04T11:00:30.000+01:00", "+01:00"], "OBSERVE", "departing", {
      recordTime: "2020-03-04T11:00:30.999+01:00",
      epcList: all("sscc", "4012345.0000000333", "4012345.0000000111", "4012345.0000000222"),
      readPoint: at("4012345.00011.987"),
      "example:myField1": { "example:mySubField1": "2", "example:mySubField2": "5" },
      "example:myField2": "0",
      "example:myField3": { "example:mySubField3": ["3", "1"] },
    }),
  ),
  vector(
    "sensor reports",
    "271565c346ae2fb28c4583c4dca4ab4772d465eb4e0b6e548d77d8b49377d95c",
    event("ObjectEvent", ["2020-04-01T15:00:00+01:00", "+01:00"], "OBSERVE", "inspecting", {
      epcList: all("sgtin", "4012345.011111.9876"),
      readPoint: at("4012345.00005.0"),
      sensorElementList: [
        {
          sensorMetadata: {
            deviceID: "urn:epc:id:giai:4000001.111",
            deviceMetadata: "https://id.gs1.org/8004/4000001111",
          },
          sensorReport: [
            { type: "Temperature", value: 26, sDev: 0.1, uom: "CEL" },
            { type: "AbsoluteHumidity", value: 12.1, uom: "A93" },
            {
              type: "Dimensionless",
              microorganism: "https://www.ncbi.nlm.nih.gov/taxonomy/1126011",
              value: 0.05,
              uom: "C35",
            },
            {
              type: "Dimensionless",
              chemicalSubstance: "https://identifiers.org/inchikey:CZMRCDWAGMRECN-UGDNZRGBSA-N",
              value: 0.18,
              uom: "C35",
            },
          ],
        },
      ],
    }),
  ),
  vector(
    "an extension of a place",
    "3ae14c02c4bdc220cc31942cf804f6845eb8dec96ba6483391c92a9b165f9329",
    event("ObjectEvent", ["2020-03-04T11:00:30+01:00", "+01:00"], "OBSERVE", "departing", {
      epcList: all("sgtin", "0614141.011111.987"),
      disposition: "in_transit",
      readPoint: { ...at("4012345.00011.0"), "example:myField1": "AB-12" },
      bizTransactionList: [{ type: "po", bizTransaction: "urn:epc:id:gdti:4012345.11111.123" }],
      sourceList: [source("owning_party", "pgln:4012345.00000")],
      destinationList: [destination("owning_party", "pgln:0614141.00000")],
      "example:userExt": "CD-34",
    }),
  ),
  vector(
    "positions in components",
    "14faa21345eb49fa31e5578aed52a2c291b7dc8ded0d53c88135955173ea91fc",
    event("ObjectEvent", ["2022-04-07T10:00:00.000Z", "+01:00"], "OBSERVE", "sensor_reporting", {
      epcList: ["https://id.example.com/8003/040123450007718765"],
      readPoint: { id: "https://id.example.com/414/4012345000054" },
      sensorElementList: [
        {
          sensorReport: [
            [42.698334, "latitude"],
            [23.319941, "longitude"],
          ].map(([value, component]) => ({
            type: "gs1:Angle",
            value,
            component: `cbv:Comp-${component}`,
            uom: "DD",
            coordinateReferenceSystem: "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
          })),
        },
      ],
    }),
    { cbv: "https://ref.gs1.org/cbv/" },
  ),
  vector(
    "a declared error, which is left out",
    "e16ce101f3d7383612e00b74419b2d88f12baa6a124b0e390252d396687d5cf7",
    event("TransformationEvent", ["2020-01-14T00:00:00.000+01:00", "+01:00"], undefined, "commissioning", {
      eventID: "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
      inputEPCList: all("sgtin", "4012345.011111.987"),
      outputEPCList: all("sgtin", "4012345.033333.AGHFG"),
      inputQuantityList: [lot("4012345.022222.87545GHGH")],
      outputQuantityList: [{ epcClass: "urn:epc:idpat:sgtin:4012345.044444.*", quantity: 452, uom: "KGM" }],
      readPoint: at("4012345.00000.0"),
      errorDeclaration: {
        declarationTime: "2020-01-15T00:00:00.000+01:00",
        reason: "incorrect_data",
        "example:vendorExtension": "Test1",
      },
    }),
  ),
  vector(
    "every GS1 key",
    "40744f32beff53a4bf5bb5956d465cb52de5bbcc9f131409d8efb903b04d9351",
    event("ObjectEvent", ["2023-03-27T11:30:00.0Z", "+01:00"], "OBSERVE", "other", {
      epcList: [
        "sgtin:4012345.012345.12 sscc:4012345.0000000333 grai:4012345.66666.87 giai:4012345.AAbb",
        "gsrn:4012345.9876540000 gsrnp:4012345.0000098765 gdti:4012345.55555.98 cpi:4012345.ABC.123",
        "sgcn:4012345.99999.44 ginc:4012345.333 gsin:4012345.999987654 itip:4012345.012345.01.02.999",
        "upui:4012345.012345.AB12",
      ]
        .flatMap((line) => line.split(" ").map(id))
        .concat("https://id.gs1.org/00/040123450000003338"),
      quantityList: [
        lot("4054739.099914.20160711"),
        ...["sgtin:4054739.099914", "grai:4012345.66666", "gdti:4012345.55555", "sgcn:4012345.99999"]
          .concat("cpi:4012345.ABC", "itip:4012345.012345.01.02")
          .map((pattern) => ({ epcClass: `urn:epc:idpat:${pattern}.*` })),
      ],
      readPoint: at("4012345.00011.987"),
    }),
  ),
];

const SITE = { id: "https://id.gs1.de/414/4012345000115" };
const SSCC = ["https://id.gs1.de/00/040123451111111110"];
const rounding: readonly HashVector[] = [
  vector(
    "time rounded up",
    "af7658e711574363633f20b3dadc7bc4c13c6f612cf96d95e03c421c0e58f3c6",
    event("ObjectEvent", ["2023-02-02T11:04:03.1415Z", "+01:00"], "OBSERVE", "shipping", {
      epcList: SSCC,
      disposition: "in_transit",
      readPoint: SITE,
    }),
  ),
  vector(
    "time rounded down, a place by its position",
    "0550df44527332c1fe417c5837fe61b9e71eaa93307b88519dac549bf2d4dcf9",
    event("ObjectEvent", ["2023-02-02T11:04:03.1414Z", "+01:00"], "OBSERVE", "transporting", {
      epcList: SSCC,
      readPoint: { id: "geo:50.947573340894124,6.922120147375441" },
    }),
  ),
  vector(
    "an alarm of a sensor",
    "bf052637920f56c28bd6bc4ce10bb296203fcddc543f1e293d5a77b07592dcec",
    event("ObjectEvent", ["2023-02-12T11:04:03.1415Z", "+01:00"], "OBSERVE", "receiving", {
      certificationInfo: "https://accreditation-council.example.org/certificate/ABC12345",
      epcList: ["https://id.gs1.de/01/04012345999990/21/XYZ-1234"],
      disposition: "in_progress",
      readPoint: SITE,
      sensorElementList: [
        {
          sensorMetadata: {
            time: "2023-02-12T11:04:03.1007Z",
            bizRules: "https://id.example.com/253/4012345000054987",
          },
          sensorReport: [
            {
              type: "Dimensionless",
              exception: "ALARM_CONDITION",
              coordinateReferenceSystem: "http://www.opengis.net/def/crs/EPSG/0/27700",
            },
          ],
        },
      ],
    }),
  ),
  vector(
    "extensions inside a sensor element",
    "db3f717972b6be7ce2eb2f31a12b00beda1f9a7de63c23948f4b7314ffe0581b",
    event("ObjectEvent", ["2023-01-11T12:00:00+01:00", "+01:00"], "OBSERVE", "receiving", {
      certificationInfo: "https://accreditation-council.example.org/certificate/ABC12345",
      epcList: ["https://id.gs1.de/01/04012345999990/21/XYZ-1234"],
      disposition: "in_progress",
      readPoint: SITE,
      sensorElementList: [
        {
          sensorMetadata: {
            time: "2023-01-11T11:05:00Z",
            bizRules: "https://id.example.com/253/4012345000054987",
            "ext1:someFurtherMetadata": "metadataText",
          },
          sensorReport: [
            {
              type: "Dimensionless",
              exception: "ALARM_CONDITION",
              coordinateReferenceSystem: "http://www.opengis.net/def/crs/EPSG/0/27700",
              "ext1:someFurtherReportData": "reportText",
            },
          ],
        },
      ],
    }),
    { cbv: "https://ref.gs1.org/cbv/", ext1: "https://ns.ext.de/epcis/" },
  ),
];
export const HASH_VECTORS: readonly HashVector[] = [...reference, ...rounding];
export { all, at, destination, event, INPUTS, lot, OUTPUTS, source, TRANSFORMED, transaction, vector };

import { expect } from "chai";
import fc from "fast-check";
import { eventHash } from "../../../standards/epcis/eventHash.ts";
import type { EpcisEvent } from "../../../standards/epcis/events.ts";
import { parseEpcis, parseEvent } from "../../../standards/epcis/parse.ts";
import { readEvents } from "../../../standards/epcis/readEvents.ts";
import { addressOf, isTerm, wordOf } from "../../../standards/epcis/vocabulary.ts";
import { writeEpcis } from "../../../standards/epcis/write.ts";
import { writeDigitalLink } from "../../../standards/gs1/digitalLink.ts";
import { digitalLinkToEpcUri } from "../../../standards/gs1/epcUri.ts";
import { gs1Text, packs } from "../gs1/arbitrary.ts";
import { HASH_CHAIN } from "./hashChain.ts";
import { HASH_VECTORS } from "./hashVectors.ts";
import { CONTEXT, shippingDocument, shippingEvent } from "./samples.ts";

const created = "2026-03-02T08:00:00.000Z";
const when = { eventTime: created, eventTimeZoneOffset: "+00:00" };
const LOT = "https://id.gs1.org/01/09521234543213/10/LOT26C01";

/** One event for each thing that happens to a lot. */
const LIFE: readonly EpcisEvent[] = [
  {
    type: "ObjectEvent",
    ...when,
    action: "ADD",
    bizStep: "commissioning",
    disposition: "active",
    quantityList: [{ epcClass: LOT, quantity: 120 }],
    ilmd: { "cbvmda:lotNumber": "LOT26C01", "cbvmda:itemExpirationDate": "2028-03-31" },
  },
  {
    type: "AggregationEvent",
    ...when,
    action: "ADD",
    bizStep: "packing",
    parentID: "https://id.gs1.org/00/095212340000001010",
    childEPCs: ["https://id.gs1.org/01/09521234543213/21/K7Q2M9X4T1AB"],
  },
  shippingEvent,
  {
    type: "AssociationEvent",
    ...when,
    action: "ADD",
    parentID: "https://id.gs1.org/00/095212340000001010",
    childEPCs: ["https://id.gs1.org/8004/9521234LOGGER1"],
  },
  {
    type: "ObjectEvent",
    ...when,
    action: "OBSERVE",
    bizStep: "sensor_reporting",
    epcList: ["https://id.gs1.org/00/095212340000001010"],
    sensorElementList: [
      {
        sensorMetadata: {
          startTime: "2026-03-02T08:00:00Z",
          endTime: "2026-03-03T08:00:00+01:00",
          deviceID: "https://id.gs1.org/8004/9521234LOGGER1",
          rawData: "https://example.com/series/1",
        },
        sensorReport: [{ type: "Temperature", minValue: 2.1, maxValue: 7.9, meanValue: 5, uom: "CEL" }],
      },
    ],
  },
  {
    type: "ObjectEvent",
    ...when,
    action: "OBSERVE",
    bizStep: "holding",
    disposition: "recalled",
    persistentDisposition: { set: ["recalled"] },
    quantityList: [{ epcClass: LOT }],
  },
  {
    type: "ObjectEvent",
    ...when,
    action: "DELETE",
    bizStep: "dispensing",
    disposition: "dispensed",
    epcList: ["https://id.gs1.org/01/09521234543213/21/K7Q2M9X4T1AB"],
  },
];

describe("EPCIS documents", () => {
  it("are read as text, as bytes and as a value, and written back unchanged", () => {
    const text = JSON.stringify(shippingDocument);
    for (const form of [text, new TextEncoder().encode(text), shippingDocument])
      expect(parseEpcis(form)).to.deep.equal(shippingDocument);
    expect(writeEpcis({ creationDate: created, events: [shippingEvent] })).to.deep.equal(shippingDocument);
  });

  it("hold what happens to a lot from commissioning to dispensing", () => {
    const document = writeEpcis({ creationDate: created, events: LIFE });
    expect(parseEpcis(JSON.stringify(document)).epcisBody.eventList).to.deep.equal(LIFE);
  });

  it("hold every event whose hash is published", () => {
    // One of them lists a logistic unit by two names, which is good for a hash and nothing else.
    for (const { event, namespaces, name } of [...HASH_VECTORS, ...HASH_CHAIN])
      if (name === "every GS1 key")
        expect(() => parseEvent(event, namespaces))
          .to.throw()
          .with.property("fault", "REPEATED");
      else expect(parseEvent(event, namespaces), name).to.deep.equal(event);
  });

  it("keep fields of other vocabularies, by prefix or in full", () => {
    const event = {
      ...shippingEvent,
      "ours:trip": { "ours:leg": [1, "two", null, { "ours:deep": true }] },
      "https://ns.example.com/whole": "kept",
    };
    const document = writeEpcis({
      creationDate: created,
      events: [event],
      namespaces: { ours: "https://ns.example.com/" },
    });
    expect(document["@context"]).to.deep.equal([CONTEXT, { ours: "https://ns.example.com/" }]);
    expect(document.epcisBody.eventList[0]).to.deep.equal(event);
    const short = eventHash({ ...shippingEvent, "ours:whole": "kept" }, { ours: "https://ns.example.com/" });
    expect(eventHash({ ...shippingEvent, "https://ns.example.com/whole": "kept" })).to.equal(short);
  });

  it("name steps by word, address or URN alike", () => {
    const words = [
      "shipping",
      "https://ref.gs1.org/cbv/BizStep-shipping",
      "urn:epcglobal:cbv:bizstep:shipping",
    ];
    for (const bizStep of words) {
      expect(isTerm("bizStep", bizStep)).to.equal(true);
      expect(wordOf("bizStep", bizStep)).to.equal("shipping");
      expect(eventHash({ ...shippingEvent, bizStep })).to.equal(eventHash(shippingEvent));
    }
    expect(addressOf("disposition", "https://example.com/own")).to.equal("https://example.com/own");
    expect(wordOf("disposition", "https://example.com/own")).to.equal(undefined);
  });
});

describe("the hash of an event", () => {
  it("is the same in whatever order and form it is written", () => {
    const shuffled = Object.fromEntries(Object.entries(shippingEvent).reverse()) as unknown as EpcisEvent;
    for (const same of [
      shuffled,
      { ...shippingEvent, recordTime: created, eventID: "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8" },
      { ...shippingEvent, eventTime: "2026-03-02T09:00:00+01:00" },
      { ...shippingEvent, epcList: ["urn:epc:id:sscc:9521234.0000000101"] },
      { ...shippingEvent, epcList: ["https://example.com/00/095212340000001010?x=1"] },
    ])
      expect(eventHash(same)).to.equal(eventHash(shippingEvent));
    for (const other of [
      { ...shippingEvent, eventTimeZoneOffset: "+01:00" },
      { ...shippingEvent, epcList: [] },
      { ...shippingEvent, action: "ADD" as const },
    ])
      expect(eventHash(other)).to.not.equal(eventHash(shippingEvent));
  });
});

const RUNS = { seed: 5, numRuns: 1_000 };
const time = fc
  .date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2099-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const commissioning = fc
  .tuple(packs, time, fc.uniqueArray(gs1Text(20), { minLength: 1, maxLength: 5 }))
  .map(([{ gtin, lot }, eventTime, serials]): EpcisEvent => {
    const item = { ai: "01", value: gtin.toString().padStart(14, "0") };
    return {
      type: "ObjectEvent",
      eventTime,
      eventTimeZoneOffset: "+00:00",
      action: "ADD",
      bizStep: "commissioning",
      epcList: serials.map((value) => writeDigitalLink([item, { ai: "21", value }])),
      ilmd: { "cbvmda:lotNumber": lot },
    };
  });

describe("there and back", () => {
  it("documents", () => {
    fc.assert(
      fc.property(commissioning, (event) => {
        const document = writeEpcis({ creationDate: created, events: [event] });
        expect(parseEpcis(JSON.stringify(document)).epcisBody.eventList).to.deep.equal([event]);
      }),
      RUNS,
    );
  });

  it("hashes of links and of EPC URIs", () => {
    fc.assert(
      fc.property(commissioning, fc.integer({ min: 6, max: 12 }), (event, digits) => {
        const epcList = (event as unknown as { epcList: string[] }).epcList.map((uri) =>
          digitalLinkToEpcUri(uri, digits),
        );
        expect(eventHash({ ...event, epcList: epcList.reverse() } as EpcisEvent)).to.equal(eventHash(event));
      }),
      RUNS,
    );
  });

  it("documents cut anywhere", async () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify(writeEpcis({ creationDate: created, events: LIFE })),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (size) => {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const events: EpcisEvent[] = [];
        for await (const { event, index } of readEvents(pieces)) {
          expect(index).to.equal(events.length);
          events.push(event);
        }
        expect(events).to.deep.equal(LIFE);
      }),
      { seed: 9, numRuns: 100 },
    );
  });
});

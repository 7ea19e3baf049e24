import type { EpcisDocument, ObjectEvent } from "../../../standards/epcis/events.ts";

/** A manufacturer ships a case to a wholesaler. */
export const shippingEvent: ObjectEvent = {
  type: "ObjectEvent",
  eventTime: "2026-03-02T08:00:00.000Z",
  eventTimeZoneOffset: "+00:00",
  action: "OBSERVE",
  bizStep: "shipping",
  disposition: "in_transit",
  epcList: ["https://id.gs1.org/00/095212340000001010"],
  readPoint: { id: "https://id.gs1.org/414/9521234000020" },
  sourceList: [{ type: "owning_party", source: "https://id.gs1.org/417/9521234000013" }],
  destinationList: [{ type: "owning_party", destination: "https://id.gs1.org/417/9525678000011" }],
  bizTransactionList: [{ type: "desadv", bizTransaction: "urn:epcglobal:cbv:bt:9521234000013:DA-000451" }],
};

export const CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

/** A document with that event alone. */
export const shippingDocument: EpcisDocument = {
  "@context": [CONTEXT],
  type: "EPCISDocument",
  schemaVersion: "2.0",
  creationDate: "2026-03-02T08:00:00.000Z",
  epcisBody: { eventList: [shippingEvent] },
};

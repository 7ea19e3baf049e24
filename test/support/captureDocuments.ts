// EPCIS documents to capture, about packs, cases and pallets of one product.
export const GTIN = "09521234543213";
export const CASES = ["395212340000000014", "395212340000000021", "395212340000000038"] as const;
export const PALLET = "395212340000007778";
const CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"];

export const unit = (sscc: string): string => `https://id.gs1.org/00/${sscc}`;
export const lotClass = (lot: string): string => `https://id.gs1.org/01/${GTIN}/10/${lot}`;
export const serials = (lot: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `${lot}X${from + i}`);
export const packs = (lot: string, from: number, to: number): string[] =>
  serials(lot, from, to).map((serial) => `https://id.gs1.org/01/${GTIN}/21/${serial}`);

type Event = Record<string, unknown>;
let minute = 0;
/** An event, a minute after the one made before it. */
export const event = (type: string, bizStep: string, more: Event): Event => ({
  type,
  eventTime: new Date(Date.UTC(2026, 2, 1, 8, minute++)).toISOString(),
  eventTimeZoneOffset: "+01:00",
  bizStep,
  ...more,
});
export const object = (bizStep: string, action: string, epcList: string[], more: Event = {}): Event =>
  event("ObjectEvent", bizStep, { action, epcList, ...more });
export const aggregation = (bizStep: string, action: string, parent: string, childEPCs: string[]): Event =>
  event("AggregationEvent", bizStep, { action, parentID: unit(parent), childEPCs });
export const documentOf = (...eventList: Event[]) => ({
  "@context": CONTEXT,
  type: "EPCISDocument",
  schemaVersion: "2.0",
  creationDate: "2026-03-02T08:00:00.000Z",
  epcisBody: { eventList },
});

/** From thirty serials to a pallet, with what the chain has no word for in between: six transactions. */
export const makingOf = (lot: string, [a, b, c]: readonly string[], pallet: string) =>
  documentOf(
    object("commissioning", "ADD", packs(lot, 0, 30), { disposition: "active" }),
    aggregation("packing", "ADD", a ?? "", packs(lot, 0, 10)),
    aggregation("packing", "ADD", b ?? "", packs(lot, 10, 20)),
    aggregation("unpacking", "DELETE", a ?? "", packs(lot, 0, 2)),
    aggregation("packing", "ADD", c ?? "", packs(lot, 20, 30)),
    aggregation("unpacking", "DELETE", b ?? "", packs(lot, 10, 11)),
    aggregation("packing", "ADD", pallet, [unit(b ?? ""), unit(c ?? "")]),
    object("storing", "OBSERVE", [unit(pallet)]),
    object("packing", "OBSERVE", [unit(pallet)], {
      errorDeclaration: {
        declarationTime: "2026-03-01T20:00:00.000Z",
        reason: "https://ref.gs1.org/cbv/ER-incorrect_data",
      },
    }),
  );
export const TRANSACTIONS = 6;

import { EPCIS_CONTEXT } from "./context.ts";
import type { EpcisDocument, EpcisEvent, Namespaces } from "./events.ts";
import { parseEpcis } from "./parse.ts";

/** What a document is made of. */
export type DocumentParts = {
  readonly creationDate: string;
  readonly events: readonly EpcisEvent[];
  /** Prefixes of the events' extensions. */
  readonly namespaces?: Namespaces;
  readonly id?: string;
};

/** Puts events into a document; what would not be read back is refused. */
export const writeEpcis = ({ creationDate, events, namespaces, id }: DocumentParts): EpcisDocument =>
  parseEpcis({
    "@context": namespaces === undefined ? [EPCIS_CONTEXT] : [EPCIS_CONTEXT, namespaces],
    ...(id === undefined ? {} : { id }),
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate,
    epcisBody: { eventList: events },
  });

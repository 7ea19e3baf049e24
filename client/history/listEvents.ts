import type { Hex } from "../../standards/hex.ts";
import { askPages, type IndexConnection } from "./askIndex.ts";
import { eventPage, type HistoryEvent } from "./shapes.ts";

/** What events can be listed of, beside consents and emergencies. */
export type Subject =
  | { readonly policy: Hex }
  | { readonly anchor: Hex }
  /** A patient's key: revoking all, delegates, freezes, recovery. */
  | { readonly signer: Hex };

/**
 * Events of a line of policies, an anchor of records or receipts, or a patient's key. Check them: `verifyEvents`.
 * What an index leaves out of a list nothing here catches.
 */
export const listEvents = async (
  index: IndexConnection,
  subject: Subject,
): Promise<readonly HistoryEvent[]> => {
  const pages = await askPages(index, routeOf(subject), eventPage);
  return pages.flatMap(({ events }) => events);
};

const routeOf = (subject: Subject): string => {
  if ("policy" in subject) return `/v1/policies/${subject.policy}`;
  return "anchor" in subject ? `/v1/anchors/${subject.anchor}` : `/v1/signers/${subject.signer}/events`;
};

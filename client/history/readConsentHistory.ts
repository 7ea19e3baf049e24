import type { ConsentId } from "../../standards/hex.ts";
import { askPages, type IndexConnection } from "./askIndex.ts";
import { type ConsentHistory, consentPage } from "./shapes.ts";

/** State and events of a consent, and of its signer's key, as an index tells them. Check it: `verifyHistory`. */
export const readConsentHistory = async (index: IndexConnection, id: ConsentId): Promise<ConsentHistory> => {
  const pages = await askPages(index, `/v1/consents/${id}`, consentPage);
  const { next, ...first } = pages[0];
  return { ...first, events: pages.flatMap(({ events }) => events) };
};

import type { ConsentId } from "../../standards/hex.ts";
import { askPages, type IndexConnection } from "./askIndex.ts";
import { type ListedRequest, requestPage } from "./shapes.ts";

/**
 * Requests to the oracle that name a consent, each with its events. Check them: `verifyEvents`. What an index
 * leaves out of a list nothing here catches.
 */
export const listConsentRequests = async (
  index: IndexConnection,
  id: ConsentId,
): Promise<readonly ListedRequest[]> => {
  const pages = await askPages(index, `/v1/consents/${id}/requests`, requestPage);
  return pages.flatMap(({ requests }) => requests);
};

import type { Hex } from "../../standards/hex.ts";
import { askPages, type IndexConnection } from "./askIndex.ts";
import { eventPage, type HistoryEvent } from "./shapes.ts";

/**
 * Events of emergencies. Without tags all of them: who asks for its own tags alone tells the index that they belong
 * together. What an index leaves out of a list nothing here catches: `watchEmergencies` asks the chain itself.
 */
export const listEmergencies = async (
  index: IndexConnection,
  tags: readonly Hex[] = [],
): Promise<readonly HistoryEvent[]> => {
  const asked = tags.map((tag) => ["tag", tag] as const);
  const pages = await askPages(index, "/v1/emergencies", eventPage, asked);
  return pages.flatMap(({ events }) => events);
};

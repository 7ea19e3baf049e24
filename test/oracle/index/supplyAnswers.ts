import type { IncomingMessage } from "node:http";
import { decodeConsentEvent } from "../../../oracle/chain/indexEvents.ts";
import { decodeProvenance } from "../../../oracle/chain/provenanceEvents.ts";
import type { IndexStore } from "../../../oracle/domain/indexed.ts";
import { dispatchIndex } from "../../../oracle/server/indexRoutes.ts";
import { LOT } from "./supplyLogs.ts";

/** A logistic unit that no event of `supplyLogs` names. */
export const NEW_CASE = 395_256_780_000_000_012n;

/** What an index with this store answers. */
export const askStore = async (store: IndexStore, url: string) => {
  const deps = {
    store,
    decode: decodeConsentEvent,
    decodeProvenance,
    health: () => ({ ok: true, problems: [] }),
    metrics: async () => "",
    count: () => undefined,
  };
  const { body } = await dispatchIndex(deps, { method: "GET", url } as IncomingMessage);
  return JSON.parse(String(body));
};

/** The chain of custody of a pack of the lot. */
export const unitIn = async (store: IndexStore, index: number) =>
  (await askStore(store, `/v1/units/${LOT}/${index}`)).chain;

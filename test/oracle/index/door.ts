import { decodeConsentEvent } from "../../../oracle/chain/indexEvents.ts";
import { decodeProvenance } from "../../../oracle/chain/provenanceEvents.ts";
import { dispatchIndex } from "../../../oracle/server/indexRoutes.ts";
import { serveReplies } from "../../../oracle/server/startServer.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { word } from "../standards/builders.ts";
import type { Index } from "./world.ts";

/** Serves a store as an index does. */
export const serveIndex = ({ store }: Pick<Index, "store">, healthy: () => boolean) => {
  const routes = {
    store,
    decode: decodeConsentEvent,
    decodeProvenance,
    health: () => ({ ok: healthy(), problems: [] }),
    metrics: async () => "theriac_index_head_block 1\n",
    count: () => undefined,
  };
  const options = { host: "127.0.0.1", port: 0 };
  return serveReplies((request) => dispatchIndex(routes, request), createLog("silent", {}), options);
};

/** Queries that an index refuses, with what. */
export const REFUSED: readonly (readonly [string, number, string])[] = [
  ["/v1/consents/0x12", 400, "BAD_QUERY"],
  [`/v1/consents/${word(0xab)}`, 404, "NOT_INDEXED"],
  [`/v1/policies/${word(0xab)}`, 404, "NOT_INDEXED"],
  [`/v1/anchors/${word(0xab)}`, 404, "NOT_INDEXED"],
  ["/v1/signers/0x12/consents", 400, "BAD_QUERY"],
  ["/v1/emergencies?limit=501", 400, "BAD_QUERY"],
  ["/v1/emergencies?limit=0", 400, "BAD_QUERY"],
  ["/v1/emergencies?cursor=7", 400, "BAD_QUERY"],
  ["/v1/emergencies?tag=0x12", 400, "BAD_QUERY"],
  ["/v1/emergencies?colour=red", 400, "BAD_QUERY"],
  ["/v1/emergencies?limit=1&limit=2", 400, "BAD_QUERY"],
  [`/v1/emergencies?${"tag=0x12&".repeat(61)}`, 400, "BAD_QUERY"],
  ["/v1/nothing", 404, "NOT_FOUND"],
];

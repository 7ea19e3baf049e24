import type { Hex } from "../../standards/hex.ts";
import { replayCustody } from "../../standards/provenance/custodyChain.ts";
import { custodyToJson, lotToJson } from "../../standards/provenance/custodyJson.ts";
import { unitSubject } from "../../standards/provenance/subjects.ts";
import type { IndexKey, IndexKeyKind } from "../domain/indexed.ts";
import { type CustodyDeps, custodyEvents, tell } from "./custodyEvents.ts";
import { HttpError } from "./errors.ts";
import { type NamedRoute, orNotIndexed, pageOf } from "./indexPages.ts";
import { parseGs1, parsePage, parseUnitPath, parseWord } from "./indexShapes.ts";
import { logisticUnitAnswer, lotStanding } from "./logisticUnitAnswer.ts";

/** What the routes about the supply chain need. */
export type SupplyDeps = CustodyDeps;
type Route = NamedRoute<SupplyDeps>["route"];

const lot: Route = (deps, { asOf, parameter, query }) => {
  const id = parseWord(parameter);
  const page = parsePage(query);
  const standing = lotStanding(deps, id);
  if (standing === undefined) throw new HttpError(404, "NOT_INDEXED");
  const keys = (["lot", "subject"] as const).map((kind): IndexKey => ({ kind, key: id }));
  return {
    id,
    lot: lotToJson(standing, asOf.timestamp),
    ...pageOf("events", deps.store.events(keys, page)),
  };
};

/** Not paged: whoever replays it needs all of it. */
const unit: Route = (deps, { asOf, parameter }) => {
  const pack = parseUnitPath(parameter);
  const told = custodyEvents(deps, pack);
  const chain = replayCustody(
    pack,
    told.map(({ event }) => event),
  );
  if (chain.lot === undefined || pack.index >= chain.lot.unitCount) throw new HttpError(404, "NOT_INDEXED");
  const key = unitSubject(pack.lot, pack.index);
  const judged = tell(deps, deps.store.eventsNamed({ kind: "subject", key }, ["SeriesJudged"]));
  return {
    ...pack,
    chain: custodyToJson(chain, asOf.timestamp),
    series: judged.map(({ event }) => event.args.series),
    events: told.map(({ raw }) => raw),
  };
};

const logisticUnit: Route = (deps, { asOf, parameter, query }) => {
  const key = parseGs1("sscc", parameter);
  const page = parsePage(query);
  const keys = (["sscc", "parent"] as const).map((kind): IndexKey => ({ kind, key }));
  const events = orNotIndexed(deps.store.events(keys, page), page);
  const answer = logisticUnitAnswer(deps, key, asOf.timestamp);
  return { sscc: parameter, ...answer, ...pageOf("events", events) };
};

const eventsOf =
  (parse: (text: string) => Hex, kind: IndexKeyKind): Route =>
  ({ store }, { parameter, query }) => {
    const page = parsePage(query);
    const events = orNotIndexed(store.events([{ kind, key: parse(parameter) }], page), page);
    return { id: parameter, ...pageOf("events", events) };
  };

/** What a partner or product was last said to be, as the events themselves, before all its events. */
const describedBy =
  (kind: "gln" | "gtin", names: readonly string[]): Route =>
  (deps, asked) => {
    const key = parseGs1(kind, asked.parameter);
    const latest = names.flatMap((name) => deps.store.lastNamed({ kind, key }, [name]) ?? []);
    const events = eventsOf(() => key, kind)(deps, asked) as object;
    return { latest, ...events };
  };

const profileId = (text: string): Hex => {
  if (!/^(0|[1-9][0-9]{0,9})$/.test(text)) throw new HttpError(400, "BAD_QUERY", "must be a whole number");
  return `0x${BigInt(text).toString(16).padStart(64, "0")}`;
};

const PARTNER_FACTS = ["PartnerSet", "QualityPersonSet", "PartnerAccountHandedOver"];
const PRODUCT_FACTS = ["ProductRegistered", "ProductDescribed"];

export const SUPPLY_ROUTES: readonly NamedRoute<SupplyDeps>[] = [
  { name: "lot", path: /^\/v1\/lots\/([^/]+)$/, route: lot },
  { name: "unit", path: /^\/v1\/units\/([^/]+\/[^/]+)$/, route: unit },
  { name: "logistic_unit", path: /^\/v1\/logistic-units\/([^/]+)$/, route: logisticUnit },
  { name: "partner", path: /^\/v1\/partners\/([^/]+)$/, route: describedBy("gln", PARTNER_FACTS) },
  {
    name: "partner_anchors",
    path: /^\/v1\/partners\/([^/]+)\/anchors$/,
    route: eventsOf((text) => parseGs1("gln", text), "anchoring"),
  },
  { name: "product", path: /^\/v1\/products\/([^/]+)$/, route: describedBy("gtin", PRODUCT_FACTS) },
  { name: "series", path: /^\/v1\/series\/([^/]+)$/, route: eventsOf(parseWord, "series") },
  { name: "profile", path: /^\/v1\/profiles\/([^/]+)$/, route: eventsOf(profileId, "profile") },
];

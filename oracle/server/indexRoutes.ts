import type { IncomingMessage } from "node:http";
import { REVOKE_ALL, STATE_EVENTS, type SummedHistory, sumHistory } from "../../standards/consentHistory.ts";
import { type ConsentId, type Hex, ZERO_HASH } from "../../standards/hex.ts";
import type { IndexedGrant, IndexKey, IndexStore, PageRequest, StoredEvent } from "../domain/indexed.ts";
import { HttpError } from "./errors.ts";
import { type Asked, type NamedRoute, orNotIndexed, pageOf } from "./indexPages.ts";
import { MAX_LIMIT, parseAddress, parseEmergencyQuery, parsePage, parseWord } from "./indexShapes.ts";
import { REQUEST_ROUTES, type RequestDeps } from "./requestRoutes.ts";
import { type Health, healthReply, json, type Reply } from "./routes.ts";
import { SUPPLY_ROUTES, type SupplyDeps } from "./supplyRoutes.ts";

/** Reads an event of the consent registry; undefined for another. */
export type DecodeEvent = (
  event: Pick<StoredEvent, "topics" | "data">,
) => { readonly name: string; readonly args: Readonly<Record<string, unknown>> } | undefined;

export type IndexRouteDeps = SupplyDeps &
  RequestDeps & {
    readonly store: Pick<
      IndexStore,
      | "asOf"
      | "events"
      | "eventsNamed"
      | "eventsOfKind"
      | "eventsOfTransaction"
      | "grant"
      | "grantsBy"
      | "requestsOf"
    >;
    readonly decode: DecodeEvent;
    readonly health: () => Health | Promise<Health>;
    readonly live?: () => Health | Promise<Health>;
    readonly metrics: () => Promise<string>;
    readonly count: (route: string, status: number) => void;
  };

type Route = (deps: IndexRouteDeps, asked: Asked) => unknown;

const consent: Route = (deps, { parameter, query }) => {
  const id = parseWord(parameter) as ConsentId;
  const page = parsePage(query);
  const grant = deps.store.grant(id);
  const events = orNotIndexed(deps.store.events(historyKeys(id, grant), page), page);
  const revokedUpTo = grant === undefined ? 0 : revokedUpToOf(deps, grant.signer);
  return { id, ...standingOf(deps, id, grant, revokedUpTo), ...pageOf("events", events) };
};

const requests: Route = ({ store }, { parameter, query }) => {
  const page = parsePage(query);
  const found = store.requestsOf(parseWord(parameter) as ConsentId, page);
  const items = found.items.map((id) => ({ id, events: everyEvent(store, [{ kind: "request", key: id }]) }));
  return pageOf("requests", { items, next: found.next });
};

const signerConsents: Route = (deps, { parameter, query }) => {
  const signer = parseAddress(parameter).toLowerCase() as Hex;
  const found = deps.store.grantsBy(signer, parsePage(query));
  // All consents of the list are this key's: what it revoked is added up once.
  const revokedUpTo = revokedUpToOf(deps, signer);
  const items = found.items.map((grant) => ({
    id: grant.id,
    blockNumber: grant.blockNumber,
    ...standingOf(deps, grant.id, grant, revokedUpTo),
  }));
  return pageOf("consents", { items, next: found.next });
};

const signerEvents: Route = ({ store }, { parameter, query }) => {
  const key = parseAddress(parameter).toLowerCase() as Hex;
  return pageOf("events", store.events([{ kind: "signer", key }], parsePage(query)));
};

const emergencies: Route = ({ store }, { query }) => {
  const { page, tags } = parseEmergencyQuery(query);
  if (tags === undefined) return pageOf("events", store.eventsOfKind("emergency", page));
  const keys = tags.map((key): IndexKey => ({ kind: "emergency", key }));
  return pageOf("events", store.events(keys, page));
};

const eventsUnder =
  (kind: "policy" | "anchor"): Route =>
  ({ store }, { parameter, query }) => {
    const page = parsePage(query);
    const events = store.events([{ kind, key: parseWord(parameter) }], page);
    return { id: parameter.toLowerCase(), ...pageOf("events", orNotIndexed(events, page)) };
  };

const ROUTES: readonly NamedRoute<IndexRouteDeps>[] = [
  { name: "consent", path: /^\/v1\/consents\/([^/]+)$/, route: consent },
  { name: "requests", path: /^\/v1\/consents\/([^/]+)\/requests$/, route: requests },
  { name: "signer_consents", path: /^\/v1\/signers\/([^/]+)\/consents$/, route: signerConsents },
  { name: "signer_events", path: /^\/v1\/signers\/([^/]+)\/events$/, route: signerEvents },
  { name: "emergencies", path: /^\/v1\/emergencies$/, route: emergencies },
  { name: "policy", path: /^\/v1\/policies\/([^/]+)$/, route: eventsUnder("policy") },
  { name: "anchor", path: /^\/v1\/anchors\/([^/]+)$/, route: eventsUnder("anchor") },
  ...REQUEST_ROUTES,
  ...SUPPLY_ROUTES,
];

/** Finds and runs the route of a request. Throws `HttpError`. */
export const dispatchIndex = async (deps: IndexRouteDeps, request: IncomingMessage): Promise<Reply> => {
  const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
  const found = ROUTES.find((route) => route.path.test(path));
  const name = found?.name ?? "other";
  try {
    if (request.method !== "GET") throw new HttpError(405, "METHOD_NOT_ALLOWED");
    const reply = found === undefined ? await monitor(deps, path) : ask(deps, found, path, search);
    deps.count(name, reply.status);
    return reply;
  } catch (error) {
    deps.count(name, error instanceof HttpError ? error.status : 500);
    throw error;
  }
};

const ask = (deps: IndexRouteDeps, found: (typeof ROUTES)[number], path: string, search: string): Reply => {
  const asOf = deps.store.asOf();
  if (asOf === undefined) throw new HttpError(503, "NOT_INDEXED_YET");
  const parameter = found.path.exec(path)?.[1] ?? "";
  return json(200, {
    asOf,
    ...(found.route(deps, { asOf, parameter, query: new URLSearchParams(search) }) as object),
  });
};

const monitor = async (deps: IndexRouteDeps, path: string): Promise<Reply> => {
  if (path === "/health" || path === "/healthz") return healthReply(await deps.health());
  if (path === "/livez") return healthReply((await deps.live?.()) ?? { ok: true, problems: [] });
  if (path !== "/metrics") throw new HttpError(404, "NOT_FOUND");
  return { status: 200, type: "text/plain; version=0.0.4; charset=utf-8", body: await deps.metrics() };
};

/** A consent's own events and those of its signer's key: revoking all, delegates, recovery. */
const historyKeys = (id: ConsentId, grant: IndexedGrant | undefined): readonly IndexKey[] => [
  { kind: "consent", key: id },
  ...(grant === undefined ? [] : [{ kind: "signer" as const, key: grant.signer }]),
];

type Standing = {
  readonly state: SummedHistory["state"];
  readonly revokedByEpoch: boolean;
  readonly grant: Pick<IndexedGrant, "signer" | "issuedAt" | "end"> | null;
};

type SumDeps = Pick<IndexRouteDeps, "store" | "decode">;

const sumNamed = ({ store, decode }: SumDeps, id: ConsentId, key: IndexKey, names: readonly string[]) =>
  sumHistory(
    id,
    store.eventsNamed(key, names).flatMap((event) => decode(event) ?? []),
  );

/** Up to when a key revoked everything it signed, whichever consent that is. */
const revokedUpToOf = (deps: SumDeps, signer: Hex): number =>
  sumNamed(deps, ZERO_HASH as ConsentId, { kind: "signer", key: signer }, [REVOKE_ALL]).revokedUpTo;

const standingOf = (
  deps: SumDeps,
  id: ConsentId,
  grant: IndexedGrant | undefined,
  revokedUpTo: number,
): Standing => {
  const { state } = sumNamed(deps, id, { kind: "consent", key: id }, STATE_EVENTS);
  if (grant === undefined) return { state, revokedByEpoch: false, grant: null };
  const { signer, issuedAt, end } = grant;
  return { state, revokedByEpoch: issuedAt <= revokedUpTo, grant: { signer, issuedAt, end } };
};

const everyEvent = (store: IndexRouteDeps["store"], keys: readonly IndexKey[]): readonly StoredEvent[] => {
  const all: StoredEvent[] = [];
  let after: PageRequest["after"];
  do {
    const { items, next } = store.events(keys, { after, limit: MAX_LIMIT });
    all.push(...items);
    after = next;
  } while (after !== undefined);
  return all;
};

import type { Hex } from "../../standards/hex.ts";
import {
  EVERY_REQUEST,
  type IndexKey,
  type IndexStore,
  type PageRequest,
  type StoredEvent,
} from "../domain/indexed.ts";
import type { Head } from "../domain/ports.ts";
import { HttpError } from "./errors.ts";
import { type NamedRoute, pageOf } from "./indexPages.ts";
import { MAX_LIMIT, parseAddress, parsePage, parseRequestQuery, parseWord } from "./indexShapes.ts";
import { type RequestEvent, standingOfRequest } from "./requestStanding.ts";

export type RequestDeps = {
  readonly store: Pick<IndexStore, "events" | "eventsNamed" | "eventsOfTransaction">;
  /** Reads an event of requests and operators; absent from an index that does not follow all requests. */
  readonly decodeRequest?:
    | ((event: Pick<StoredEvent, "topics" | "data">) => Omit<RequestEvent, "raw"> | undefined)
    | undefined;
};
type Following = RequestDeps & { readonly decodeRequest: NonNullable<RequestDeps["decodeRequest"]> };
type Route = NamedRoute<RequestDeps>["route"];

/** Requests that one answer looks at, when a filter leaves out most of them. */
const MAX_LOOKED_AT = 1_000;

const following = (deps: RequestDeps): Following => {
  const { decodeRequest } = deps;
  if (decodeRequest === undefined)
    throw new HttpError(404, "NOT_FOLLOWED", "contracts.court is not configured");
  return { ...deps, decodeRequest };
};

const read = ({ decodeRequest }: Following, events: readonly StoredEvent[]): readonly RequestEvent[] =>
  events.flatMap((raw) => {
    const event = decodeRequest(raw);
    return event === undefined ? [] : [{ raw, ...event }];
  });

const everyEvent = ({ store }: RequestDeps, key: IndexKey): readonly StoredEvent[] => {
  const all: StoredEvent[] = [];
  let after: PageRequest["after"];
  do {
    const page = store.events([key], { after, limit: MAX_LIMIT });
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
};

const transactionOf = (deps: Following, { blockNumber, transactionHash }: StoredEvent) =>
  read(deps, deps.store.eventsOfTransaction(blockNumber, transactionHash));

/** A batch is told of after its answers, in the same transaction. */
const batchOf = (deps: Following, { raw }: RequestEvent): RequestEvent | undefined =>
  transactionOf(deps, raw).find(
    (event) => event.name === "BatchFulfilled" && event.raw.logIndex > raw.logIndex,
  );

/** The requests that a batch answered. */
const batchedIn = (deps: Following, { raw, args }: RequestEvent): readonly unknown[] => {
  const count = Number(args.fulfilled);
  const before = transactionOf(deps, raw).filter(
    (event) => event.name === "InferenceBatched" && event.raw.logIndex < raw.logIndex,
  );
  return before.slice(before.length - Math.min(count, before.length)).map((event) => event.args.id);
};

const describe = (deps: Following, id: Hex, asOf: Head) => {
  const events = everyEvent(deps, { kind: "request", key: id });
  const standing = standingOfRequest(read(deps, events), (event) => batchOf(deps, event));
  const overdue =
    standing.status === "pending" && standing.deadline !== null && standing.deadline < asOf.timestamp;
  return { id, ...standing, overdue, events };
};

const request: Route = (deps, { asOf, parameter }) => {
  const found = describe(following(deps), parseWord(parameter).toLowerCase() as Hex, asOf);
  if (found.events.length === 0) throw new HttpError(404, "NOT_INDEXED");
  return found;
};

const requests: Route = (asked, { asOf, query }) => {
  const deps = following(asked);
  const { page, requester, model, status } = parseRequestQuery(query);
  const key: IndexKey =
    requester !== undefined
      ? { kind: "requester", key: requester }
      : model !== undefined
        ? { kind: "model", key: model }
        : EVERY_REQUEST;
  const limit = status === undefined && model === undefined ? page.limit : MAX_LOOKED_AT;
  const opened = deps.store.events([key], { after: page.after, limit });
  const items: object[] = [];
  let last: StoredEvent | undefined;
  for (const event of opened.items) {
    if (items.length === page.limit) break;
    last = event;
    const { events: _, ...item } = describe(deps, event.topics[1] as Hex, asOf);
    if (status !== undefined && item.status !== status) continue;
    if (model !== undefined && item.modelId !== model) continue;
    items.push({ ...item, blockNumber: event.blockNumber, logIndex: event.logIndex });
  }
  const isWhole = last === opened.items.at(-1);
  const next =
    isWhole || last === undefined ? opened.next : { blockNumber: last.blockNumber, logIndex: last.logIndex };
  return pageOf("requests", { items, next });
};

/** Facts of an operator that are few; its answers are many, and paged. */
const FACTS = ["OperatorRegistered", "BondAdded", "UnbondRequested", "BondWithdrawn"];
const CONDUCT = ["KeyRotationAnnounced", "LeaveAnnounced", "Slashed", "EquivocationReported"];
const ANSWERS: readonly string[] = [
  "InferenceFulfilled",
  "InferenceProposed",
  "InferenceRefused",
  "BatchFulfilled",
];

const operator: Route = (asked, { parameter, query }) => {
  const deps = following(asked);
  const address = parseAddress(parameter).toLowerCase() as Hex;
  const page = parsePage(query);
  const key: IndexKey = { kind: "operator", key: address };
  const seats = read(deps, deps.store.eventsNamed(key, ["ConfigSet"])).map(({ raw, args }) => ({
    configDigest: String(args.digest).toLowerCase() as Hex,
    position: (Object.values(args.operators as object) as string[]).findIndex(
      (member) => member.toLowerCase() === address,
    ),
    since: raw.timestamp,
  }));
  const events = deps.store.eventsNamed(key, [...FACTS, ...CONDUCT]);
  if (seats.length === 0 && events.length === 0) throw new HttpError(404, "NOT_INDEXED");
  const found =
    seats.length === 0
      ? { items: [], next: undefined }
      : deps.store.events(
          seats.map(({ configDigest }) => ({ kind: "config", key: configDigest })),
          page,
        );
  const answers = read(deps, found.items)
    .filter(({ name }) => ANSWERS.includes(name))
    .map((event) => toAnswer(deps, seats, event));
  const slashed = events.filter(({ name }) => name === "Slashed").length;
  return {
    operator: address,
    committees: seats,
    slashed,
    events,
    ...pageOf("answers", { items: answers, next: found.next }),
  };
};

type Seat = { readonly configDigest: Hex; readonly position: number };

/** An answer of the operator's committee, and whether it signed it. */
const toAnswer = (deps: Following, seats: readonly Seat[], event: RequestEvent) => {
  const { name, args, raw } = event;
  const configDigest = String(args.configDigest).toLowerCase() as Hex;
  const position = seats.find((seat) => seat.configDigest === configDigest)?.position ?? 0;
  return {
    name,
    requests: name === "BatchFulfilled" ? batchedIn(deps, event) : [args.id],
    configDigest,
    signed: ((Number(args.signerBitmap) >>> position) & 1) === 1,
    blockNumber: raw.blockNumber,
    logIndex: raw.logIndex,
    timestamp: raw.timestamp,
    transactionHash: raw.transactionHash,
  };
};

export const REQUEST_ROUTES: readonly NamedRoute<RequestDeps>[] = [
  { name: "all_requests", path: /^\/v1\/requests$/, route: requests },
  { name: "request", path: /^\/v1\/requests\/([^/]+)$/, route: request },
  { name: "operator", path: /^\/v1\/operators\/([^/]+)$/, route: operator },
];

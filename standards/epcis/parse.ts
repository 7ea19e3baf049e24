import type { ValidateFunction } from "ajv";
import { canonicalJson } from "../canonicalJson.ts";
import { TheriacError } from "../errors.ts";
import { parseJson } from "../parseJson.ts";
import { checkEvent } from "./checkEvent.ts";
import { refuse } from "./checkIdentifiers.ts";
import { checkTime } from "./checkTerms.ts";
import { checkContext } from "./context.ts";
import { InvalidEpcisError } from "./errors.ts";
import type { EpcisDocument, EpcisEvent, EpcisHeader, Namespaces } from "./events.ts";
import { namespacesOf } from "./events.ts";
import { explain, foremost } from "./explain.ts";
import { checkExtensions } from "./extensions.ts";
import type { Path } from "./path.ts";
import { EVENT_TYPES, validateContext, validateDocument, validateEvent } from "./schema.ts";

/** Where the events of a document are. */
export const EVENT_LIST: Path = ["epcisBody", "eventList"];

const conform = (validate: ValidateFunction, value: unknown, path: Path): void => {
  if (validate(value)) return;
  const error = foremost(validate.errors ?? []);
  if (error !== undefined) throw new InvalidEpcisError(explain(error, value, path));
};

/** A copy that is plain JSON: what is not is refused with its place. */
const plain = (document: unknown): unknown => {
  try {
    const text = typeof document === "string" || document instanceof Uint8Array;
    return parseJson(text ? document : canonicalJson(document));
  } catch (error) {
    if (!(error instanceof TheriacError)) throw error;
    const reason = `is not plain JSON (${String(error.context.where)}: ${String(error.context.reason)})`;
    throw new InvalidEpcisError({ fault: "NOT_JSON", path: [], reason }, error);
  }
};

/** Checks one event, already plain JSON. `path` is where it stands, `namespaces` are the prefixes declared there. */
export const assertEvent = (value: unknown, path: Path, namespaces: Namespaces): EpcisEvent => {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  const known = EVENT_TYPES.find((name) => name === type);
  if (known === undefined) {
    const at = typeof value === "object" && value !== null ? [...path, "type"] : path;
    return refuse("EVENT_TYPE", at, `is none of ${EVENT_TYPES.join(", ")}`);
  }
  conform(validateEvent(known), value, path);
  const event = value as EpcisEvent;
  checkEvent(event, path);
  checkExtensions(event, path, { ...namespaces, ...declaredIn(event, path) });
  return event;
};

/** An event may declare prefixes of its own. */
const declaredIn = (event: EpcisEvent, path: Path): Namespaces => {
  const context = (event as { "@context"?: unknown })["@context"];
  if (context === undefined) return {};
  const entries = [context].flat();
  const texts = (entry: unknown): boolean =>
    typeof entry === "object" &&
    entry !== null &&
    Object.values(entry).every((one) => typeof one === "string");
  if (!entries.every((entry) => typeof entry === "string" || texts(entry)))
    refuse("CONTEXT", [...path, "@context"], "declares a prefix that is no text");
  return namespacesOf(context as EpcisHeader["@context"]);
};

/** Checks the form of a context that is read before the rest of its document. */
export const conformContext = (context: unknown): void => conform(validateContext(), context, ["@context"]);

/** Checks all of a document but its events. */
export const assertHeader = (document: unknown): EpcisHeader => {
  conform(validateDocument(), document, []);
  const header = document as EpcisHeader;
  checkContext(header["@context"], ["@context"]);
  if (!/^2(?:\.[0-9]+)*$/.test(header.schemaVersion))
    refuse("CODE", ["schemaVersion"], "is another version than 2");
  checkTime(header.creationDate, ["creationDate"]);
  return header;
};

/**
 * Reads an EPCIS 2.0 document, from JSON text or from a value, and gives a copy that is valid. Throws
 * `InvalidEpcisError` with the place of the first fault. Fields of other vocabularies are kept.
 */
export const parseEpcis = (document: unknown): EpcisDocument => {
  const json = plain(document);
  const namespaces = namespacesOf(assertHeader(json)["@context"]);
  const { eventList } = (json as EpcisDocument).epcisBody;
  eventList.forEach((event, index) => {
    assertEvent(event, [...EVENT_LIST, index], namespaces);
  });
  return json as EpcisDocument;
};

/** Reads a single event. */
export const parseEvent = (event: unknown, namespaces: Namespaces = {}): EpcisEvent =>
  assertEvent(plain(event), [], namespaces);

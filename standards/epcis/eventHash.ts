// The event hash of the Core Business Vocabulary 2.0: one string of all that an event says, in one order and one way of
// writing, and its SHA-256. Two systems that hold the same event compute the same hash, however each stores it.
import { sha256, toUtf8Bytes } from "ethers";
import type { Hex } from "../hex.ts";
import { canonicalName, canonicalValue } from "./canonicalValue.ts";
import type { EpcisEvent, Json, Namespaces } from "./events.ts";
import { EVENT_ORDER, type Field } from "./hashOrder.ts";
import { utcText } from "./times.ts";

type Node = { readonly [name: string]: Json };

/** Says nothing of the event itself: when it was recorded, what it is called, what was said of it later. */
const LEFT_OUT = ["type", "eventID", "recordTime", "errorDeclaration", "certificationInfo", "@context"];
const COMMENTS = ["rdfs:comment", "comment"];

const isNode = (value: Json | undefined): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly Json[]).flatMap(listOf) : [value];

const joinSorted = (texts: readonly string[]): string => [...texts].sort().join("");

/** One value of a field that the standard knows, with its name before it; nothing if it says nothing. */
const knownText = (field: Field, value: Json, namespaces: Namespaces): string => {
  if (field.items !== undefined) {
    const inside = listOf(value).map((item) => knownText(field.items as Field, item, namespaces));
    const text = joinSorted(inside);
    return text === "" ? "" : field.label + text;
  }
  if (field.fields !== undefined) {
    const text = isNode(value) ? orderedText(value, field.fields, namespaces) : "";
    return text === "" ? "" : field.label + text;
  }
  const text =
    field.time === true ? utcText(String(value).trim()) : canonicalValue(value, namespaces, field.vocabulary);
  return text === "" ? "" : `${field.label}=${text}`;
};

const orderedText = (node: Node, order: readonly Field[], namespaces: Namespaces): string =>
  order
    .map((field) => {
      const value = node[field.name];
      if (value === undefined) return "";
      if (field.items !== undefined) return knownText(field, value, namespaces);
      return joinSorted(listOf(value).map((item) => knownText(field, item, namespaces)));
    })
    .join("");

/** Fields of other vocabularies: their own order is that of their texts. */
const freeTexts = (name: string, value: Json, namespaces: Namespaces): readonly string[] =>
  listOf(value).flatMap((item) => {
    const label = canonicalName(name, namespaces);
    if (isNode(item)) return [label + freeText(item, namespaces)];
    const text = canonicalValue(item, namespaces);
    return item === null ? [] : [text === "" ? label : `${label}=${text}`];
  });

const freeText = (node: Node, namespaces: Namespaces): string =>
  joinSorted(
    Object.entries(node)
      .filter(([name]) => !COMMENTS.includes(name))
      .flatMap(([name, value]) => freeTexts(name, value, namespaces)),
  );

/** What stands in a known field beside the fields that the standard knows there. */
const besides = (field: Field, value: Json, namespaces: Namespaces): readonly string[] => {
  if (field.items !== undefined) {
    const inner = field.items;
    const texts = listOf(value).flatMap((item) => besides(inner, item, namespaces));
    return texts.length === 0 || field.label === "" ? texts : [field.label + joinSorted(texts)];
  }
  if (field.fields === undefined || !isNode(value)) return [];
  const texts = leftTexts(value, field.fields, namespaces);
  return texts.length === 0 ? [] : [field.label + joinSorted(texts)];
};

const leftTexts = (node: Node, order: readonly Field[], namespaces: Namespaces): readonly string[] =>
  Object.entries(node).flatMap(([name, value]) => {
    if (COMMENTS.includes(name)) return [];
    const field = order.find((one) => one.name === name);
    if (field === undefined) return freeTexts(name, value, namespaces);
    if (field.items !== undefined) return besides(field, value, namespaces);
    return listOf(value).flatMap((item) => besides(field, item, namespaces));
  });

/** The string that is hashed. */
export const preHashString = (event: EpcisEvent, namespaces: Namespaces = {}): string => {
  const node = event as unknown as Node;
  const rest = Object.fromEntries(Object.entries(node).filter(([name]) => !LEFT_OUT.includes(name)));
  return (
    `eventType=${event.type}` +
    orderedText(node, EVENT_ORDER, namespaces) +
    joinSorted(leftTexts(rest, EVENT_ORDER, namespaces))
  );
};

/** The hash as 32 bytes: what is anchored. */
export const eventDigest = (event: EpcisEvent, namespaces: Namespaces = {}): Hex =>
  sha256(toUtf8Bytes(preHashString(event, namespaces))) as Hex;

/** The hash as event identifiers write it. */
export const eventHash = (event: EpcisEvent, namespaces: Namespaces = {}): string =>
  `ni:///sha-256;${eventDigest(event, namespaces).slice(2)}?ver=CBV2.0`;

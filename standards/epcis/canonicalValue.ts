// Ways of writing one value, brought to one: what two systems' hashes of an event have to agree on.
import { decimalOf, decimalText } from "../decimal.ts";
import { canonicalPath, linkPathOf } from "../gs1/digitalLink.ts";
import { epcUriToDigitalLink } from "../gs1/epcUri.ts";
import { Gs1MessageError } from "../gs1/errors.ts";
import type { Json, Namespaces } from "./events.ts";
import { addressOf, VOCABULARIES, type VocabularyName } from "./vocabulary.ts";

/** Prefixes that EPCIS itself declares. */
const BUILT_IN: Namespaces = {
  cbv: "https://ref.gs1.org/cbv/",
  gs1: "https://ref.gs1.org/voc/",
};
/** The master data vocabulary, where a document does not declare it: its name ends without a colon. */
const MASTER_DATA = ["cbvmda", "urn:epcglobal:cbv:mda"] as const;

/** A number without superfluous zeros and signs, however many digits it has; nothing if the text writes none. */
const numberText = (text: string): string | undefined => {
  const decimal = decimalOf(text);
  return decimal === undefined ? undefined : decimalText(decimal);
};

/** Lowest level of identification only: no serial beside a lot, no product variant. */
const gs1Link = (text: string): string | undefined => {
  const path = linkPathOf(text);
  const [key, ...qualifiers] = path ?? [];
  if (key === undefined) return undefined;
  const finest = qualifiers.filter(({ ai }) => ai !== "22").at(-1);
  return canonicalPath(finest === undefined ? [key] : [key, finest]);
};

const epcLink = (text: string): string | undefined => {
  try {
    return epcUriToDigitalLink(text);
  } catch (error) {
    if (error instanceof Gs1MessageError) return undefined;
    throw error;
  }
};

const URNS = (Object.keys(VOCABULARIES) as VocabularyName[]).flatMap((name) => {
  const { urn } = VOCABULARIES[name];
  return urn === undefined ? [] : [[name, urn] as const];
});

const canonicalUri = (text: string): string => {
  if (text.startsWith("urn:epc:")) return epcLink(text) ?? text;
  const old = URNS.find(([, urn]) => text.startsWith(urn));
  if (old !== undefined) return addressOf(old[0], text);
  return /^https?:/i.test(text) ? (gs1Link(text) ?? text) : text;
};

/** What a prefix stands for: in the document, or in EPCIS itself. */
const spaceOf = (prefix: string, namespaces: Namespaces): string | undefined => {
  const declared = [namespaces, BUILT_IN].find((prefixes) => Object.hasOwn(prefixes, prefix));
  return declared?.[prefix];
};

const expand = (text: string, namespaces: Namespaces): string => {
  const colon = text.indexOf(":");
  const prefix = text.slice(0, Math.max(colon, 0));
  const space = spaceOf(prefix, namespaces);
  return colon < 0 || space === undefined ? text : space + text.slice(colon + 1);
};

/** A value as text, or nothing if there is none. */
export const canonicalValue = (
  value: Json | undefined,
  namespaces: Namespaces,
  vocabulary?: VocabularyName,
): string => {
  if (typeof value === "number") return numberText(String(value)) ?? "";
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return "";
  const text = expand(value.trim(), namespaces);
  if (vocabulary !== undefined && text !== "") return addressOf(vocabulary, text);
  return numberText(text) ?? canonicalUri(text);
};

/** An extension's name with its vocabulary in braces: `{https://ns.example.com/}field`. */
export const canonicalName = (name: string, namespaces: Namespaces): string => {
  const colon = name.indexOf(":");
  const [prefix, local] = [name.slice(0, Math.max(colon, 0)), name.slice(colon + 1)];
  if (Object.hasOwn(namespaces, prefix)) return `{${namespaces[prefix]}}${local}`;
  if (prefix === MASTER_DATA[0]) return `{${MASTER_DATA[1]}}${local}`;
  if (Object.hasOwn(BUILT_IN, prefix)) return `{${BUILT_IN[prefix]}}${local}`;
  const [, space = "", last = ""] = /^([a-z][a-z0-9+.-]*:.*[/#:])([^/#:]+)$/i.exec(name) ?? [];
  return /^(?:https?:\/\/|urn:)/i.test(space) ? `{${space}}${last}` : name;
};

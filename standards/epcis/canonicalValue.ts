// Ways of writing one value, brought to one: what two systems' hashes of an event have to agree on.
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

const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const LEAST_PLAIN = 1e-4;

/** A number without superfluous zeros and signs. Whole ones are written in full, small ones with an exponent of two digits. */
const numberText = (value: number): string => {
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Math.abs(value) >= LEAST_PLAIN) return String(value);
  return value.toExponential().replace(/e-([0-9])$/, "e-0$1");
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

const expand = (text: string, namespaces: Namespaces): string => {
  const colon = text.indexOf(":");
  const prefix = text.slice(0, Math.max(colon, 0));
  const space = Object.hasOwn(namespaces, prefix) ? namespaces[prefix] : BUILT_IN[prefix];
  return colon < 0 || space === undefined ? text : space + text.slice(colon + 1);
};

/** A value as text, or nothing if there is none. */
export const canonicalValue = (
  value: Json | undefined,
  namespaces: Namespaces,
  vocabulary?: VocabularyName,
): string => {
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return "";
  const text = expand(value.trim(), namespaces);
  if (vocabulary !== undefined && text !== "") return addressOf(vocabulary, text);
  return NUMBER.test(text) && Number.isFinite(Number(text)) ? numberText(Number(text)) : canonicalUri(text);
};

/** An extension's name with its vocabulary in braces: `{https://ns.example.com/}field`. */
export const canonicalName = (name: string, namespaces: Namespaces): string => {
  const colon = name.indexOf(":");
  const [prefix, local] = [name.slice(0, Math.max(colon, 0)), name.slice(colon + 1)];
  if (Object.hasOwn(namespaces, prefix)) return `{${namespaces[prefix]}}${local}`;
  if (prefix === MASTER_DATA[0]) return `{${MASTER_DATA[1]}}${local}`;
  if (BUILT_IN[prefix] !== undefined) return `{${BUILT_IN[prefix]}}${local}`;
  const [, space = "", last = ""] = /^([a-z][a-z0-9+.-]*:.*[/#:])([^/#:]+)$/i.exec(name) ?? [];
  return /^(?:https?:\/\/|urn:)/i.test(space) ? `{${space}}${last}` : name;
};

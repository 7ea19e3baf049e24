// GS1 keys as web addresses: https://id.gs1.org/01/09521234543213/10/LOT26C01/21/K7Q2M9X4T1AB?17=280331
import { checkElements, checkTogether, checkValue, type Element, type PlacedElement } from "./elements.ts";
import { Gs1MessageError } from "./errors.ts";

/** The domain of canonical links. */
export const CANONICAL_DOMAIN = "https://id.gs1.org";

/** A link, read. */
export type DigitalLink = {
  /** Key, then its qualifiers, then attributes. */
  readonly elements: readonly Element[];
  /** Key and qualifiers: what the path says. */
  readonly path: readonly Element[];
  /** Query parameters that are no application identifiers, as they were written. */
  readonly others: readonly (readonly [name: string, value: string])[];
};

/** Each key, and the sequences of qualifiers that may follow it. */
const QUALIFIERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "01": [["22", "10", "21"], ["235"]],
  "8006": [["22", "10", "21"]],
  "00": [[]],
  "414": [["254"], ["7040"]],
  "417": [["7040"]],
  "8003": [[]],
  "8004": [["7040"]],
  "8010": [["8011"]],
  "8017": [["8019"]],
  "8018": [["8019"]],
  "253": [[]],
  "255": [[]],
  "401": [[]],
  "402": [[]],
  "8013": [[]],
};
/** Of several keys in a message the first of these is what the link is about; the others are attributes. */
const PRECEDENCE = ["01", "8006", "00", "414", "417", "8003", "8004", "8010", "8017", "8018"];
/** Short names of an older edition: still read, never written. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  gtin: "01",
  itip: "8006",
  sscc: "00",
  gln: "414",
  party: "417",
  grai: "8003",
  giai: "8004",
  cpid: "8010",
  gsrnp: "8017",
  gsrn: "8018",
  gdti: "253",
  gcn: "255",
  ginc: "401",
  gsin: "402",
  gmn: "8013",
  cpv: "22",
  lot: "10",
  ser: "21",
};
/** No part can take what the next one could: a text is read once, whatever it is. */
const ADDRESS = /^https?:\/\/[^/?#\s]+((?:\/[^?#]*)?)(?:\?([^#]*))?(?:#[\s\S]*)?$/i;
/** Characters of a link. */
const MOST_CHARACTERS = 4_096;
const SHORT_GTIN = /^(?:[0-9]{8}|[0-9]{12,13})$/;
const GTIN_DIGITS = 14;

type Segment = { readonly text: string; readonly position: number };

const segmentsOf = (text: string, from: number, separator: string): readonly Segment[] => {
  let position = from;
  return text.split(separator).map((part) => {
    const segment = { text: part, position };
    position += part.length + 1;
    return segment;
  });
};

const nameOf = (text: string): string =>
  (Object.hasOwn(SHORT_NAMES, text) ? SHORT_NAMES[text] : undefined) ?? text;

const aiOf = (segment: Segment | undefined): string => (segment === undefined ? "" : nameOf(segment.text));

const isKey = (ai: string): boolean => Object.hasOwn(QUALIFIERS, ai);

const decode = ({ text, position }: Segment): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Gs1MessageError("ENCODING", position);
  }
};

/** Only what has another meaning in an address is encoded; so GS1 wants it. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3B", ";")
    .replaceAll("%3D", "=");

const place = (ai: string, value: Segment): PlacedElement => {
  const text = decode(value);
  return {
    ai,
    value: ai === "01" && SHORT_GTIN.test(text) ? text.padStart(GTIN_DIGITS, "0") : text,
    position: value.position,
  };
};

/** Where in the path the key stands, by name: the last place from which names and values alternate to the end. */
const keyIndex = (segments: readonly Segment[]): number => {
  for (let at = segments.length - 2; at >= 0; at -= 2) if (isKey(aiOf(segments[at]))) return at;
  return -1;
};

const checkOrder = (key: string, qualifiers: readonly PlacedElement[]): void => {
  for (const sequence of QUALIFIERS[key] ?? []) {
    const places = qualifiers.map(({ ai }) => sequence.indexOf(ai));
    if (places.every((at, i) => at >= 0 && at > (places[i - 1] ?? -1))) return;
  }
  throw new Gs1MessageError("ORDER", qualifiers[0]?.position ?? 0, qualifiers[0]?.ai);
};

/** Key and qualifiers of an address's path, values not yet checked; nothing if it holds no key. */
const splitPath = (path: string, from: number): readonly PlacedElement[] | undefined => {
  const all = segmentsOf(path.replace(/\/$/, ""), from, "/");
  const start = keyIndex(all);
  if (start < 0) return undefined;
  const pairs: PlacedElement[] = [];
  for (let at = start; at < all.length; at += 2) pairs.push(place(aiOf(all[at]), all[at + 1] as Segment));
  checkOrder(pairs[0]?.ai ?? "", pairs.slice(1));
  return pairs;
};

const readQuery = (query: string, from: number) => {
  const attributes: PlacedElement[] = [];
  const others: (readonly [string, string])[] = [];
  for (const { text, position } of query === "" ? [] : segmentsOf(query, from, "&")) {
    const equals = text.indexOf("=");
    const [name, value] = equals < 0 ? [text, ""] : [text.slice(0, equals), text.slice(equals + 1)];
    if (/^[0-9]+$/.test(name))
      attributes.push(place(name, { text: value, position: position + name.length + 1 }));
    else if (text !== "") others.push([name, value]);
  }
  return { attributes, others };
};

/** Reads a link of any domain. */
export const parseDigitalLink = (uri: string): DigitalLink => {
  if (uri.length > MOST_CHARACTERS) throw new Gs1MessageError("LENGTH", MOST_CHARACTERS);
  const [, path = "", query = ""] = ADDRESS.exec(uri) ?? [];
  const pathAt = uri.indexOf("/", uri.indexOf("//") + 2);
  const keyed = path === "" ? undefined : splitPath(path, pathAt);
  if (keyed === undefined) throw new Gs1MessageError("SYNTAX", 0);
  const { attributes, others } = readQuery(query, uri.indexOf("?") + 1);
  const all = [...keyed, ...attributes];
  for (const { ai, value, position } of all) checkValue(ai, value, position, "whole");
  const plain = ({ ai, value }: PlacedElement): Element => ({ ai, value });
  return { elements: checkTogether(all), path: keyed.map(plain), others };
};

/**
 * Key and qualifiers that an address names, if its path has the form of a link. Check digits are not looked at: other
 * people's addresses may look like links and be none.
 */
export const linkPathOf = (uri: string): readonly Element[] | undefined => {
  const [, path = ""] = uri.length > MOST_CHARACTERS ? [] : (ADDRESS.exec(uri) ?? []);
  if (path === "") return undefined;
  try {
    const keyed = splitPath(path, 0);
    keyed?.forEach(({ ai, value }) => {
      checkValue(ai, value, 0, "form");
    });
    return keyed;
  } catch (error) {
    if (error instanceof Gs1MessageError) return undefined;
    throw error;
  }
};

const writePath = (path: readonly Element[]): string =>
  path.map(({ ai, value }) => `/${ai}/${encode(value)}`).join("");

/** The canonical link of a key and its qualifiers, already checked. */
export const canonicalPath = (path: readonly Element[]): string => CANONICAL_DOMAIN + writePath(path);

/** Writes a link, by default the canonical one: qualifiers in the path, everything else in the query, by identifier. */
export const writeDigitalLink = (elements: readonly Element[], domain: string = CANONICAL_DOMAIN): string => {
  if (!ADDRESS.test(domain) || /[?#]|\/$/.test(domain)) throw new Gs1MessageError("SYNTAX", 0);
  const all = checkElements(elements);
  const key =
    PRECEDENCE.map((name) => all.find(({ ai }) => ai === name)).find((found) => found !== undefined) ??
    all.find(({ ai }) => isKey(ai));
  if (key === undefined) throw new Gs1MessageError("MISSING", all.length);
  const sequence = (QUALIFIERS[key.ai] ?? []).find((order) => all.some(({ ai }) => order.includes(ai))) ?? [];
  const path = [key, ...sequence.flatMap((name) => all.filter(({ ai }) => ai === name))];
  const query = all
    .filter((element) => !path.includes(element))
    .sort((a, b) => (a.ai < b.ai ? -1 : 1))
    .map(({ ai, value }) => `${ai}=${encode(value)}`);
  return domain + writePath(path) + (query.length === 0 ? "" : `?${query.join("&")}`);
};

/** The same link in its one canonical form, without what is no GS1 data. */
export const canonicalDigitalLink = (uri: string): string => writeDigitalLink(parseDigitalLink(uri).elements);

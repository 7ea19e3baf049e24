// EPC URIs, the older names of things in EPCIS: urn:epc:id:sgtin:<company prefix>.<item reference>.<serial>.
// They say where the company prefix ends and leave the check digit out; element strings and links do the reverse.
import { canonicalPath, linkPathOf } from "./digitalLink.ts";
import { checkValue, type Element } from "./elements.ts";
import { Gs1MessageError } from "./errors.ts";
import { checkDigitOf } from "./keys.ts";

/** Fields of a URI after its company prefix, each by what it becomes. */
type Scheme = {
  /** Digits of prefix and first reference together; 0 where the reference is text of open length. */
  readonly digits: number;
  readonly fields: number;
  readonly toElements: (prefix: string, fields: readonly string[]) => readonly (readonly [string, string])[];
};

const checked = (digits: string): string => `${digits}${checkDigitOf(digits)}`;
/** The first digit of an item or serial reference leads the key; the prefix comes behind it. */
const lead = (prefix: string, reference: string): string =>
  checked(reference.slice(0, 1) + prefix + reference.slice(1));

const scheme = (digits: number, fields: number, toElements: Scheme["toElements"]): Scheme => ({
  digits,
  fields,
  toElements,
});

const IDS: Readonly<Record<string, Scheme>> = {
  "id:sgtin": scheme(13, 2, (p, [item = "", serial = ""]) => [
    ["01", lead(p, item)],
    ["21", serial],
  ]),
  "id:sscc": scheme(17, 1, (p, [serial = ""]) => [["00", lead(p, serial)]]),
  "id:sgln": scheme(12, 2, (p, [place = "", extension = ""]) => [
    ["414", checked(p + place)],
    ...(extension === "0" ? [] : [["254", extension] as const]),
  ]),
  "id:pgln": scheme(12, 1, (p, [party = ""]) => [["417", checked(p + party)]]),
  "id:grai": scheme(12, 2, (p, [asset = "", serial = ""]) => [["8003", checked(`0${p}${asset}`) + serial]]),
  "id:giai": scheme(0, 1, (p, [asset = ""]) => [["8004", p + asset]]),
  "id:gsrn": scheme(17, 1, (p, [service = ""]) => [["8018", checked(p + service)]]),
  "id:gsrnp": scheme(17, 1, (p, [service = ""]) => [["8017", checked(p + service)]]),
  "id:gdti": scheme(12, 2, (p, [type = "", serial = ""]) => [["253", checked(p + type) + serial]]),
  "id:cpi": scheme(0, 2, (p, [part = "", serial = ""]) => [
    ["8010", p + part],
    ["8011", serial],
  ]),
  "id:sgcn": scheme(12, 2, (p, [coupon = "", serial = ""]) => [["255", checked(p + coupon) + serial]]),
  "id:ginc": scheme(0, 1, (p, [consignment = ""]) => [["401", p + consignment]]),
  "id:gsin": scheme(16, 1, (p, [shipper = ""]) => [["402", checked(p + shipper)]]),
  "id:itip": scheme(13, 4, (p, [item = "", piece = "", total = "", serial = ""]) => [
    ["8006", lead(p, item) + piece + total],
    ["21", serial],
  ]),
  "id:upui": scheme(13, 2, (p, [item = "", serial = ""]) => [
    ["01", lead(p, item)],
    ["235", serial],
  ]),
  "class:lgtin": scheme(13, 2, (p, [item = "", lot = ""]) => [
    ["01", lead(p, item)],
    ["10", lot],
  ]),
};

/** Patterns name a class: their serial is an asterisk. */
const PATTERNS = ["sgtin", "grai", "gdti", "sgcn", "cpi", "itip", "upui"];
const SERIALS = ["21", "235", "8011"];

/** Characters of a URI. */
const MOST_CHARACTERS = 4_096;
const FORM = /^urn:epc:(id|class|idpat):([a-z]+):(.*)$/;
const FIELD = /^(?:[!'()*+,\-.0-9:;=A-Z_a-z]|%[0-9A-Fa-f]{2})*$/;

const decode = (field: string, position: number): string => {
  if (!FIELD.test(field)) throw new Gs1MessageError("CHARACTER", position);
  try {
    return decodeURIComponent(field);
  } catch {
    throw new Gs1MessageError("ENCODING", position);
  }
};

/** Prefix and fields; the last field may hold dots itself. */
const split = (text: string, fields: number): readonly string[] => {
  const parts = text.split(".");
  return [...parts.slice(0, fields), parts.slice(fields).join(".")].slice(
    0,
    Math.min(parts.length, fields + 1),
  );
};

/** What an EPC URI names, as elements. */
export const parseEpcUri = (uri: string): readonly Element[] => {
  if (uri.length > MOST_CHARACTERS) throw new Gs1MessageError("LENGTH", MOST_CHARACTERS);
  const [, kind = "", name = "", rest = ""] = FORM.exec(uri) ?? [];
  const pattern = kind === "idpat" && PATTERNS.includes(name);
  const id = pattern ? `id:${name}` : `${kind}:${name}`;
  const found = Object.hasOwn(IDS, id) ? IDS[id] : undefined;
  if (found === undefined) throw new Gs1MessageError("SYNTAX", 0);
  const position = uri.length - rest.length;
  const [prefix = "", ...fields] = split(rest, found.fields);
  if (fields.length !== found.fields) throw new Gs1MessageError("SYNTAX", position);
  if (pattern && fields.at(-1) !== "*") throw new Gs1MessageError("SYNTAX", position);
  if (!/^[0-9]{6,12}$/.test(prefix)) throw new Gs1MessageError("PREFIX", position);
  const first = fields[0] ?? "";
  if (found.digits > 0 && !(/^[0-9]*$/.test(first) && prefix.length + first.length === found.digits))
    throw new Gs1MessageError("LENGTH", position + prefix.length + 1);
  const plain = fields.map((field, i) => (pattern && i === fields.length - 1 ? "" : decode(field, position)));
  const elements = found
    .toElements(prefix, plain)
    .filter(([ai]) => !(pattern && SERIALS.includes(ai)))
    .map(([ai, value]) => ({ ai, value }));
  checkAt(elements, position);
  return elements;
};

/** The parts of a key stand elsewhere in a URI than in an element: a fault is of all that follows the scheme. */
const checkAt = (elements: readonly Element[], position: number): void => {
  try {
    for (const { ai, value } of elements) checkValue(ai, value, position, "whole");
  } catch (error) {
    if (error instanceof Gs1MessageError) throw new Gs1MessageError(error.fault, position, error.ai);
    throw error;
  }
};

/** The canonical link of what an EPC URI names. */
export const epcUriToDigitalLink = (uri: string): string => canonicalPath(parseEpcUri(uri));

const encode = (text: string): string =>
  text.replace(/["%&/<>?#]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const writers: Readonly<Record<string, (p: number, key: string, qualifier: string) => string>> = {
  "01/21": (p, key, serial) => `id:sgtin:${item(p, key)}.${encode(serial)}`,
  "01/10": (p, key, lot) => `class:lgtin:${item(p, key)}.${encode(lot)}`,
  "01/235": (p, key, serial) => `id:upui:${item(p, key)}.${encode(serial)}`,
  "01/": (p, key) => `idpat:sgtin:${item(p, key)}.*`,
  "00/": (p, key) => `id:sscc:${item(p, key)}`,
  "414/": (p, key) => `id:sgln:${cut(p, key)}.0`,
  "414/254": (p, key, extension) => `id:sgln:${cut(p, key)}.${encode(extension)}`,
  "417/": (p, key) => `id:pgln:${cut(p, key)}`,
  "8003/": (p, key) => `id:grai:${cut(p, key.slice(1, 14))}.${encode(key.slice(14))}`,
  "8004/": (p, key) => `id:giai:${key.slice(0, p)}.${encode(key.slice(p))}`,
};
const cut = (prefix: number, key: string): string => `${key.slice(0, prefix)}.${key.slice(prefix, -1)}`;
const item = (prefix: number, key: string): string =>
  `${key.slice(1, prefix + 1)}.${key.slice(0, 1)}${key.slice(prefix + 1, -1)}`;

/** The EPC URI of what a link names, its company prefix having so many digits. */
export const digitalLinkToEpcUri = (uri: string, prefixDigits: number): string => {
  if (!Number.isInteger(prefixDigits) || prefixDigits < 6 || prefixDigits > 12)
    throw new Gs1MessageError("PREFIX", 0);
  const path = linkPathOf(uri);
  if (path === undefined) throw new Gs1MessageError("SYNTAX", 0);
  for (const { ai, value } of path) checkValue(ai, value, 0, "whole");
  const [key = { ai: "", value: "" }] = path;
  const finest = path.length > 1 ? path.at(-1) : undefined;
  const form = `${key.ai}/${finest?.ai ?? ""}`;
  const write = Object.hasOwn(writers, form) ? writers[form] : undefined;
  if (write === undefined) throw new Gs1MessageError("SYNTAX", 0, key.ai);
  return `urn:epc:${write(prefixDigits, key.value, finest?.value ?? "")}`;
};

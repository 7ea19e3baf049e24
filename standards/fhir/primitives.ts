// Primitive types, by the rules of "Data Types" of FHIR R4 (hl7.org/fhir/R4/datatypes.html) and R5
// (hl7.org/fhir/R5/datatypes.html), literal references by "Resource References" of the same releases.

import { isNarrative } from "./narrative.ts";

const YEAR = "(?!0000)\\d{4}";
const MONTH = "(?:0[1-9]|1[0-2])";
const DAY = "(?:0[1-9]|[12]\\d|3[01])";
const CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d{1,9})?";
const ZONE = "(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))";

const DATE = new RegExp(`^${YEAR}(?:-${MONTH}(?:-${DAY})?)?$`);
const DATE_TIME = new RegExp(`^${YEAR}(?:-${MONTH}(?:-${DAY}(?:T${CLOCK}${ZONE})?)?)?$`);
const INSTANT = new RegExp(`^${YEAR}-${MONTH}-${DAY}T${CLOCK}${ZONE}$`);
const TIME = new RegExp(`^${CLOCK}$`);
const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const CODE = /^[^\s]+(?: [^\s]+)*$/;
const URI = /^\S+$/;
const OID = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const INTEGER64 = /^(?:0|-?[1-9]\d{0,18})$/;
/** Fragment, relative `Type/id` with or without a version, web address, or URN. */
const REFERENCE =
  /^(?:#[A-Za-z0-9\-.]{0,64}|[A-Z][A-Za-z]{1,63}\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?|https?:\/\/\S+|urn:[a-z0-9][a-z0-9-]{0,31}:\S+)$/;
/** Control characters other than tab, line feed and carriage return. */
const CONTROL = /[^\P{Cc}\t\n\r\u007f-\u009f]/u;

const INT32 = 2 ** 31;
const INT64 = 1n << 63n;

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "" && !CONTROL.test(value);

const matches =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === "string" && pattern.test(value);

/** Whether the day exists in the calendar; partial dates have none to check. */
const onCalendar = (value: unknown): boolean => {
  const [, year = "", month = "", day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(String(value)) ?? [];
  return day === undefined || Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
};

const dated =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    matches(pattern)(value) && onCalendar(value);

const whole =
  (least: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= least && (value as number) < INT32;

type Rule = { readonly test: (value: unknown) => boolean; readonly form: string };

/** How each primitive type is checked, and its form in words. */
const RULES: Readonly<Record<string, Rule>> = {
  base64Binary: { test: matches(BASE64), form: "base64 without line breaks" },
  boolean: { test: (value) => typeof value === "boolean", form: "true or false" },
  canonical: { test: matches(URI), form: "a URI without spaces" },
  code: { test: matches(CODE), form: "a code: words with single spaces between them" },
  date: { test: dated(DATE), form: "YYYY, YYYY-MM or YYYY-MM-DD" },
  dateTime: { test: dated(DATE_TIME), form: "a date, or YYYY-MM-DDThh:mm:ss with a time zone" },
  decimal: { test: (value) => typeof value === "number", form: "a number, without quotes" },
  id: { test: matches(ID), form: "1 to 64 of A-Z, a-z, 0-9, '-' and '.'" },
  instant: { test: dated(INSTANT), form: "YYYY-MM-DDThh:mm:ss with a time zone" },
  integer: { test: whole(-INT32), form: "a whole number of 32 bits" },
  integer64: {
    test: (value) =>
      matches(INTEGER64)(value) && BigInt(value as string) < INT64 && BigInt(value as string) >= -INT64,
    form: "a whole number of 64 bits, in quotes",
  },
  markdown: { test: isText, form: "a text that is not blank" },
  oid: { test: matches(OID), form: "urn:oid: and an OID" },
  positiveInt: { test: whole(1), form: "a whole number from 1" },
  reference: { test: matches(REFERENCE), form: "Type/id, an address, a URN or #id" },
  string: { test: isText, form: "a text that is not blank" },
  time: { test: matches(TIME), form: "hh:mm:ss" },
  unsignedInt: { test: whole(0), form: "a whole number from 0" },
  uri: { test: matches(URI), form: "a URI without spaces" },
  url: { test: matches(URI), form: "an address without spaces" },
  uuid: { test: matches(UUID), form: "urn:uuid: and a UUID in small letters" },
  xhtml: {
    test: (value) => isText(value) && isNarrative(value),
    form: "one well-formed <div> of the XHTML that narratives may hold",
  },
};

/** Whether a type is a primitive one. */
export const isPrimitive = (type: string): boolean => Object.hasOwn(RULES, type);

/** What a value of a primitive type should have been, or undefined if it is one. */
export const primitiveFault = (type: string, value: unknown): string | undefined => {
  const rule = RULES[type];
  if (rule === undefined) return "a known type";
  return rule.test(value) ? undefined : rule.form;
};

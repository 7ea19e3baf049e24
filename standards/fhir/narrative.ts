// Narratives, by "Narrative" of FHIR (hl7.org/fhir/R4/narrative.html, invariants txt-1 and txt-2): the formatting elements
// and attributes of HTML 4.0 chapters 7 to 11 (without 9.4) and 15, links, images and style attributes, in well-formed
// XHTML. What is not listed is refused.

const XHTML = "http://www.w3.org/1999/xhtml";

const ELEMENTS = new Set(
  (
    "a abbr acronym address b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 " +
    "hr i img kbd li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var"
  ).split(" "),
);
const EMPTY_ELEMENTS = new Set(["br", "col", "hr", "img"]);

const ON_ALL = new Set("class dir id lang style title xml:lang".split(" "));
const CELL = "abbr align axis bgcolor char charoff colspan headers height nowrap rowspan scope valign width";
const ROWS = "align bgcolor char charoff span valign width";
const ON_ONE: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    a: "accesskey charset coords href hreflang name rel rev shape tabindex type",
    blockquote: "cite",
    col: ROWS,
    colgroup: ROWS,
    div: "align xmlns",
    hr: "align noshade size width",
    img: "align alt border height hspace longdesc src vspace width",
    li: "type value",
    ol: "compact start type",
    p: "align",
    q: "cite",
    table: "align bgcolor border cellpadding cellspacing frame rules summary width",
    tbody: ROWS,
    td: CELL,
    tfoot: ROWS,
    th: CELL,
    thead: ROWS,
    tr: ROWS,
    ul: "compact type",
  }).map(([element, names]) => [element, new Set(names.split(" "))]),
);
const ADDRESSES = new Set(["cite", "href", "longdesc", "src"]);

/** Text and references to characters, up to the next tag. */
const TEXT = /(?:[^<>&]|&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)+/y;
const COMMENT = /<!--(?:[^-]|-[^-])*-->/y;
const END_TAG = /<\/([a-z][a-z0-9]*)[ \t\r\n]*>/y;
const TAG_NAME = /<([a-z][a-z0-9]*)/y;
const TAG_END = /[ \t\r\n]*(\/?)>/y;
const ATTRIBUTE = /[ \t\r\n]+([a-z]+(?::[a-z]+)?)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
/** A web address, mail, phone or URN; an image itself; or a place without a scheme. Only `&amp;` stands for another sign. */
const ADDRESS =
  /^(?:(?:https?:|mailto:|tel:|urn:|data:image\/(?:png|jpeg|gif);base64,)|(?![a-zA-Z][a-zA-Z0-9+.-]*:))(?:[^\s&\\]|&amp;)*$/;
/** No addresses, escapes or references to characters: a style changes how the document looks and fetches nothing. */
const STYLE = /^(?!.*(?:url|expression|import|behaviou?r|binding|image))[^&\\@]*$/is;

type Cursor = { readonly text: string; at: number };

const take = (cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined => {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text) ?? undefined;
  cursor.at += found?.[0].length ?? 0;
  return found;
};

const isAttribute = (element: string, name: string, value: string): boolean => {
  if (!ON_ALL.has(name) && ON_ONE[element]?.has(name) !== true) return false;
  if (name === "xmlns") return value === XHTML;
  if (name === "style") return STYLE.test(value);
  return !ADDRESSES.has(name) || ADDRESS.test(value);
};

/** Reads a start tag; the element that it opens, "" for one that it closes too, or undefined if it is not allowed. */
const startTag = (cursor: Cursor): string | undefined => {
  const element = take(cursor, TAG_NAME)?.[1] ?? "";
  if (!ELEMENTS.has(element)) return undefined;
  const seen = new Set<string>();
  for (let found = take(cursor, ATTRIBUTE); found !== undefined; found = take(cursor, ATTRIBUTE)) {
    const [, name = "", quoted, single] = found;
    if (seen.has(name) || !isAttribute(element, name, quoted ?? single ?? "")) return undefined;
    seen.add(name);
  }
  const end = take(cursor, TAG_END);
  if (end === undefined || (EMPTY_ELEMENTS.has(element) && end[1] !== "/")) return undefined;
  return end[1] === "/" ? "" : element;
};

/** Whether a text is one well-formed <div> of what narratives may hold, with something in it to read. */
export const isNarrative = (text: string): boolean => {
  const cursor = { text, at: 0 };
  const open = [startTag(cursor)];
  if (open[0] !== "div") return false;
  let hasContent = false;
  while (open.length > 0) {
    const words = take(cursor, TEXT);
    if (words !== undefined) {
      hasContent ||= words[0].trim() !== "";
      continue;
    }
    if (take(cursor, COMMENT) !== undefined) continue;
    const closed = take(cursor, END_TAG);
    if (closed !== undefined) {
      if (open.pop() !== closed[1]) return false;
      continue;
    }
    hasContent ||= text.startsWith("<img", cursor.at);
    const opened = startTag(cursor);
    if (opened === undefined) return false;
    if (opened !== "") open.push(opened);
  }
  return hasContent && cursor.at === text.length;
};

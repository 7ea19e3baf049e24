import { refuse } from "./checkIdentifiers.ts";
import type { EpcisEvent, Json, Namespaces } from "./events.ts";
import type { Path } from "./path.ts";

/** Prefixes that need no declaration: those of EPCIS's own context, and schemes of whole URIs. */
const KNOWN = [
  "cbv",
  "cbvmda",
  "epcis",
  "gs1",
  "rdf",
  "rdfs",
  "owl",
  "xsd",
  "dcterms",
  "http",
  "https",
  "urn",
];
const MOST_LEVELS = 32;
/** Characters of a text or name of another vocabulary. */
const MOST_CHARACTERS = 65_536;

/** Throws at the first name with a prefix that nobody declared, and at extensions that are long or nested without end. */
export const checkExtensions = (event: EpcisEvent, path: Path, namespaces: Namespaces): void => {
  const visit = (value: Json, at: Path): void => {
    if (at.length - path.length > MOST_LEVELS)
      refuse("SIZE", path, `is nested deeper than ${MOST_LEVELS} levels`);
    if (typeof value === "string" && value.length > MOST_CHARACTERS)
      refuse("SIZE", at, `is longer than ${MOST_CHARACTERS} characters`);
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...at, index]);
    else if (typeof value === "object" && value !== null)
      for (const [name, item] of Object.entries(value)) {
        if (name.length > MOST_CHARACTERS)
          refuse("SIZE", at, `has a name of over ${MOST_CHARACTERS} characters`);
        const prefix = name.includes(":") ? name.slice(0, name.indexOf(":")) : undefined;
        if (prefix !== undefined && !KNOWN.includes(prefix) && !Object.hasOwn(namespaces, prefix))
          refuse("CONTEXT", [...at, name], "has a prefix that the context does not declare");
        visit(item, [...at, name]);
      }
  };
  visit(event as unknown as Json, path);
};

/** Where something is in a document: names and indices from the root. */
export type Path = readonly (string | number)[];

/** RFC 6901: `/epcisBody/eventList/0/eventTime`; the root is the empty string. */
export const jsonPointer = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Where something is in a document: element names and array indices from the root. */
export type Path = readonly (string | number)[];

const ELEMENT_NAME = /^_?[a-z][A-Za-z0-9]{0,63}$/;
const WITHHELD = "(name withheld)";

/**
 * What a path may say of a property name. Names that no element could have are withheld: a document made wrongly may
 * carry a person's data in them.
 */
const shown = (step: string | number): string | number =>
  typeof step === "number" || step === "resourceType" || ELEMENT_NAME.test(step) ? step : WITHHELD;

/** RFC 6901: `/name/0/given/1`; the root is the empty string. */
export const jsonPointer = (path: Path): string =>
  path.map((step) => `/${String(shown(step)).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** As FHIRPath would write it: `Patient.name[0].given[1]`. */
export const fhirPath = (root: string, path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${shown(step)}`),
    root,
  );

/** The path that a JSON pointer of a validator names, with indices as numbers where the document has arrays. */
export const pathOfPointer = (pointer: string, document: unknown): Path => {
  const path: (string | number)[] = [];
  let node = document;
  for (const part of pointer.split("/").slice(1)) {
    const step = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(node) ? Number(step) : step);
    node = (node as Record<string, unknown> | undefined)?.[step];
  }
  return path;
};

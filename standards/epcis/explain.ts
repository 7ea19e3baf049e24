import type { ErrorObject } from "ajv";
import type { EpcisFault, Finding } from "./errors.ts";
import type { Path } from "./path.ts";

/** The path that a validator names, with indices as numbers where the document has lists. */
const pathOf = (pointer: string, document: unknown): Path => {
  const path: (string | number)[] = [];
  let node = document;
  for (const part of pointer.split("/").slice(1)) {
    const step = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(node) ? Number(step) : step);
    node = (node as Record<string, unknown> | undefined)?.[step];
  }
  return path;
};

const WORDS: Readonly<Record<string, readonly [EpcisFault, string]>> = {
  enum: ["CODE", "is none of ADD, OBSERVE, DELETE"],
  const: ["TYPE", "is another type than the one that has to stand here"],
  minItems: ["EMPTY", "is an empty list"],
  minLength: ["EMPTY", "is an empty text"],
  maxLength: ["SIZE", "is longer than 4096 characters"],
  pattern: ["TYPE", "has control characters"],
};

const VAGUE = ["anyOf", "type"];

/** Of the errors of alternatives, the one that came furthest; of several of these, the one that says most. */
export const foremost = (errors: readonly ErrorObject[]): ErrorObject | undefined => {
  const depth = Math.max(...errors.map(({ instancePath }) => instancePath.length));
  const furthest = errors.filter(({ instancePath }) => instancePath.length === depth);
  return furthest.find(({ keyword }) => !VAGUE.includes(keyword)) ?? furthest[0];
};

/** What a validator's error means for whoever wrote the document. */
export const explain = (error: ErrorObject, document: unknown, base: Path): Finding => {
  const path = [...base, ...pathOf(error.instancePath, document)];
  if (error.keyword === "required")
    return { fault: "MISSING", path: [...path, String(error.params.missingProperty)], reason: "is missing" };
  if (error.keyword === "additionalProperties")
    return {
      fault: "UNKNOWN_FIELD",
      path: [...path, String(error.params.additionalProperty)],
      reason: "is no field of this object; fields of other vocabularies have a prefix",
    };
  const known = Object.hasOwn(WORDS, error.keyword) ? WORDS[error.keyword] : undefined;
  const [fault, reason] = known ?? ["TYPE", "is of the wrong JSON type"];
  return { fault, path, reason };
};

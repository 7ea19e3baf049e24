import type { ErrorObject } from "ajv";
import type { FhirFault, Finding } from "./errors.ts";
import type { KeywordFault } from "./keywords.ts";
import { pathOfPointer } from "./path.ts";

const RESOURCE_NAME = /^[A-Z][A-Za-z]{0,63}$/;

type Words = readonly [fault: FhirFault, reason: string, hint: string];

const WORDS: Readonly<Record<KeywordFault["problem"], (wanted: string) => Words>> = {
  choice: (name) => ["CHOICE", `is a second form of ${name}`, "Keep one of them."],
  code: (codes) => ["CODE", "is none of the codes that this element takes", `Use one of: ${codes}.`],
  empty: () => ["EMPTY", "is empty", "Leave it out, or give it content."],
  missing: () => ["MISSING", "is missing", "Give the element, or an extension that says why it is absent."],
  null: () => ["SIBLING", "is null without an extension beside it", "Leave it out, or say why it is null."],
  primitive: (form) => ["VALUE", "has the wrong form", `Write it as ${form}.`],
  sibling: () => ["SIBLING", "does not fit the values beside it", "Give as many items as there are values."],
};

/** What a validator's error means for whoever wrote the document. */
export const explain = (error: ErrorObject, document: unknown, known: readonly string[]): Finding => {
  const path = pathOfPointer(error.instancePath, document);
  const finding = ([fault, reason, hint]: Words, below: readonly (string | number)[] = []): Finding => ({
    fault,
    path: [...path, ...below],
    reason,
    hint,
  });
  switch (error.keyword) {
    case "fhirShape":
    case "fhirPrimitive": {
      const { problem, below, wanted = "" } = error.params as KeywordFault;
      return finding(WORDS[problem](wanted), below);
    }
    case "additionalProperties":
      return finding(
        ["UNKNOWN_ELEMENT", "is no element of this type", "Remove it, or say it as an extension."],
        [String(error.params.additionalProperty)],
      );
    case "required":
      return finding(WORDS.missing(""), [String(error.params.missingProperty)]);
    case "discriminator":
      return finding(unknownResource(error.params.tagValue, known), ["resourceType"]);
    case "minItems":
      return finding(WORDS.empty(""));
    default:
      return finding([
        "TYPE",
        "is of the wrong JSON type",
        `Expected: ${String(error.params.type ?? "another")}.`,
      ]);
  }
};

const unknownResource = (tag: unknown, known: readonly string[]): Words => {
  const name = typeof tag === "string" && RESOURCE_NAME.test(tag) ? tag : "what it names";
  return ["UNKNOWN_RESOURCE", `is no covered type (${name})`, `Covered: ${[...known].sort().join(", ")}.`];
};

import { type FhirFault, FindingSignal } from "./errors.ts";
import type { Path } from "./path.ts";

/** What a document may weigh. A record that needs more is split into several. */
export const MAX_CHARACTERS = 5_000_000;
export const MAX_DEPTH = 50;
export const MAX_NODES = 200_000;
/** FHIR's own limit of a string. */
export const MAX_STRING = 1_048_576;

const LONE_SURROGATE = /\p{Surrogate}/u;
// The last makes the canonical serialiser take the object for one that writes itself.
const FORBIDDEN_KEYS = ["__proto__", "prototype", "constructor", "toJSON"];

/** Stops with a finding. */
export const refuse = (fault: FhirFault, path: Path, reason: string, hint: string): never => {
  throw new FindingSignal({ fault, path, reason, hint });
};

/** Throws if a property name could change how objects behave. */
export const checkKey = (key: string, path: Path): void => {
  if (FORBIDDEN_KEYS.includes(key))
    refuse("FORBIDDEN_KEY", path, "has a property name that is not allowed", "Rename the property.");
  checkText(key, path);
};

/** Throws if a text is no Unicode or longer than FHIR allows. */
export const checkText = (text: string, path: Path): void => {
  if (LONE_SURROGATE.test(text))
    refuse("SURROGATE", path, "has half of a surrogate pair", "Write the text as well-formed Unicode.");
  if (text.length > MAX_STRING)
    refuse("SIZE", path, `is longer than ${MAX_STRING} characters`, "Publish it as an attachment.");
};

/** Counts nodes and depth of a document while it is read. */
export const createBudget = () => {
  let nodes = 0;
  return {
    spend: (path: Path): void => {
      nodes += 1;
      if (path.length > MAX_DEPTH)
        refuse("DEPTH", [], `is nested deeper than ${MAX_DEPTH} levels`, "Flatten the document.");
      if (nodes > MAX_NODES) refuse("SIZE", [], `has more than ${MAX_NODES} values`, "Split the document.");
    },
  };
};
export type Budget = ReturnType<typeof createBudget>;

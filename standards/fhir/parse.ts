import { containedFault } from "./contained.ts";
import { type Finding, FindingSignal, InvalidFhirError, UnknownFhirVersionError } from "./errors.ts";
import { explain } from "./explain.ts";
import { readText } from "./readText.ts";
import { readValue } from "./readValue.ts";
import { coveredTypes, SHAPES, validatorOf } from "./validators.ts";
import { type FhirResource, type FhirVersion, isObject, type Json } from "./version.ts";

/**
 * Reads a FHIR document, from JSON text or from a value, and gives a copy that is valid: one of the covered resource
 * types, every element known, every primitive of its form. Throws `InvalidFhirError` with the place of the first fault,
 * `UnknownFhirVersionError` of a release that is not covered.
 */
export const parseFhir = <V extends FhirVersion>(document: unknown, version: V): FhirResource<V> => {
  if (!Object.hasOwn(SHAPES, version)) throw new UnknownFhirVersionError();
  try {
    const json = typeof document === "string" ? readText(document) : readValue(document);
    const finding = findFault(json, version);
    if (finding !== undefined) throw new InvalidFhirError(version, rootOf(json, version), finding);
    return json as unknown as FhirResource<V>;
  } catch (error) {
    if (error instanceof FindingSignal) throw new InvalidFhirError(version, "Resource", error.finding);
    throw error;
  }
};

const findFault = (json: Json, version: FhirVersion): Finding | undefined => {
  const validate = validatorOf(version);
  if (!validate(json)) {
    const error = validate.errors?.[0];
    if (error !== undefined) return explain(error, json, coveredTypes(version));
  }
  return isObject(json) ? containedFault(json) : undefined;
};

/** What a path starts with: the resource's type if it is a known one. */
const rootOf = (json: Json, version: FhirVersion): string => {
  const type = isObject(json) ? json.resourceType : undefined;
  return typeof type === "string" && coveredTypes(version).includes(type) ? type : "Resource";
};

import { canonicalize } from "json-canonicalize";
import { contentHash } from "../commitments.ts";
import type { Hex } from "../hex.ts";
import { NotCommittableError } from "./errors.ts";
import { parseFhir } from "./parse.ts";
import type { FhirResource, FhirVersion } from "./version.ts";

/** A validated document with the bytes that are committed to. Only `toCommittable` makes one. */
export type Committable<V extends FhirVersion = FhirVersion> = {
  readonly version: V;
  readonly resource: FhirResource<V>;
  /** RFC 8785 canonical JSON, in UTF-8. */
  readonly bytes: Uint8Array;
  /** keccak256 of the bytes. It is not salted: never publish it of a document about a person. */
  readonly contentHash: Hex;
  readonly __brand: "Committable";
};

const issued = new WeakSet<object>();

/** The only door from FHIR to a commitment: validates, and fixes the bytes. Throws `InvalidFhirError`. */
export const toCommittable = <V extends FhirVersion>(document: unknown, version: V): Committable<V> => {
  const resource = deepFreeze(parseFhir(document, version));
  const bytes = new TextEncoder().encode(canonicalize(resource));
  const committable: Committable<V> = Object.freeze({
    version,
    resource,
    bytes,
    contentHash: contentHash(bytes),
    __brand: "Committable" as const,
  });
  issued.add(committable);
  return committable;
};

/** Throws unless the value came from `toCommittable` and its bytes are still the ones that were validated. */
export const assertCommittable = (value: Committable): void => {
  if (!issued.has(value) || contentHash(value.bytes) !== value.contentHash) throw new NotCommittableError();
};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
};

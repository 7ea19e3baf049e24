import type { ConsentGrant } from "../../../standards/consent.ts";
import { consentFromFhir } from "../../../standards/fhir/consentFromFhir.ts";
import { consentToFhir } from "../../../standards/fhir/consentToFhir.ts";
import { UnmappableConsentError } from "../../../standards/fhir/errors.ts";
import type { FhirVersion } from "../../../standards/fhir/version.ts";
import { activeStanding } from "./arbitraryGrant.ts";
import { sampleGrant } from "./sampleGrant.ts";

export const VERSIONS = ["R4", "R5"] as const;

export const write = (grant: ConsentGrant, version: FhirVersion): Record<string, unknown> =>
  structuredClone(consentToFhir(grant, activeStanding(grant), { at: grant.terms.start }, version)) as never;
export const read = (document: unknown, version: FhirVersion, grant = sampleGrant) =>
  consentFromFhir(document, version, { salt: grant.terms.salt, deadline: grant.deadline });

/** Where a translation stops. */
export const whereOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof UnmappableConsentError) return error.where;
    throw error;
  }
  return "nowhere";
};

/** The document with the node at a path given or taken away. */
export const edit = (document: unknown, path: readonly (string | number)[], value: unknown): unknown => {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  const holder = path.slice(0, -1).reduce((node, step) => node[step] as typeof copy, copy);
  const last = path.at(-1) as string;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
};

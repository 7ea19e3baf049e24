import { expect } from "chai";
import fc from "fast-check";
import type { FhirVersion } from "../../../standards/fhir/version.ts";
import { arbitraryGrant } from "./arbitraryGrant.ts";
import { read, write } from "./consentTools.ts";

/** Fails unless so many consents have equal terms once they went to FHIR and back. */
export const comesBack = (version: FhirVersion, cases: number): void => {
  fc.assert(
    fc.property(arbitraryGrant, (grant) => {
      const text = JSON.stringify(write(grant, version));
      const back = read(text, version, grant);
      expect(back.grant).to.deep.equal(grant);
      expect(back.named).to.equal(true);
    }),
    { seed: 41, numRuns: cases },
  );
};

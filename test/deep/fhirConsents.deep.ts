// The round trips of test/standards/fhir/consent.test.ts, over many more consents.
import { VERSIONS } from "../standards/fhir/consentTools.ts";
import { comesBack } from "../standards/fhir/roundTrip.ts";

const CASES = 5_000;

describe(`${CASES} consents`, () => {
  for (const version of VERSIONS)
    it(`come back from ${version} with equal terms`, () => comesBack(version, CASES));
});

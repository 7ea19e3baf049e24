import { expect } from "chai";
import fc from "fast-check";
import { canonicalJson } from "../../../standards/canonicalJson.ts";
import { consentId } from "../../../standards/consent.ts";
import { toCommittable } from "../../../standards/fhir/committable.ts";
import { consentFromFhir } from "../../../standards/fhir/consentFromFhir.ts";
import { consentToFhir } from "../../../standards/fhir/consentToFhir.ts";
import { InvalidFhirError, UnmappableConsentError } from "../../../standards/fhir/errors.ts";
import type { FhirVersion } from "../../../standards/fhir/version.ts";
import { activeStanding } from "./arbitraryGrant.ts";
import { sampleGrant } from "./sampleGrant.ts";
import { SAMPLES } from "./samples.ts";

type Holder = Record<string | number, unknown>;

/** Every place in a document: what holds it, and under which name. */
const placesOf = (node: unknown): [Holder, string][] =>
  typeof node !== "object" || node === null
    ? []
    : Object.entries(node).flatMap(([key, value]): [Holder, string][] => [
        [node as Holder, key],
        ...placesOf(value),
      ]);

const consents = (["R4", "R5"] as const).map((version) => ({
  version,
  document: consentToFhir(
    sampleGrant,
    activeStanding(sampleGrant),
    { at: sampleGrant.terms.start },
    version,
  ) as unknown,
}));
const documents: readonly { version: FhirVersion; document: unknown }[] = [
  ...SAMPLES.flatMap(({ versions, document }) => versions.map((version) => ({ version, document }))),
  ...consents,
];

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, "", " ", 0, -1, 1e21, [], {}, [null], "2026-02-30", "#x", "a\u0000", true),
);
const mutation = fc.record({
  place: fc.nat(),
  how: fc.constantFrom("delete", "retype", "rename", "copy"),
  value: strange,
  name: fc.string(),
});
type Mutation = { place: number; how: string; value: unknown; name: string };

/** The document after one change somewhere. */
const mutate = (document: unknown, { place, how, value, name }: Mutation): unknown => {
  const copy = structuredClone(document);
  const places = placesOf(copy);
  const [holder, key] = places[place % places.length] ?? [{}, ""];
  if (how === "retype") holder[key] = value;
  else if (how === "copy")
    holder[key] = structuredClone(places[(place * 7 + 3) % places.length]?.[0] ?? value);
  else {
    const kept = holder[key];
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    if (how === "rename" && !Array.isArray(holder))
      Object.defineProperty(holder, name, {
        value: kept,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return copy;
};

describe("mutated FHIR documents", function () {
  this.timeout(120_000);

  it("are taken with the very bytes they came with, or refused with a place", () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(), fc.array(mutation, { minLength: 1, maxLength: 3 }), (pick, mutations) => {
        const { version, document } = documents[pick % documents.length] as (typeof documents)[number];
        const mutated = JSON.stringify(mutations.reduce(mutate, document));
        try {
          const bytes = new TextDecoder().decode(toCommittable(mutated, version).bytes);
          expect(bytes).to.equal(canonicalJson(JSON.parse(mutated)));
          taken += 1;
        } catch (error) {
          expect(error).to.be.instanceOf(InvalidFhirError);
          const { pointer, fhirPath } = error as InvalidFhirError;
          expect(pointer).to.match(/^(?:\/|$)/);
          expect(fhirPath).to.match(/^[A-Z]/);
          refused += 1;
        }
      }),
      { seed: 43, numRuns: 2_000 },
    );
    expect(taken).to.be.greaterThan(100);
    expect(refused).to.be.greaterThan(500);
  });

  it("that are consents never give other terms under the same id", () => {
    let same = 0;
    const { salt } = sampleGrant.terms;
    fc.assert(
      fc.property(fc.boolean(), mutation, (first, change) => {
        const { version, document } = consents[first ? 0 : 1] as (typeof consents)[number];
        try {
          const back = consentFromFhir(JSON.stringify(mutate(document, change)), version, {
            salt,
            deadline: sampleGrant.deadline,
          });
          if (!back.named) return;
          expect(consentId(back.grant)).to.equal(consentId(sampleGrant));
          same += 1;
        } catch (error) {
          expect(
            error instanceof InvalidFhirError || error instanceof UnmappableConsentError,
            String(error),
          ).to.equal(true);
        }
      }),
      { seed: 44, numRuns: 800 },
    );
    expect(same).to.be.greaterThan(8);
  });
});

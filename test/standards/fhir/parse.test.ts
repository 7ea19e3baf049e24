import { expect } from "chai";
import { canonicalJson } from "../../../standards/canonicalJson.ts";
import { assertCommittable, type Committable, toCommittable } from "../../../standards/fhir/committable.ts";
import { type FhirFault, InvalidFhirError } from "../../../standards/fhir/errors.ts";
import { MAX_CHARACTERS } from "../../../standards/fhir/limits.ts";
import { parseFhir } from "../../../standards/fhir/parse.ts";
import { coveredTypes } from "../../../standards/fhir/validators.ts";
import type { FhirVersion } from "../../../standards/fhir/version.ts";
import { recordContentHash } from "../../../standards/recordCommitment.ts";
import { codeOf } from "../errorOf.ts";
import { SAMPLES } from "./samples.ts";

type Case = readonly [document: unknown, fault: FhirFault, pointer: string, version?: FhirVersion];

const refusal = (document: unknown, version: FhirVersion = "R4"): InvalidFhirError => {
  try {
    parseFhir(document, version);
  } catch (error) {
    if (error instanceof InvalidFhirError) return error;
    throw error;
  }
  throw new Error("the document was taken");
};

const patient = (more: object) => ({ resourceType: "Patient", ...more });
const text = (inside: string) => `{"resourceType":"Patient",${inside}}`;
const name = (given: unknown, beside: unknown) => patient({ name: [{ given, _given: beside }] });
const nested = (depth: number): unknown => (depth === 0 ? {} : { extension: [nested(depth - 1)] });

const TEXTS: readonly Case[] = [
  ["", "NOT_JSON", ""],
  ["[1,]", "NOT_JSON", "/1"],
  ['{"resourceType":"Patient"} x', "NOT_JSON", ""],
  [text('"birthDate":01'), "NOT_JSON", ""],
  [text('"active":NaN'), "NOT_JSON", "/active"],
  [text('"active":Infinity'), "NOT_JSON", "/active"],
  [text('"id":"a\tb"'), "NOT_JSON", "/id"],
  [text('"id":"a","id":"a"'), "DUPLICATE_KEY", "/id"],
  [text('"name":[{"family":"a","\\u0066amily":"b"}]'), "DUPLICATE_KEY", "/name/0/family"],
  [text('"id":"\\ud800"'), "SURROGATE", "/id"],
  [text('"\\udc00":1'), "SURROGATE", ""],
  [text('"__proto__":{}'), "FORBIDDEN_KEY", "/(name withheld)"],
  [text('"constructor":{}'), "FORBIDDEN_KEY", "/constructor"],
  [text('"toJSON":1'), "FORBIDDEN_KEY", "/toJSON"],
  [text('"multipleBirthInteger":1e999'), "NUMBER", "/multipleBirthInteger"],
  [text('"multipleBirthInteger":9007199254740993'), "NUMBER", "/multipleBirthInteger"],
  [text('"multipleBirthInteger":0.12345678901234567890'), "NUMBER", "/multipleBirthInteger"],
  ["[".repeat(100_000), "DEPTH", ""],
  [`[${"0,".repeat(300_000)}0]`, "SIZE", ""],
  [`"${"a".repeat(MAX_CHARACTERS)}"`, "SIZE", ""],
];

const VALUES: readonly Case[] = [
  [undefined, "NOT_JSON", ""],
  [patient({ active: undefined }), "NOT_JSON", "/active"],
  [patient({ multipleBirthInteger: Number.NaN }), "NUMBER", "/multipleBirthInteger"],
  [patient({ birthDate: new Date(0) }), "NOT_JSON", "/birthDate"],
  [patient({ multipleBirthInteger: 1n }), "NOT_JSON", "/multipleBirthInteger"],
  [Object.defineProperty(patient({}), "id", { get: () => "a", enumerable: true }), "NOT_JSON", "/id"],
  [patient({ name: new Array(3) }), "NOT_JSON", "/name"],
  [patient({ id: "\ud800" }), "SURROGATE", "/id"],
  [patient({ extension: [nested(60)] }), "DEPTH", ""],
];

const SHAPES: readonly Case[] = [
  [null, "TYPE", ""],
  [[], "TYPE", ""],
  [{}, "MISSING", "/resourceType"],
  [{ resourceType: "Spaceship" }, "UNKNOWN_RESOURCE", "/resourceType"],
  [{ resourceType: 5 }, "UNKNOWN_RESOURCE", "/resourceType"],
  [{ resourceType: "GenomicStudy" }, "UNKNOWN_RESOURCE", "/resourceType"],
  [patient({ nickname: "x" }), "UNKNOWN_ELEMENT", "/nickname"],
  [patient({ "Jane Doe": "x" }), "UNKNOWN_ELEMENT", "/(name withheld)"],
  [patient({ name: [{ famly: "x" }] }), "UNKNOWN_ELEMENT", "/name/0/famly"],
  [patient({ name: { family: "x" } }), "TYPE", "/name"],
  [patient({ name: [] }), "EMPTY", "/name"],
  [patient({ name: [{}] }), "EMPTY", "/name/0"],
  [patient({ name: [null] }), "TYPE", "/name/0"],
  [patient({ active: "true" }), "VALUE", "/active"],
  [patient({ active: null }), "VALUE", "/active"],
  [patient({ gender: "f" }), "CODE", "/gender"],
  [patient({ id: "has space" }), "VALUE", "/id"],
  [patient({ id: "x".repeat(65) }), "VALUE", "/id"],
  [patient({ language: "en  us" }), "VALUE", "/language"],
  [patient({ implicitRules: "a b" }), "VALUE", "/implicitRules"],
  [patient({ birthDate: "2026-02-29" }), "VALUE", "/birthDate"],
  [patient({ birthDate: "2026-13" }), "VALUE", "/birthDate"],
  [patient({ birthDate: "2026-01-01T00:00:00Z" }), "VALUE", "/birthDate"],
  [patient({ deceasedDateTime: "2026-01-01T00:00:00" }), "VALUE", "/deceasedDateTime"],
  [patient({ deceasedDateTime: "2026-01-01T24:00:00Z" }), "VALUE", "/deceasedDateTime"],
  [patient({ deceasedBoolean: true, deceasedDateTime: "2026" }), "CHOICE", "/deceasedDateTime"],
  [patient({ meta: { lastUpdated: "2026-01-01" } }), "VALUE", "/meta/lastUpdated"],
  [patient({ multipleBirthInteger: 1.5 }), "VALUE", "/multipleBirthInteger"],
  [patient({ multipleBirthInteger: 2 ** 31 }), "VALUE", "/multipleBirthInteger"],
  [patient({ photo: [{ data: "a b" }] }), "VALUE", "/photo/0/data"],
  [patient({ name: [{ family: "  " }] }), "VALUE", "/name/0/family"],
  [patient({ name: [{ family: "a\u0001" }] }), "VALUE", "/name/0/family"],
  [patient({ text: { status: "generated", div: "<p>x</p>" } }), "VALUE", "/text/div"],
  [patient({ text: { status: "generated", div: "<div><script/></div>" } }), "VALUE", "/text/div"],
  [patient({ text: { status: "generated" } }), "MISSING", "/text/div"],
  [patient({ managingOrganization: { reference: "no" } }), "VALUE", "/managingOrganization/reference"],
  [patient({ managingOrganization: { reference: "#x" } }), "REFERENCE", "/managingOrganization/reference"],
  [name(["a"], [null, null]), "SIBLING", "/name/0/_given"],
  [name(["a", null], [null, null]), "SIBLING", "/name/0/given/1"],
  [name([null], undefined), "NOT_JSON", "/name/0/_given"],
  [name(["a"], [5]), "TYPE", "/name/0/_given/0"],
  [patient({ _birthDate: { valueCode: "x" } }), "UNKNOWN_ELEMENT", "/_birthDate/valueCode"],
  [patient({ extension: [{ valueCode: "x" }] }), "MISSING", "/extension/0/url"],
  [
    patient({ modifierExtension: [{ url: "u", valueDosage: {} }] }),
    "UNKNOWN_ELEMENT",
    "/modifierExtension/0/valueDosage",
  ],
  [patient({ contained: [{ resourceType: "Patient" }] }), "MISSING", "/contained/0/id"],
  [
    patient({ contained: [{ resourceType: "Robot", id: "r" }] }),
    "UNKNOWN_RESOURCE",
    "/contained/0/resourceType",
  ],
  [patient({ contained: [patient({ id: "a" }), patient({ id: "a" })] }), "REFERENCE", "/contained/1/id"],
  [
    patient({ contained: [patient({ id: "a", contained: [patient({ id: "b" })] })] }),
    "TYPE",
    "/contained/0/contained",
  ],
  [{ resourceType: "Observation", code: { text: "x" } }, "MISSING", "/status"],
  [
    { resourceType: "MedicationRequest", status: "active", intent: "order", subject: { display: "x" } },
    "MISSING",
    "/medication[x]",
  ],
  [{ resourceType: "Consent", status: "active", category: [{ text: "x" }] }, "MISSING", "/scope"],
  [{ resourceType: "Consent", decision: "permit" }, "MISSING", "/status", "R5"],
  [{ resourceType: "Bundle", type: "collection", text: {} }, "UNKNOWN_ELEMENT", "/text"],
  [
    { resourceType: "Bundle", type: "collection", entry: [{ resource: patient({ gender: 1 }) }] },
    "VALUE",
    "/entry/0/resource/gender",
    "R5",
  ],
];

describe("FHIR documents", () => {
  for (const [title, cases] of Object.entries({ "as text": TEXTS, "as values": VALUES, "by shape": SHAPES }))
    it(`are refused ${title} with the place of the fault`, () => {
      for (const [i, [document, fault, pointer, version]] of cases.entries()) {
        const error = refusal(document, version);
        expect([error.fault, error.pointer], `case ${i}: ${fault} ${pointer}`).to.deep.equal([
          fault,
          pointer,
        ]);
        expect(error.hint).to.be.a("string").and.not.equal("");
      }
    });

  it("are taken as text and as value alike, and committed to in canonical bytes", () => {
    for (const { versions, document } of SAMPLES)
      for (const version of versions) {
        const committable = toCommittable(JSON.stringify(document), version);
        expect(committable.resource).to.deep.equal(document);
        expect(new TextDecoder().decode(committable.bytes)).to.equal(canonicalJson(document));
        expect(committable.contentHash).to.equal(recordContentHash(document));
        expect(toCommittable(document, version).contentHash).to.equal(committable.contentHash);
        assertCommittable(committable);
      }
  });

  it("are named as FHIRPath names them, without their contents", () => {
    const error = refusal(patient({ name: [{ given: ["Secret", ""] }] }));
    expect(error.fhirPath).to.equal("Patient.name[0].given[1]");
    expect(JSON.stringify([error.message, error.context, error.hint])).to.not.include("Secret");
    expect(refusal({ resourceType: "Spaceship" }).hint).to.equal(
      `Covered: ${coveredTypes("R4").join(", ")}.`,
    );
  });

  it("are of a release that is covered", () => {
    for (const version of ["R3", "r4", "__proto__", "constructor", ""])
      expect(codeOf(() => toCommittable({ resourceType: "Patient" }, version as FhirVersion))).to.equal(
        "FHIR_VERSION_UNKNOWN",
      );
  });

  it("reach a commitment only through their door", () => {
    const genuine = toCommittable({ resourceType: "Patient", active: true }, "R4");
    expect(codeOf(() => assertCommittable({ ...genuine }))).to.equal("NOT_COMMITTABLE");
    expect(codeOf(() => assertCommittable({} as Committable))).to.equal("NOT_COMMITTABLE");
    expect(() => Object.assign(genuine.resource, { active: false })).to.throw(TypeError);
    genuine.bytes[0] = 0;
    expect(codeOf(() => assertCommittable(genuine))).to.equal("NOT_COMMITTABLE");
  });
});
